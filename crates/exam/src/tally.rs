//! Counts of values in narrow ranges.

use std::collections::BTreeMap;

/// The greatest number of ranges on one side of 0: what lies beyond counts in the last one, so that memory is bounded.
const MOST_RANGES: f64 = 4000.0;

/// How many values lie in each of many narrow ranges, with their mean and standard deviation. Its size does not grow with the number of
/// values.
#[derive(Debug, Clone, PartialEq)]
pub struct Tally {
    width: f64,
    counts: BTreeMap<i64, u64>,
    count: u64,
    sum: f64,
    sum_of_squares: f64,
}

impl Tally {
    /// No values, to be counted in ranges of this width, which is above 0.
    #[must_use]
    pub const fn new(width: f64) -> Self {
        Self { width, counts: BTreeMap::new(), count: 0, sum: 0.0, sum_of_squares: 0.0 }
    }

    /// Counts a value. One that is not finite does not count.
    ///
    /// ```
    /// use exam::Tally;
    ///
    /// let mut tally = Tally::new(0.1);
    /// for value in [0.0, 0.05, 1.0, f64::NAN] {
    ///     tally.add(value);
    /// }
    /// assert_eq!(tally.count(), 3);
    /// assert!((tally.mean().unwrap() - 0.35).abs() < 1e-12);
    /// ```
    pub fn add(&mut self, value: f64) {
        if !value.is_finite() {
            return;
        }
        let range = (value / self.width).floor().clamp(-MOST_RANGES, MOST_RANGES) as i64;
        *self.counts.entry(range).or_default() += 1;
        self.count += 1;
        self.sum += value;
        self.sum_of_squares += value * value;
    }

    /// How many values there are.
    #[must_use]
    pub const fn count(&self) -> u64 {
        self.count
    }

    /// The mean; `None` without values.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.count > 0).then(|| self.sum / self.count as f64)
    }

    /// The standard deviation about the mean, with the count less one below; `None` with fewer than two values.
    #[must_use]
    pub fn standard_deviation(&self) -> Option<f64> {
        let count = self.count as f64;
        let squares = self.sum_of_squares - self.sum * self.sum / count.max(1.0);
        (self.count > 1).then(|| (squares.max(0.0) / (count - 1.0)).sqrt())
    }

    /// The middle of each range with the number of values in it, in rising order; empty ranges are left out.
    pub fn middles(&self) -> impl Iterator<Item = (f64, u64)> + '_ {
        self.counts.iter().map(|(range, count)| ((*range as f64 + 0.5) * self.width, *count))
    }

    /// At most `most` ranges of equal width that hold all values, each with its ends and its count; empty ones between them are there.
    ///
    /// ```
    /// use exam::Tally;
    ///
    /// let mut tally = Tally::new(0.5);
    /// [0.1, 0.2, 1.7].into_iter().for_each(|value| tally.add(value));
    /// assert_eq!(tally.ranges(10), [(0.0, 0.5, 2), (0.5, 1.0, 0), (1.0, 1.5, 0), (1.5, 2.0, 1)]);
    /// assert_eq!(tally.ranges(2), [(0.0, 1.0, 2), (1.0, 2.0, 1)]);
    /// ```
    #[must_use]
    pub fn ranges(&self, most: usize) -> Vec<(f64, f64, u64)> {
        let (Some((first, _)), Some((last, _))) = (self.counts.first_key_value(), self.counts.last_key_value()) else {
            return Vec::new();
        };
        let most = i64::try_from(most.max(1)).unwrap_or(i64::MAX);
        let widths = [1, 2, 5].into_iter().cycle().zip((0..12).map(|place| 10_i64.pow(place / 3)));
        // The ranges begin at multiples of their own width, so that their ends are round.
        let step = widths
            .map(|(factor, power)| factor * power)
            .find(|step| last.div_euclid(*step) - first.div_euclid(*step) < most)
            .unwrap_or(i64::MAX / 2);
        let mut ranges: BTreeMap<i64, u64> =
            (first.div_euclid(step)..=last.div_euclid(step)).map(|place| (place, 0)).collect();
        for (range, count) in &self.counts {
            *ranges.entry(range.div_euclid(step)).or_default() += count;
        }
        let end = |place: i64| (place * step) as f64 * self.width;
        ranges.into_iter().map(|(place, count)| (end(place), end(place + 1), count)).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn memory_is_bounded_whatever_the_values() {
        let mut tally = Tally::new(0.01);
        (0..100_000).for_each(|place| tally.add(f64::from(place) * 7.0 - 3e5));
        assert!(tally.counts.len() <= 8001);
        assert_eq!(tally.ranges(20).iter().map(|(.., count)| count).sum::<u64>(), 100_000);
    }

    #[test]
    fn ranges_are_few_and_hold_all_values() {
        let mut tally = Tally::new(0.1);
        (-400..=390).for_each(|place| tally.add(f64::from(place) / 100.0));
        let ranges = tally.ranges(16);
        assert!(ranges.len() <= 16 && ranges.len() > 5, "{ranges:?}");
        assert_eq!(ranges.iter().map(|(.., count)| count).sum::<u64>(), tally.count());
        assert!(ranges.windows(2).all(|pair| pair[0].1 == pair[1].0), "{ranges:?}");
    }

    #[test]
    fn nothing_has_no_mean() {
        let tally = Tally::new(1.0);
        assert_eq!((tally.mean(), tally.standard_deviation(), tally.ranges(3)), (None, None, Vec::new()));
    }
}

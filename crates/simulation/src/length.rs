//! The lengths of the tests.

use std::collections::BTreeMap;

use serde::Serialize;

/// The number of items of the tests.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TestLength {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, of the examinees simulated.
    pub sd: f64,
    /// The shortest test.
    pub min: u32,
    /// The length that 5 % of the tests do not exceed: the least with at least this share at or below it, as for the
    /// quantiles that follow.
    pub p05: u32,
    /// The length that 25 % do not exceed.
    pub p25: u32,
    /// The median.
    pub median: u32,
    /// The length that 75 % do not exceed.
    pub p75: u32,
    /// The length that 95 % do not exceed.
    pub p95: u32,
    /// The longest test.
    pub max: u32,
}

/// Counts how many tests have each length.
#[derive(Debug, Clone, Default)]
pub(crate) struct LengthCounts {
    /// By length, up to the longest so far.
    tests: Vec<u64>,
    count: u64,
}

impl LengthCounts {
    pub(crate) fn add(&mut self, items: usize) {
        if items >= self.tests.len() {
            self.tests.resize(items + 1, 0);
        }
        self.tests[items] += 1;
        self.count += 1;
    }

    /// The lengths that occur, and how many tests have each.
    pub(crate) fn lengths(&self) -> BTreeMap<u32, u64> {
        self.occurring().collect()
    }

    pub(crate) fn mean(&self) -> f64 {
        self.mean_of(|length| length)
    }

    /// The least length that at least this share of the tests, in per cent, do not exceed.
    pub(crate) fn quantile(&self, percent: u64) -> u32 {
        let mut below = 0;
        let reached = self.occurring().find(|(_, tests)| {
            below += tests;
            u128::from(below) * 100 >= u128::from(self.count) * u128::from(percent)
        });
        reached.map_or(0, |(length, _)| length)
    }

    pub(crate) fn test_length(&self) -> TestLength {
        let mean = self.mean();
        TestLength {
            mean,
            sd: self.mean_of(|length| (length - mean) * (length - mean)).sqrt(),
            min: self.quantile(0),
            p05: self.quantile(5),
            p25: self.quantile(25),
            median: self.quantile(50),
            p75: self.quantile(75),
            p95: self.quantile(95),
            max: self.quantile(100),
        }
    }

    fn occurring(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        (0..).zip(self.tests.iter().copied()).filter(|(_, tests)| *tests > 0)
    }

    fn mean_of(&self, value: impl Fn(f64) -> f64) -> f64 {
        let sum: f64 = self.occurring().map(|(length, tests)| value(f64::from(length)) * tests as f64).sum();
        sum / self.count.max(1) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::LengthCounts;

    #[test]
    fn quantiles_of_the_length_are_lengths_that_occur() {
        let mut counts = LengthCounts::default();
        for (length, tests) in [(20, 10), (5, 10), (8, 80)] {
            (0..tests).for_each(|_| counts.add(length));
        }
        let length = counts.test_length();
        assert_eq!((length.min, length.p05, length.median, length.p95, length.max), (5, 5, 8, 20, 20));
        assert!((length.mean - 8.9).abs() < 1e-12);
        assert!(
            (length.sd - (0.1 * 3.9_f64.powi(2) + 0.8 * 0.9_f64.powi(2) + 0.1 * 11.1_f64.powi(2)).sqrt()).abs() < 1e-12
        );
        assert_eq!(counts.lengths(), [(5, 10), (8, 80), (20, 10)].into());
    }

    #[test]
    fn no_test_has_no_length() {
        assert_eq!(LengthCounts::default().test_length().max, 0);
    }
}

//! Ranges of theta with what lies in them.

use super::wright_map::WrightRow;

/// The range of theta that the rows cover at least.
const RANGE: [f64; 2] = [-4.0, 4.0];
/// The most rows, unless the examinees lie very far apart.
const MAX_RANGES: f64 = 40.0;

/// The rows of a Wright map: shares in ranges of equal width about the examinees. Values beyond the ends count in the end ranges.
///
/// Both come as values with weights; of a sample that is given one by one, each weight is 1.
///
/// ```
/// use reporting::ability_charts::wright_rows;
///
/// let rows = wright_rows(&[(0.1, 3.0), (1.2, 1.0)], &[(-0.4, 1.0)]);
/// let share: f64 = rows.iter().map(|row| row.examinees).sum();
/// assert!((share - 1.0).abs() < 1e-12);
/// assert!(rows.iter().any(|row| row.lower <= 0.1 && 0.1 < row.upper && row.examinees == 0.75));
/// ```
#[must_use]
pub fn wright_rows(examinees: &[(f64, f64)], locations: &[(f64, f64)]) -> Vec<WrightRow> {
    let thetas = || examinees.iter().map(|(theta, _)| *theta).filter(|theta| theta.is_finite());
    let least = thetas().fold(RANGE[0], f64::min).floor();
    let greatest = thetas().fold(RANGE[1], f64::max).ceil();
    let width = [0.5, 1.0, 2.0].into_iter().find(|width| (greatest - least) / width <= MAX_RANGES).unwrap_or(5.0);
    let count = ((greatest - least) / width).ceil().max(1.0) as usize;
    let shares = |values: &[(f64, f64)]| -> Vec<f64> {
        let total: f64 = values.iter().map(|(_, weight)| weight).sum();
        let mut shares = vec![0.0; count];
        for (value, weight) in values.iter().filter(|_| total > 0.0) {
            let place = ((value - least) / width).floor().clamp(0.0, (count - 1) as f64) as usize;
            shares[place] += weight / total;
        }
        shares
    };
    let both = shares(examinees).into_iter().zip(shares(locations));
    let row = |(place, (examinees, locations)): (usize, (f64, f64))| {
        let lower = least + width * place as f64;
        WrightRow { lower, upper: lower + width, examinees, locations }
    };
    both.enumerate().map(row).collect()
}

#[cfg(test)]
mod tests {
    use super::wright_rows;

    fn each(values: &[f64]) -> Vec<(f64, f64)> {
        values.iter().map(|value| (*value, 1.0)).collect()
    }

    #[test]
    fn shares_sum_to_one_and_the_ends_hold_what_lies_beyond() {
        let rows = wright_rows(&each(&[0.0, 0.1, 3.9, -7.2]), &each(&[-100.0, 100.0, 0.0]));
        assert_eq!((rows[0].lower, rows[rows.len() - 1].upper), (-8.0, 4.0));
        let sums = rows.iter().fold((0.0, 0.0), |(x, y), row| (x + row.examinees, y + row.locations));
        assert!((sums.0 - 1.0_f64).abs() < 1e-12 && (sums.1 - 1.0_f64).abs() < 1e-12, "{sums:?}");
        assert!((rows[0].locations - 1.0 / 3.0).abs() < 1e-12);
    }

    #[test]
    fn far_away_examinees_get_wide_ranges() {
        let rows = wright_rows(&each(&[-100.0, 100.0]), &each(&[0.0]));
        assert!(rows.len() <= 41, "{}", rows.len());
    }

    #[test]
    fn without_examinees_there_are_no_shares_of_them() {
        let rows = wright_rows(&[], &each(&[0.0]));
        assert!(rows.iter().all(|row| row.examinees == 0.0) && rows.len() == 16, "{rows:?}");
    }
}

//! Yen's Q3: correlations of residuals.

use irt_core::Metric;

use super::tables::FitTables;

/// The most examinees whose residuals enter.
const MOST_EXAMINEES: usize = 20_000;
/// The fewest examinees who have answered both items of a pair.
const FEWEST_EXAMINEES: f64 = 20.0;

/// Two items and the correlation of their residuals.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ResidualCorrelation {
    /// The first item.
    pub one: usize,
    /// The second.
    pub other: usize,
    /// Q3.
    pub correlation: f64,
}

/// The sums of the residuals of a pair.
#[derive(Debug, Clone, Copy, Default)]
struct PairSums {
    count: f64,
    one: f64,
    other: f64,
    one_square: f64,
    other_square: f64,
    product: f64,
}

/// Q3 of all pairs of items that at least 20 examinees have answered both, the greatest correlation first.
///
/// Residuals are those of the scores at the expected abilities (EAP) of the first 20 000 examinees. Between items that depend on
/// nothing but theta, about `-1 / (n - 1)` is expected.
///
/// # Reference
/// Yen (1984).
#[must_use]
pub fn residual_correlations(tables: &FitTables<'_>) -> Vec<ResidualCorrelation> {
    let items = tables.items.len();
    let mut sums = vec![PairSums::default(); items * items.saturating_sub(1) / 2];
    let place = |one: usize, other: usize| other * (other - 1) / 2 + one;
    let mut room = Vec::new();
    for (examinee, theta) in tables.thetas.iter().enumerate().take(MOST_EXAMINEES) {
        let Some(theta) = theta else { continue };
        let residuals: Vec<(usize, f64)> = tables
            .responses
            .row(examinee)
            .filter_map(|(item, category)| {
                let model = tables.items[item].as_ref()?;
                room.resize(usize::from(model.categories()), 0.0);
                model.category_probabilities(*theta, Metric::LOGISTIC, &mut room);
                let mean: f64 = room.iter().enumerate().map(|(category, p)| category as f64 * p).sum();
                Some((item, f64::from(category) - mean))
            })
            .collect();
        for (number, (other, right)) in residuals.iter().enumerate() {
            for (one, left) in &residuals[..number] {
                sums[place(*one, *other)].add(*left, *right);
            }
        }
    }
    let pairs = (0..items).flat_map(|other| (0..other).map(move |one| (one, other)));
    let mut found: Vec<ResidualCorrelation> = pairs
        .filter_map(|(one, other)| {
            let correlation = sums[place(one, other)].correlation()?;
            Some(ResidualCorrelation { one, other, correlation })
        })
        .collect();
    found.sort_by(|one, other| other.correlation.total_cmp(&one.correlation));
    found
}

impl PairSums {
    fn add(&mut self, one: f64, other: f64) {
        self.count += 1.0;
        self.one += one;
        self.other += other;
        self.one_square += one * one;
        self.other_square += other * other;
        self.product += one * other;
    }

    fn correlation(&self) -> Option<f64> {
        let covariance = self.product - self.one * self.other / self.count;
        let variances = [(self.one_square, self.one), (self.other_square, self.other)];
        let [one, other] = variances.map(|(square, sum)| square - sum * sum / self.count);
        (self.count >= FEWEST_EXAMINEES && one > 0.0 && other > 0.0).then(|| covariance / (one * other).sqrt())
    }
}

//! Infit and outfit.

use irt_core::Metric;

use super::tables::FitTables;

/// The largest standard deviation in the transformation of Wilson and Hilferty.
#[expect(clippy::approx_constant, reason = "the reference values are computed with this number")]
const GREATEST_SD: f64 = 1.4142;

/// A mean square with its standardised value.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquare {
    /// The mean square; 1 is expected.
    pub value: f64,
    /// The value standardised by the transformation of Wilson and Hilferty.
    pub z: f64,
}

/// Infit and outfit of an item.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct MeanSquares {
    /// The mean of the squared standardised residuals.
    pub outfit: MeanSquare,
    /// The sum of the squared residuals over the sum of their variances.
    pub infit: MeanSquare,
}

#[derive(Debug, Clone, Copy, Default)]
struct Sums {
    count: f64,
    standardised: f64,
    residual: f64,
    variance: f64,
    /// The sums of the fourth moment over the squared variance, and of the fourth moment less the squared variance.
    kurtosis: f64,
    excess: f64,
}

/// Infit and outfit of each item at the expected abilities (EAP); `None` for an item without a model or responses.
///
/// # Reference
/// Wright and Masters (1982).
#[must_use]
pub fn mean_squares(tables: &FitTables<'_>) -> Vec<Option<MeanSquares>> {
    let mut sums = vec![Sums::default(); tables.items.len()];
    let mut room = Vec::new();
    for (examinee, theta) in tables.thetas.iter().enumerate() {
        let Some(theta) = theta else { continue };
        let weight = tables.responses.weight_of(examinee);
        for (item, category) in tables.responses.row(examinee) {
            let Some(model) = &tables.items[item] else { continue };
            room.resize(usize::from(model.categories()), 0.0);
            model.category_probabilities(*theta, Metric::LOGISTIC, &mut room);
            sums[item].add(&room, f64::from(category), weight);
        }
    }
    sums.into_iter().map(Sums::mean_squares).collect()
}

impl Sums {
    fn add(&mut self, probabilities: &[f64], score: f64, weight: f64) {
        let moment = |about: f64, power: i32| {
            let scores = probabilities.iter().enumerate();
            scores.map(|(category, p)| p * (category as f64 - about).powi(power)).sum::<f64>()
        };
        let mean = moment(0.0, 1);
        let (variance, fourth) = (moment(mean, 2), moment(mean, 4));
        let square = (score - mean) * (score - mean);
        self.count += weight;
        self.standardised += weight * square / variance;
        self.residual += weight * square;
        self.variance += weight * variance;
        self.kurtosis += weight * fourth / (variance * variance);
        self.excess += weight * (fourth - variance * variance);
    }

    fn mean_squares(self) -> Option<MeanSquares> {
        if self.count == 0.0 || self.variance == 0.0 {
            return None;
        }
        let outfit_sd = (self.kurtosis / (self.count * self.count) - 1.0 / self.count).max(0.0).sqrt();
        let infit_sd = (self.excess / (self.variance * self.variance)).max(0.0).sqrt();
        Some(MeanSquares {
            outfit: standardised(self.standardised / self.count, outfit_sd),
            infit: standardised(self.residual / self.variance, infit_sd),
        })
    }
}

/// Wilson and Hilferty (1931).
fn standardised(value: f64, sd: f64) -> MeanSquare {
    let sd = sd.min(GREATEST_SD);
    let z = if sd > 0.0 { (value.cbrt() - 1.0) * (3.0 / sd) + sd / 3.0 } else { 0.0 };
    MeanSquare { value, z }
}

//! The probabilities of one category at many abilities.

use super::category_curve::CategoryCurve;
use super::logistic::logistic;

impl CategoryCurve {
    /// The probability of a category at every node; the highest for a number beyond it.
    pub(crate) fn fill_column(&self, category: usize, nodes: &[f64], column: &mut [f64]) {
        let Self::Cumulative { slope, thresholds, log_gaps } = self else {
            for (theta, probability) in nodes.iter().zip(column) {
                *probability = self.at(*theta, category).log_probability.exp();
            }
            return;
        };
        let category = category.min(thresholds.len());
        column.fill(log_gaps[category].exp());
        if let Some(below) = category.checked_sub(1) {
            multiply_by_logistic(column, nodes, *slope, thresholds[below]);
        }
        if let Some(above) = thresholds.get(category) {
            multiply_by_logistic(column, nodes, -slope, *above);
        }
    }
}

fn multiply_by_logistic(column: &mut [f64], nodes: &[f64], slope: f64, threshold: f64) {
    for (probability, theta) in column.iter_mut().zip(nodes) {
        *probability *= logistic(slope * (theta - threshold))[0];
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_are_the_probabilities() {
        let lines = [(0.0, 0.0), (0.8, 0.3), (2.0, -0.4)].into_iter();
        let nodes: Vec<f64> = (-80..=80).map(|place| f64::from(place) / 10.0).collect();
        let mut column = vec![0.0; nodes.len()];
        let graded = CategoryCurve::cumulative(1.7, [-1.0, -0.999, 2.0].into_iter());
        for curve in [graded, CategoryCurve::multinomial(lines)] {
            for category in 0..curve.categories() {
                curve.fill_column(category, &nodes, &mut column);
                for (theta, found) in nodes.iter().zip(&column) {
                    let expected = curve.at(*theta, category).log_probability.exp();
                    assert!((found / expected - 1.0).abs() <= 1e-14, "{curve:?}, {category} at {theta}");
                }
            }
        }
    }
}

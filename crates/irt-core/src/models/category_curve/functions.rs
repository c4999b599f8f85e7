//! What every kind of category curve provides.

use super::category_point::CategoryPoint;

/// Which way a log-likelihood goes as theta grows.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Trend {
    Falls,
    Rises,
    /// It has a maximum in between, or the model does not say.
    Turns,
}

/// Stands for a limit of derivatives that is not known. It is finite, so that no sum or product of limits is NaN.
const UNLIMITED: f64 = 1e100;

/// The functions of a category curve, and limits that hold for every ability.
///
/// The default of a limit holds for any curve. With it, the searches that the limit would shorten look everywhere.
pub(crate) trait CategoryFunctions {
    fn categories(&self) -> usize;

    /// Shows every category at an ability, from the lowest to the highest.
    fn for_each(&self, theta: f64, visit: impl FnMut(CategoryPoint));

    /// One category at an ability.
    fn at(&self, theta: f64, category: usize) -> CategoryPoint;

    /// The inverse of the scale on which the curves change.
    fn steepness(&self) -> f64;

    /// The probability of a category at every node.
    fn fill_column(&self, category: usize, nodes: &[f64], column: &mut [f64]) {
        for (theta, probability) in nodes.iter().zip(column) {
            *probability = self.at(*theta, category).log_probability.exp();
        }
    }

    /// Fisher information.
    #[inline]
    fn information(&self, theta: f64) -> f64 {
        let mut sum = 0.0;
        self.for_each(theta, |point| sum += point.log_probability.exp() * point.slopes[0] * point.slopes[0]);
        sum
    }

    /// Which way the log-likelihood of a category goes.
    fn trend(&self, _category: usize) -> Trend {
        Trend::Turns
    }

    /// Whether the log-likelihood of every category is concave in theta everywhere.
    fn is_log_concave(&self) -> bool {
        false
    }

    /// The second derivative of the log-likelihood of any category is nowhere below minus this.
    fn curvature_limit(&self) -> f64 {
        UNLIMITED
    }

    /// The third derivative of the log-likelihood of any category is nowhere larger than this, either way.
    fn turn_limit(&self) -> f64 {
        UNLIMITED
    }

    /// Warm's term `J / (2 I)` is nowhere larger than this, either way; infinity where no limit is known.
    fn warm_limit(&self) -> f64 {
        f64::INFINITY
    }

    /// The information is nowhere above this.
    fn greatest_information(&self) -> f64 {
        f64::INFINITY
    }

    /// The information is not above this anywhere from `left` to `right`.
    fn information_limit(&self, _ends: [f64; 2]) -> f64 {
        f64::INFINITY
    }
}

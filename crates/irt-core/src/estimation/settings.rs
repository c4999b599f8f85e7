//! What estimation needs of a design.

use super::bounds::Bounds;
use super::eap::posterior_estimate;
use super::grid::Grid;
use super::posterior::Posterior;
use super::prior::Prior;
use super::quadrature::Quadrature;
use super::standard_error::SeFormula;

/// Prior, scale and formulas: all that an estimate depends on besides the answers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct EstimationSettings {
    pub(crate) prior: Prior,
    /// Where maxima are searched.
    pub(crate) bounds: Bounds,
    /// Where the posterior is summed.
    pub(crate) quadrature: Quadrature,
    pub(crate) se_formula: SeFormula,
    /// The distance `|a (theta - b)|` beyond which Huber's weights fall.
    pub(crate) huber_tuning: f64,
    /// The distance `|a (theta - b)|` at which Tukey's weights vanish.
    pub(crate) tukey_tuning: f64,
    /// How far a step of the interim estimate goes while all answers are at one end.
    pub(crate) constant_pattern_step: f64,
    /// The ability that stands for an estimate where the answers and the prior give none.
    pub(crate) start_theta: f64,
}

impl EstimationSettings {
    /// The standard deviation of the prior; that of the uniform distribution on the bounds for Jeffreys' prior.
    pub(crate) fn prior_sd(&self) -> f64 {
        match &self.prior {
            Prior::Normal { sd, .. } => *sd,
            Prior::Uniform { lower, upper } => (upper - lower) / 12f64.sqrt(),
            Prior::Jeffreys => self.bounds.uniform_sd(),
            Prior::Custom { .. } => {
                let grid = Grid::new(self.quadrature, &self.prior);
                posterior_estimate(&grid, &Posterior::new(&grid), std::iter::empty()).se
            }
        }
    }
}

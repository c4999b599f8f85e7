//! How an estimate is computed.

use super::bounds::Bounds;
use super::estimate::{Estimate, EstimateStatus};
use super::objective::Objective;
use super::prior::Prior;
use super::robust::RobustWeight;
use super::settings::EstimationSettings;
use super::standard_error::SeFormula;

/// An estimator under the settings of a design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Method {
    /// Mean and standard deviation of the posterior on the quadrature grid.
    Grid,
    /// The highest maximum of an objective.
    Maximum(Maximum),
}

/// A maximum to be searched.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Maximum {
    pub(crate) objective: Objective,
    /// Where it is searched.
    pub(crate) interval: Bounds,
    pub(crate) se_formula: SeFormula,
    /// The estimate before the first response.
    pub(crate) without_responses: Estimate,
}

impl Maximum {
    fn new(objective: Objective, interval: Bounds, settings: &EstimationSettings) -> Self {
        let theta = match objective {
            // The mode of the prior.
            Objective::Normal { mean, .. } => mean.clamp(interval.lower(), interval.upper()),
            Objective::Likelihood | Objective::Jeffreys | Objective::Warm | Objective::Robust(_) => {
                settings.start_theta
            }
        };
        let without_responses = Estimate { theta, se: settings.prior_sd(), status: EstimateStatus::NoResponses };
        Self { objective, interval, se_formula: settings.se_formula, without_responses }
    }

    /// The maximum of the likelihood.
    pub(crate) fn likelihood(settings: &EstimationSettings) -> Self {
        Self::new(Objective::Likelihood, settings.bounds, settings)
    }

    /// The maximum of the posterior; `None` under a custom prior, which has no density between the nodes.
    pub(super) fn posterior(settings: &EstimationSettings) -> Option<Self> {
        let (objective, interval) = match settings.prior {
            Prior::Normal { mean, sd } => (Objective::Normal { mean, sd }, settings.bounds),
            Prior::Jeffreys => (Objective::Jeffreys, settings.bounds),
            Prior::Uniform { lower, upper } => {
                let inside = Bounds::new(lower, upper).ok().and_then(|prior| settings.bounds.intersection(&prior));
                (Objective::Likelihood, inside.unwrap_or(settings.bounds))
            }
            Prior::Custom { .. } => return None,
        };
        Some(Self::new(objective, interval, settings))
    }

    /// The weighted likelihood.
    pub(super) fn warm(settings: &EstimationSettings) -> Self {
        Self::new(Objective::Warm, settings.bounds, settings)
    }

    /// The likelihood in which each item has a robust weight.
    pub(super) fn robust(weight: RobustWeight, settings: &EstimationSettings) -> Self {
        Self::new(Objective::Robust(weight), settings.bounds, settings)
    }
}

//! A maximum to be searched: of what, where, and what it is before the first response.

use super::bounds::Bounds;
use super::estimate::{Estimate, EstimateStatus};
use super::objective::Objective;
use super::prior::Prior;
use super::settings::EstimationSettings;
use super::standard_error::SeFormula;

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
    /// The maximum within the bounds of a design.
    pub(crate) fn new(objective: Objective, settings: &EstimationSettings) -> Self {
        Self::inside(settings.bounds, objective, settings)
    }

    /// The maximum of the posterior; `None` under a custom prior, which has no density between the nodes.
    pub(super) fn posterior(settings: &EstimationSettings) -> Option<Self> {
        match settings.prior {
            Prior::Normal { mean, sd } => Some(Self::new(Objective::Normal { mean, sd }, settings)),
            Prior::Jeffreys => Some(Self::new(Objective::Jeffreys, settings)),
            Prior::Uniform { lower, upper } => {
                let inside = Bounds::new(lower, upper).ok().and_then(|prior| settings.bounds.intersection(&prior));
                Some(Self::inside(inside.unwrap_or(settings.bounds), Objective::Likelihood, settings))
            }
            Prior::Custom { .. } => None,
        }
    }

    fn inside(interval: Bounds, objective: Objective, settings: &EstimationSettings) -> Self {
        let mode = objective.prior_mode().map(|mode| mode.clamp(interval.lower(), interval.upper()));
        let (theta, se) = (mode.unwrap_or(settings.start_theta), settings.prior_sd());
        let without_responses = Estimate { theta, se, status: EstimateStatus::NoResponses };
        Self { objective, interval, se_formula: settings.se_formula, without_responses }
    }
}

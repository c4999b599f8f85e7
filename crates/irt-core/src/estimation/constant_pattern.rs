//! What stands for the interim estimate while all answers are in the lowest category, or all in the highest.

use super::bounds::Bounds;
use super::estimate::{Estimate, EstimateStatus, MAX_STANDARD_ERROR};
use super::estimator::{Estimator, Method};
use super::grid::Grid;
use super::pattern::{Pattern, PatternEnd};
use super::posterior::Posterior;
use super::settings::EstimationSettings;
use crate::named_variants::named_variants;

named_variants! {
    /// What the interim estimator does while all scored answers are in the lowest category of their items, or all in the
    /// highest: maximum likelihood then says nothing but a bound. Magis and Barrada (2017).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum ConstantPattern {
        /// The estimate is that of [`Estimator::Eap`].
        Eap => "eap",
        /// The estimate is that of [`Estimator::Map`].
        Map => "map",
        /// The estimate is that of [`Estimator::Wle`].
        Wle => "wle",
        /// With each answer theta moves by a step from the start of the design towards a bound, and no further.
        Step => "step",
    }
}

impl ConstantPattern {
    /// How the estimate is computed under these settings; `None` for MAP under a custom prior.
    pub(crate) fn method(self, settings: &EstimationSettings) -> Option<ConstantMethod> {
        let estimator = match self {
            Self::Eap => Estimator::Eap,
            Self::Map => Estimator::Map,
            Self::Wle => Estimator::Wle,
            Self::Step => {
                let &EstimationSettings { start_theta: start, constant_pattern_step: step, bounds, .. } = settings;
                return Some(ConstantMethod::Step { start, step, bounds });
            }
        };
        estimator.method(settings).map(ConstantMethod::Estimator)
    }
}

/// What is computed for a constant pattern.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum ConstantMethod {
    /// The estimate of another estimator.
    Estimator(Method),
    /// A step from the start for each answer.
    Step {
        /// Where the first step begins.
        start: f64,
        /// How long a step is.
        step: f64,
        /// The interval that the steps do not leave.
        bounds: Bounds,
    },
}

/// The interim estimator of a design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct InterimMethod {
    pub(crate) usual: Method,
    /// The same as `usual` where it is `None`.
    pub(crate) constant: Option<ConstantMethod>,
}

impl InterimMethod {
    /// The estimate of a pattern of scored items, given its posterior.
    #[inline]
    pub(crate) fn estimate(&self, pattern: Pattern<'_>, grid: &Grid, posterior: &Posterior) -> Estimate {
        self.estimate_by(pattern, |method| method.estimate(pattern, grid, posterior))
    }

    /// The same on the grid, for criteria that estimate anew for every item of a bank.
    pub(crate) fn estimate_on_grid(&self, pattern: Pattern<'_>, grid: &Grid, posterior: &Posterior) -> Estimate {
        self.estimate_by(pattern, |method| method.estimate_on_grid(pattern, grid, posterior))
    }

    #[inline]
    fn estimate_by(&self, pattern: Pattern<'_>, estimate: impl Fn(&Method) -> Estimate) -> Estimate {
        let Some(constant) = &self.constant else { return estimate(&self.usual) };
        match (constant, pattern.end()) {
            (_, None) => estimate(&self.usual),
            (ConstantMethod::Estimator(method), Some(_)) => estimate(method),
            (ConstantMethod::Step { start, step, bounds }, Some(end)) => {
                let way = *step * pattern.len() as f64;
                let theta = match end {
                    PatternEnd::Lowest => start - way,
                    PatternEnd::Highest => start + way,
                };
                let theta = theta.clamp(bounds.lower(), bounds.upper());
                Estimate { theta, se: MAX_STANDARD_ERROR, status: EstimateStatus::ConstantPattern }
            }
        }
    }
}

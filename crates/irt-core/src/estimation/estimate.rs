//! An estimated ability and what it is worth.

use crate::ability::Ability;
use crate::named_variants::named_variants;

/// The largest standard error that is reported, in units of theta.
///
/// Where the information all but vanishes (items far off the ability), `1 / sqrt(I)` grows without limit; this stands
/// for "nothing is known".
pub const MAX_STANDARD_ERROR: f64 = 1e6;

/// An estimated ability. Both numbers are finite.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Estimate {
    /// The ability.
    pub theta: f64,
    /// Its standard error, in [0, [`MAX_STANDARD_ERROR`]].
    pub se: f64,
    /// What kind of value it is.
    pub status: EstimateStatus,
}

impl Estimate {
    /// The estimate without its status.
    #[must_use]
    pub const fn ability(&self) -> Ability {
        Ability { theta: self.theta, se: self.se }
    }
}

named_variants! {
    /// What kind of value an [`Estimate`] is.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum EstimateStatus {
        /// A posterior mean, or a maximum inside the bounds.
        Converged => "converged",
        /// The objective is highest at an end of the search interval: all answers right or all wrong, for instance.
        AtBound => "at_bound",
        /// The posterior of EAP still has a density at an end of the quadrature grid: the values are those of the part
        /// on the grid, and the ability lies further out or is less certain. The design sets a grid that is too short.
        AtGridEnd => "at_grid_end",
        /// There are no responses; the value is the prior's, or the design's start.
        NoResponses => "no_responses",
        /// All weights of a robust estimator vanish at this ability: the number means nothing.
        NoInformation => "no_information",
        /// All answers are in the lowest category of their items, or all in the highest, and the design lets the interim
        /// estimate go by steps then: theta is a place to look for the next item, and nothing is known of its error.
        ConstantPattern => "constant_pattern",
    }
}

impl EstimateStatus {
    /// The status that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|status| status.as_str() == name)
    }
}

/// `1 / sqrt(precision)`, at most [`MAX_STANDARD_ERROR`] also where the precision vanishes or is negative.
pub(crate) fn precision_to_se(precision: f64) -> f64 {
    const LEAST: f64 = 1.0 / (MAX_STANDARD_ERROR * MAX_STANDARD_ERROR);
    if precision > LEAST { 1.0 / precision.sqrt() } else { MAX_STANDARD_ERROR }
}

//! An estimated ability as a plain value.

/// An estimated ability: theta with its standard error, both in units of theta.
///
/// The one value that states, records and reports carry; an [`Estimate`](crate::Estimate) says besides how far it can be
/// trusted. Serialised, it has the fields `theta` and `standard_error`.
///
/// ```
/// use irt_core::{Ability, Estimate, EstimateStatus};
///
/// let estimate = Estimate { theta: 0.5, se: 0.25, status: EstimateStatus::Converged };
/// assert_eq!(estimate.ability(), Ability { theta: 0.5, se: 0.25 });
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Ability {
    /// The estimate of theta; finite.
    pub theta: f64,
    /// Its standard error; finite and not negative.
    #[cfg_attr(feature = "serde", serde(rename = "standard_error"))]
    pub se: f64,
}

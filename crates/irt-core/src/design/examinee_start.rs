//! What is known of an examinee before the test.

use super::cat_design::CatDesign;
use super::error::{DesignCause, DesignError};
use super::field_check::theta;
use super::spec::{PriorKind, PriorSpec};
use crate::estimation::Bounds;

/// How many standard deviations of an examinee's prior the grid of the design has to cover on either side of the mean.
const COVERED_SDS: f64 = 4.0;

/// What is known of an examinee before the test, in the place of what the design assumes of all of them.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct ExamineeStart {
    /// The ability at which the first item is chosen, in the place of the design's `start.theta` and `start.thetas`.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub start_theta: Option<f64>,
    /// The normal prior of EAP and MAP, in the place of the design's prior.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub prior: Option<NormalPrior>,
}

/// A normal prior.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(deny_unknown_fields))]
pub struct NormalPrior {
    /// Its mean.
    pub mean: f64,
    /// Its standard deviation.
    pub sd: f64,
}

impl ExamineeStart {
    /// Whether nothing is known, so that the design's values hold.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.start_theta.is_none() && self.prior.is_none()
    }
}

impl CatDesign {
    /// The same design for an examinee of whom something is known. It keeps its grid.
    ///
    /// # Errors
    /// [`DesignError`] with the field `start_theta`, `prior.mean` or `prior.sd` when the start is not within the bounds,
    /// the prior is none, or its mean ± 4 standard deviations do not lie on the grid.
    pub fn for_examinee(&self, start: &ExamineeStart) -> Result<Self, DesignError> {
        let mut spec = self.resolved_spec();
        if let Some(start_theta) = start.start_theta {
            check_start(start_theta, self.bounds())?;
            spec.start.theta = start_theta;
            spec.start.thetas.clear();
        }
        if let Some(prior) = start.prior {
            check_prior(prior, self.quadrature().interval())?;
            let (mean, sd) = (Some(prior.mean), Some(prior.sd));
            spec.prior = PriorSpec { kind: PriorKind::Normal, mean, sd, ..PriorSpec::default() };
        }
        Self::new(spec)
    }
}

fn check_start(value: f64, bounds: Bounds) -> Result<(), DesignError> {
    const FIELD: &str = "start_theta";
    theta(FIELD, value)?;
    if bounds.contains(value) { Ok(()) } else { Err(DesignError::new(FIELD, value, DesignCause::StartOutsideBounds)) }
}

fn check_prior(prior: NormalPrior, grid: Bounds) -> Result<(), DesignError> {
    let NormalPrior { mean, sd } = prior;
    theta("prior.mean", mean)?;
    let reach = COVERED_SDS * sd;
    // A deviation that is none is refused with the others of the design.
    if sd > 0.0 && !(grid.contains(mean - reach) && grid.contains(mean + reach)) {
        let cause = DesignCause::PriorBeyondGrid { lower: grid.lower(), upper: grid.upper() };
        return Err(DesignError::new("prior.mean", format!("{mean} with sd {sd}"), cause));
    }
    Ok(())
}

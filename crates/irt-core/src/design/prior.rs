//! The rules of a design's prior.

use super::error::{DesignCause, DesignError};
use super::field_check::{interval, theta};
use super::limits::{MAX_PRIOR_SD, MIN_PRIOR_SD};
use super::spec::{PriorKind, PriorSpec};
use crate::estimation::{Bounds, Prior, Quadrature};

/// The prior that section `[prior]` describes, and the grid: the one that is given, or the one that follows the prior.
pub(super) fn with_quadrature(
    spec: &PriorSpec,
    bounds: Bounds,
    given: Option<Quadrature>,
) -> Result<(Prior, Quadrature), DesignError> {
    check_fields(spec)?;
    let PriorSpec { kind, mean, sd, lower, upper, ref weights } = *spec;
    let prior = match kind {
        PriorKind::Normal => normal_prior(mean.unwrap_or(0.0), sd.unwrap_or(1.0))?,
        PriorKind::Uniform => uniform_prior(lower.unwrap_or(bounds.lower()), upper.unwrap_or(bounds.upper()), bounds)?,
        PriorKind::Jeffreys => Prior::Jeffreys,
        PriorKind::Custom => Prior::Custom { weights: weights.as_deref().unwrap_or_default().into() },
    };
    let quadrature = given.unwrap_or_else(|| Quadrature::following(&prior));
    check_on_grid(&prior, quadrature)?;
    Ok((prior, quadrature))
}

/// Checks that no field is given which the kind of the prior does not have.
fn check_fields(spec: &PriorSpec) -> Result<(), DesignError> {
    let PriorSpec { kind, mean, sd, lower, upper, ref weights } = *spec;
    let fields = [("prior.mean", mean), ("prior.sd", sd), ("prior.lower", lower), ("prior.upper", upper)];
    let used = match kind {
        PriorKind::Normal => &fields[..2],
        PriorKind::Uniform => &fields[2..],
        PriorKind::Jeffreys | PriorKind::Custom => &[],
    };
    let unused = fields.iter().filter(|(field, _)| used.iter().all(|(name, _)| name != field));
    if let Some((field, value)) = unused.filter_map(|(field, value)| Some((field, (*value)?))).next() {
        return Err(DesignError::new(field, value, DesignCause::UnusedField { kind }));
    }
    if let Some(weights) = weights.as_ref().filter(|_| kind != PriorKind::Custom) {
        return Err(DesignError::new("prior.weights", weights.len(), DesignCause::UnusedField { kind }));
    }
    Ok(())
}

fn normal_prior(mean: f64, sd: f64) -> Result<Prior, DesignError> {
    theta("prior.mean", mean)?;
    if !sd.is_finite() {
        return Err(DesignError::new("prior.sd", sd, DesignCause::NotFinite));
    }
    if !(MIN_PRIOR_SD..=MAX_PRIOR_SD).contains(&sd) {
        return Err(DesignError::new("prior.sd", sd, DesignCause::SdOutOfRange));
    }
    Ok(Prior::Normal { mean, sd })
}

fn uniform_prior(lower: f64, upper: f64, bounds: Bounds) -> Result<Prior, DesignError> {
    let interval = interval(["prior.lower", "prior.upper"], lower, upper)?;
    if bounds.intersection(&interval).is_none() {
        return Err(DesignError::new("prior.lower", lower, DesignCause::PriorOutsideBounds));
    }
    Ok(Prior::Uniform { lower, upper })
}

/// Checks that the prior has a density on the grid.
fn check_on_grid(prior: &Prior, quadrature: Quadrature) -> Result<(), DesignError> {
    let off_grid = |field, value: f64| Err(DesignError::new(field, value, DesignCause::PriorOutsideQuadrature));
    match prior {
        Prior::Normal { mean, .. } if !quadrature.interval().contains(*mean) => off_grid("prior.mean", *mean),
        Prior::Uniform { lower, upper } => {
            let inside = quadrature.nodes().filter(|node| (lower..=upper).contains(&node));
            if inside.count() < 2 { off_grid("prior.lower", *lower) } else { Ok(()) }
        }
        Prior::Custom { weights } => check_weights(weights, quadrature),
        Prior::Normal { .. } | Prior::Jeffreys => Ok(()),
    }
}

fn check_weights(weights: &[f64], quadrature: Quadrature) -> Result<(), DesignError> {
    const FIELD: &str = "prior.weights";
    if weights.len() != quadrature.node_count() {
        let nodes = quadrature.node_count() as u32;
        return Err(DesignError::new(FIELD, weights.len(), DesignCause::WeightCountMismatch { nodes }));
    }
    if let Some(weight) = weights.iter().find(|weight| !(weight.is_finite() && **weight >= 0.0)) {
        return Err(DesignError::new(FIELD, weight, DesignCause::WeightOutOfRange));
    }
    let positive = weights.iter().filter(|weight| **weight > 0.0).count();
    if positive < 2 {
        return Err(DesignError::new(FIELD, positive, DesignCause::PriorOutsideQuadrature));
    }
    Ok(())
}

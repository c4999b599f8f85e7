//! The rules of a design's prior.

use super::error::{DesignCause, DesignError};
use super::field_check::{interval, theta};
use super::limits::{MAX_PRIOR_SD, MIN_PRIOR_SD};
use super::spec::{PriorKind, PriorSpec};
use crate::estimation::{Bounds, Prior, Quadrature};

/// The prior that section `[prior]` describes.
pub(super) fn checked(spec: &PriorSpec, bounds: Bounds, quadrature: Quadrature) -> Result<Prior, DesignError> {
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
    match kind {
        PriorKind::Normal => normal_prior(mean.unwrap_or(0.0), sd.unwrap_or(1.0), quadrature),
        PriorKind::Uniform => {
            uniform_prior(lower.unwrap_or(bounds.lower()), upper.unwrap_or(bounds.upper()), bounds, quadrature)
        }
        PriorKind::Jeffreys => Ok(Prior::Jeffreys),
        PriorKind::Custom => custom_prior(weights.as_deref().unwrap_or_default(), quadrature),
    }
}

fn normal_prior(mean: f64, sd: f64, quadrature: Quadrature) -> Result<Prior, DesignError> {
    theta("prior.mean", mean)?;
    if !quadrature.interval().contains(mean) {
        return Err(DesignError::new("prior.mean", mean, DesignCause::PriorOutsideQuadrature));
    }
    if !sd.is_finite() {
        return Err(DesignError::new("prior.sd", sd, DesignCause::NotFinite));
    }
    if !(MIN_PRIOR_SD..=MAX_PRIOR_SD).contains(&sd) {
        return Err(DesignError::new("prior.sd", sd, DesignCause::SdOutOfRange));
    }
    Ok(Prior::Normal { mean, sd })
}

fn uniform_prior(lower: f64, upper: f64, bounds: Bounds, quadrature: Quadrature) -> Result<Prior, DesignError> {
    let interval = interval(["prior.lower", "prior.upper"], lower, upper)?;
    if bounds.intersection(&interval).is_none() {
        return Err(DesignError::new("prior.lower", lower, DesignCause::PriorOutsideBounds));
    }
    if quadrature.nodes().filter(|node| interval.contains(*node)).count() < 2 {
        return Err(DesignError::new("prior.lower", lower, DesignCause::PriorOutsideQuadrature));
    }
    Ok(Prior::Uniform { lower, upper })
}

fn custom_prior(weights: &[f64], quadrature: Quadrature) -> Result<Prior, DesignError> {
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
    Ok(Prior::Custom { weights: weights.into() })
}

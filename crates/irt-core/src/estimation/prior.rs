//! What is believed of an ability before the first answer.

use std::sync::Arc;

use super::{Posterior, posterior_estimate};
use crate::{Bounds, Quadrature};

/// The prior distribution of the ability, for EAP and MAP.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub enum Prior {
    /// The normal distribution.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation, above 0.
        sd: f64,
    },
    /// The same density everywhere between two bounds, zero outside.
    Uniform {
        /// The lower end.
        lower: f64,
        /// The upper end.
        upper: f64,
    },
    /// Jeffreys' prior, the square root of the information of the items answered. It is flat before the first answer.
    Jeffreys,
    /// Any density, given at the nodes of the quadrature, for EAP.
    Custom {
        /// The density at each node up to a constant factor: none negative, at least two above 0.
        weights: Arc<[f64]>,
    },
}

impl Prior {
    /// Its standard deviation; that of the uniform distribution on the bounds for Jeffreys' prior.
    pub(crate) fn sd(&self, bounds: Bounds, quadrature: Quadrature) -> f64 {
        match self {
            Self::Normal { sd, .. } => *sd,
            Self::Uniform { lower, upper } => (upper - lower) / 12f64.sqrt(),
            Self::Jeffreys => bounds.uniform_sd(),
            Self::Custom { .. } => {
                let grid = Grid::new(quadrature, self);
                posterior_estimate(&grid, &Posterior::new(&grid), std::iter::empty()).se
            }
        }
    }

    /// The logarithm of its density at each node, up to a constant; that of Jeffreys' prior is added item by item.
    fn log_densities(&self, quadrature: Quadrature) -> Box<[f64]> {
        // Keeps a node that is meant to lie on a bound of a uniform prior inside it.
        let tolerance = 1e-9 * quadrature.spacing();
        let nodes = quadrature.nodes();
        match self {
            Self::Normal { mean, sd } => nodes.map(|theta| -0.5 * ((theta - mean) / sd).powi(2)).collect(),
            Self::Uniform { lower, upper } => {
                let inside = |theta: f64| lower - tolerance <= theta && theta <= upper + tolerance;
                nodes.map(|theta| if inside(theta) { 0.0 } else { f64::NEG_INFINITY }).collect()
            }
            Self::Jeffreys => nodes.map(|_| 0.0).collect(),
            Self::Custom { weights } => weights.iter().map(|weight| weight.ln()).collect(),
        }
    }
}

impl Default for Prior {
    fn default() -> Self {
        Self::Normal { mean: 0.0, sd: 1.0 }
    }
}

/// How many spacings the standard deviation of a posterior has to have for the sum over the nodes to be trusted.
///
/// For a normal posterior of standard deviation `s` on nodes `h` apart the trapezoid rule errs by `w^2 exp(-w^2 / 2)` of
/// the standard deviation at most, `w = 2 pi s / h`: 1.2e-3 here, 7e-2 at 0.5. On the grid the standard deviation is at
/// most half a spacing where the posterior is much narrower, so that it falls below this whatever the place of the peak.
const RESOLVED_SPACINGS: f64 = 0.7;

/// A quadrature together with a prior: all that EAP needs besides the responses.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) nodes: Box<[f64]>,
    pub(crate) prior: Prior,
    /// The least standard deviation that is taken from the nodes.
    pub(crate) resolved_sd: f64,
    /// Logarithm of prior density times trapezoid weight, up to a constant.
    pub(crate) log_weights: Box<[f64]>,
    /// Whether the test information multiplies the prior.
    pub(crate) jeffreys: bool,
}

impl Grid {
    pub(crate) fn new(quadrature: Quadrature, prior: &Prior) -> Self {
        let nodes = quadrature.nodes().collect();
        let mut log_weights = prior.log_densities(quadrature);
        if let [first, .., last] = &mut *log_weights {
            *first -= std::f64::consts::LN_2;
            *last -= std::f64::consts::LN_2;
        }
        Self {
            nodes,
            prior: prior.clone(),
            resolved_sd: RESOLVED_SPACINGS * quadrature.spacing(),
            log_weights,
            jeffreys: *prior == Prior::Jeffreys,
        }
    }
}

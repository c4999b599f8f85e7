//! What is believed of an ability before the first answer.

use crate::{Bounds, Quadrature};

/// The prior distribution of the ability, for EAP and MAP.
#[derive(Debug, Clone, Copy, PartialEq)]
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
}

impl Prior {
    /// Its standard deviation; that of the uniform distribution on the bounds for Jeffreys' prior.
    pub(crate) fn sd(&self, bounds: Bounds) -> f64 {
        match *self {
            Self::Normal { sd, .. } => sd,
            Self::Uniform { lower, upper } => (upper - lower) / 12f64.sqrt(),
            Self::Jeffreys => bounds.uniform_sd(),
        }
    }

    /// The logarithm of its density at an ability, up to a constant; that of Jeffreys' prior is added item by item.
    ///
    /// `tolerance` keeps a grid node that is meant to lie on a bound inside it.
    pub(crate) fn log_density(&self, theta: f64, tolerance: f64) -> f64 {
        match *self {
            Self::Normal { mean, sd } => -0.5 * ((theta - mean) / sd).powi(2),
            Self::Uniform { lower, upper } => {
                let inside = lower - tolerance <= theta && theta <= upper + tolerance;
                if inside { 0.0 } else { f64::NEG_INFINITY }
            }
            Self::Jeffreys => 0.0,
        }
    }
}

impl Default for Prior {
    fn default() -> Self {
        Self::Normal { mean: 0.0, sd: 1.0 }
    }
}

/// A quadrature together with a prior: all that EAP needs besides the responses.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) nodes: Box<[f64]>,
    /// Logarithm of prior density times trapezoid weight, up to a constant.
    pub(crate) log_weights: Box<[f64]>,
    /// Whether the test information multiplies the prior.
    pub(crate) jeffreys: bool,
}

impl Grid {
    pub(crate) fn new(quadrature: Quadrature, prior: Prior) -> Self {
        let nodes: Box<[f64]> = quadrature.nodes().collect();
        let tolerance = 1e-9 * quadrature.spacing();
        let mut log_weights: Box<[f64]> = nodes.iter().map(|theta| prior.log_density(*theta, tolerance)).collect();
        if let [first, .., last] = &mut *log_weights {
            *first -= std::f64::consts::LN_2;
            *last -= std::f64::consts::LN_2;
        }
        Self { nodes, log_weights, jeffreys: prior == Prior::Jeffreys }
    }
}

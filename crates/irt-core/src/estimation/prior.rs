//! What is believed of an ability before the first answer.

use std::sync::Arc;

use super::quadrature::Quadrature;

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
    /// The logarithm of its density at each node, up to a constant; that of Jeffreys' prior is added item by item.
    pub(super) fn log_densities(&self, quadrature: Quadrature) -> Box<[f64]> {
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

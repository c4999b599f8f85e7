//! The quadrature grid together with the prior.

use super::prior::Prior;
use super::quadrature::Quadrature;

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

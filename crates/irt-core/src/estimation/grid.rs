//! The quadrature grid together with the prior.

use super::bounds::Bounds;
use super::prior::Prior;
use super::quadrature::Quadrature;

/// How many spacings the standard deviation of a posterior has to have for the sum over the nodes to be trusted.
///
/// For a normal posterior of standard deviation `s` on nodes `h` apart the trapezoid rule errs by `w^2 exp(-w^2 / 2)` of
/// the standard deviation at most, `w = 2 pi s / h`: 1.2e-3 here, 7e-2 at 0.5. On the grid the standard deviation is at
/// most half a spacing where the posterior is much narrower, so that it falls below this whatever the place of the peak.
const RESOLVED_SPACINGS: f64 = 0.7;

/// How dense a posterior may be at an end of the grid, in units of one over its standard deviation.
///
/// This is the density of a normal posterior three standard deviations from its mean. What is cut off there shifts the
/// mean by 0.5 % of the standard deviation, and the standard deviation by 0.7 %.
const MOST_DENSITY_AT_END: f64 = 0.004_4;
/// The same as a share of the highest density.
pub(super) const MOST_HEIGHT_AT_END: f64 = 0.011;

/// A quadrature together with a prior: all that EAP needs besides the responses.
#[derive(Debug, Clone)]
pub(crate) struct Grid {
    pub(crate) nodes: Box<[f64]>,
    pub(crate) prior: Prior,
    spacing: f64,
    /// The least standard deviation that is taken from the nodes.
    pub(crate) resolved_sd: f64,
    /// Logarithm of prior density times trapezoid weight, up to a constant.
    pub(crate) log_weights: Box<[f64]>,
    /// Whether the test information multiplies the prior.
    pub(crate) jeffreys: bool,
    /// Whether the prior goes on beyond the first node and beyond the last.
    pub(super) goes_on: [bool; 2],
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
            spacing: quadrature.spacing(),
            resolved_sd: RESOLVED_SPACINGS * quadrature.spacing(),
            log_weights,
            jeffreys: *prior == Prior::Jeffreys,
            goes_on: goes_on(prior, quadrature.interval()),
        }
    }

    /// Whether a posterior is cut off at an end, given the weights of the end nodes, the sum of all weights and the
    /// standard deviation.
    #[inline]
    pub(super) fn cuts_off(&self, ends: [f64; 2], total: f64, sd: f64) -> bool {
        // Half a spacing belongs to an end node, so its density is twice its weight over the spacing.
        let most = MOST_DENSITY_AT_END * 0.5 * self.spacing * total;
        (0..2).any(|end| self.goes_on[end] && ends[end] * sd > most)
    }
}

/// Whether a prior has a density below the interval and above it. A custom prior is the density at the nodes, so there
/// is nothing beyond them.
fn goes_on(prior: &Prior, interval: Bounds) -> [bool; 2] {
    match *prior {
        Prior::Normal { .. } | Prior::Jeffreys => [true; 2],
        Prior::Uniform { lower, upper } => [lower < interval.lower(), upper > interval.upper()],
        Prior::Custom { .. } => [false; 2],
    }
}

//! What a prior says between the nodes of a grid.

use super::grid::Grid;
use super::prior::Prior;

impl Grid {
    /// The nearest ability on the grid that a uniform prior does not exclude.
    pub(super) fn nearest_with_density(&self, theta: f64) -> f64 {
        match self.prior {
            Prior::Uniform { lower, upper } => theta.clamp(lower, upper),
            Prior::Normal { .. } | Prior::Jeffreys | Prior::Custom { .. } => theta,
        }
    }

    /// The logarithm of the prior density at an ability within grid and support, up to a constant; 0 for Jeffreys'
    /// prior, which is made of the items.
    ///
    /// Between the nodes a custom prior is interpolated: its logarithm linearly, or the density itself beside a node
    /// where it is 0.
    pub(super) fn log_prior(&self, theta: f64) -> f64 {
        match &self.prior {
            Prior::Normal { mean, sd } => -0.5 * ((theta - mean) / sd).powi(2),
            Prior::Uniform { .. } | Prior::Jeffreys => 0.0,
            Prior::Custom { weights } => {
                let right = self.nodes.partition_point(|node| *node <= theta).clamp(1, self.nodes.len() - 1);
                let (from, to) = (self.nodes[right - 1], self.nodes[right]);
                log_interpolated(weights[right - 1], weights[right], (theta - from) / (to - from))
            }
        }
    }
}

/// The logarithm of the density at a share of the way between two nodes.
fn log_interpolated(left: f64, right: f64, share: f64) -> f64 {
    if left > 0.0 && right > 0.0 {
        left.ln() + share * (right.ln() - left.ln())
    } else {
        (left + share * (right - left)).ln()
    }
}

#[cfg(test)]
mod tests {
    use super::log_interpolated;
    use crate::estimation::Grid;
    use crate::estimation::{Prior, Quadrature};

    #[test]
    fn a_custom_prior_runs_through_its_weights() {
        let weights = [0.0, 2.0, 8.0, 0.0, 0.0];
        let quadrature = Quadrature::new(-1.0, 1.0, 5).unwrap();
        let grid = Grid::new(quadrature, &Prior::Custom { weights: weights.into() });
        for (theta, weight) in quadrature.nodes().zip(weights) {
            assert!((grid.log_prior(theta).exp() - weight).abs() < 1e-14);
        }
        assert!((grid.log_prior(-0.25).exp() - 4.0).abs() < 1e-14, "the geometric mean between positive weights");
        assert!((grid.log_prior(0.25).exp() - 4.0).abs() < 1e-14, "the arithmetic mean beside a weight of 0");
        assert_eq!(log_interpolated(0.0, 0.0, 0.5), f64::NEG_INFINITY);
    }

    #[test]
    fn a_uniform_prior_is_cut_at_its_ends() {
        let grid = Grid::new(Quadrature::default(), &Prior::Uniform { lower: -2.1, upper: 3.0 });
        assert_eq!([-4.0, -2.0, 3.25].map(|theta| grid.nearest_with_density(theta)), [-2.1, -2.0, 3.0]);
    }
}

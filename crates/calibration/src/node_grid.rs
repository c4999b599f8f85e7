//! The quadrature: equally spaced nodes, and the normal distribution on them.

/// The largest number of nodes.
pub const MAX_NODES: usize = 2001;
/// The smallest number of nodes.
pub const MIN_NODES: usize = 3;

/// Equally spaced nodes on the scale of theta.
///
/// ```
/// use calibration::NodeGrid;
///
/// let grid = NodeGrid::new(-6.0, 6.0, 61)?;
/// assert_eq!((grid.nodes().len(), grid.nodes()[30]), (61, 0.0));
/// assert!(NodeGrid::new(2.0, 1.0, 61).is_err());
/// # Ok::<(), calibration::InvalidGrid>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct NodeGrid {
    nodes: Vec<f64>,
}

/// A quadrature that cannot be used.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error(
    "a quadrature from {lower} to {upper} with {count} nodes cannot be used: the ends are finite, the lower below the upper, and \
     there are {MIN_NODES} to {MAX_NODES} nodes"
)]
pub struct InvalidGrid {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The number of nodes.
    pub count: usize,
}

impl NodeGrid {
    /// Nodes from the lower to the upper end, both included.
    ///
    /// # Errors
    /// [`InvalidGrid`] when an end is not finite, the lower is not below the upper, or the number is not from 3 to 2001.
    pub fn new(lower: f64, upper: f64, count: usize) -> Result<Self, InvalidGrid> {
        let is_usable = lower < upper && (upper - lower).is_finite() && (MIN_NODES..=MAX_NODES).contains(&count);
        if !is_usable {
            return Err(InvalidGrid { lower, upper, count });
        }
        let last = (count - 1) as f64;
        // From both ends, so that the nodes of a symmetric grid are symmetric, with 0 in the middle.
        let node = |place: usize| {
            let share = place as f64 / last;
            if share <= 0.5 { lower + (upper - lower) * share } else { upper - (upper - lower) * (1.0 - share) }
        };
        Ok(Self { nodes: (0..count).map(node).collect() })
    }

    /// The nodes, rising.
    #[must_use]
    pub fn nodes(&self) -> &[f64] {
        &self.nodes
    }
}

/// A normal latent distribution.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Latent {
    pub(crate) mean: f64,
    pub(crate) variance: f64,
}

/// The derivatives of the log weights of the nodes in mean and variance.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct LatentScores {
    pub(crate) mean: Vec<f64>,
    pub(crate) variance: Vec<f64>,
}

impl Latent {
    fn exponent(self, node: f64) -> f64 {
        let distance = node - self.mean;
        -0.5 * distance * distance / self.variance
    }

    /// The logarithms of the weights: the normal density at the nodes, divided by its sum.
    pub(crate) fn log_weights(self, nodes: &[f64]) -> Vec<f64> {
        let highest = nodes.iter().map(|node| self.exponent(*node)).fold(f64::NEG_INFINITY, f64::max);
        let sum: f64 = nodes.iter().map(|node| (self.exponent(*node) - highest).exp()).sum();
        let normaliser = highest + sum.ln();
        nodes.iter().map(|node| self.exponent(*node) - normaliser).collect()
    }

    /// The derivatives of the exponent in mean and variance.
    fn slopes(self, node: f64) -> [f64; 2] {
        let distance = node - self.mean;
        [distance / self.variance, 0.5 * (distance / self.variance).powi(2)]
    }

    /// The derivatives of the log weights.
    pub(crate) fn scores(self, nodes: &[f64]) -> LatentScores {
        let weights: Vec<f64> = self.log_weights(nodes).into_iter().map(f64::exp).collect();
        let [mean, variance] = [0, 1].map(|parameter| {
            let slopes: Vec<f64> = nodes.iter().map(|node| self.slopes(*node)[parameter]).collect();
            let average: f64 = slopes.iter().zip(&weights).map(|(slope, weight)| slope * weight).sum();
            slopes.into_iter().map(|slope| slope - average).collect()
        });
        LatentScores { mean, variance }
    }

    /// The sum of `counts` times the second derivatives of the log weights: in the mean, in both, in the variance.
    pub(crate) fn curvature(self, nodes: &[f64], counts: &[f64]) -> [f64; 3] {
        let weights: Vec<f64> = self.log_weights(nodes).into_iter().map(f64::exp).collect();
        let scores = self.scores(nodes);
        let all: f64 = counts.iter().sum();
        let second = |node: f64| {
            let distance = node - self.mean;
            let v = self.variance;
            [-1.0 / v, -distance / (v * v), -distance * distance / (v * v * v)]
        };
        let mut sums = [0.0; 3];
        for (place, (node, weight)) in nodes.iter().zip(&weights).enumerate() {
            let (m, s) = (scores.mean[place], scores.variance[place]);
            let products = [m * m, m * s, s * s];
            for ((sum, second), product) in sums.iter_mut().zip(second(*node)).zip(products) {
                *sum += (counts[place] - all * weight) * second - all * weight * product;
            }
        }
        sums
    }
}

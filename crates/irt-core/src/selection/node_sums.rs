//! Sums over the nodes of the quadrature: each a pass over a contiguous column.

use super::node_weights::NodeWeights;

/// How many sums run beside each other, so that the compiler can keep them in one register.
const LANES: usize = 8;
/// The same where three sums are taken at a time.
const MOMENT_LANES: usize = 4;

/// The sum of products, in a fixed order of its own.
#[inline]
pub(super) fn dot(left: &[f64], right: &[f64]) -> f64 {
    let (left_lanes, right_lanes) = (left.chunks_exact(LANES), right.chunks_exact(LANES));
    let rest: f64 = left_lanes.remainder().iter().zip(right_lanes.remainder()).map(|(one, other)| one * other).sum();
    let mut lanes = [0.0; LANES];
    for (left, right) in left_lanes.zip(right_lanes) {
        for lane in 0..LANES {
            lanes[lane] += left[lane] * right[lane];
        }
    }
    lanes.iter().sum::<f64>() + rest
}

/// The weights of the nodes times the powers 0, 1 and 2 of their distance from the posterior mean.
///
/// About the mean, the variance is not the difference of two large numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeMoments {
    /// How many nodes that weigh nothing lie before those of the numbers here.
    first: usize,
    weighted: [Vec<f64>; 3],
    /// The three numbers of each node in single precision.
    single: Vec<[f32; 3]>,
}

impl NodeMoments {
    pub(super) fn fill(&mut self, nodes: &[f64], weights: &NodeWeights) {
        self.first = weights.first;
        let (nodes, weights) = (weights.part_of(nodes), &weights.weights[..]);
        let mean = dot(weights, nodes) / weights.iter().sum::<f64>();
        for (power, weighted) in (0..).zip(&mut self.weighted) {
            weighted.clear();
            weighted.extend(weights.iter().zip(nodes).map(|(weight, node)| weight * (node - mean).powi(power)));
        }
        let [zeroth, first, second] = &self.weighted;
        let at_nodes = zeroth.iter().zip(first).zip(second);
        self.single.clear();
        self.single.extend(at_nodes.map(|((zeroth, first), second)| [*zeroth as f32, *first as f32, *second as f32]));
    }

    /// How many nodes lie before those that weigh something, and the three numbers of each of these in single precision.
    pub(super) fn in_single_precision(&self) -> (usize, &[[f32; 3]]) {
        (self.first, &self.single)
    }

    /// The sums of the three over the nodes.
    pub(super) fn totals(&self) -> [f64; 3] {
        self.weighted.each_ref().map(|weighted| weighted.iter().sum())
    }

    /// The variance of the posterior that is multiplied by this column.
    pub(super) fn variance(&self, column: &[f64]) -> f64 {
        self.mass_and_variance(column).1
    }

    /// The sum of the weights of the posterior that is multiplied by this column, and its variance.
    pub(super) fn mass_and_variance(&self, column: &[f64]) -> (f64, f64) {
        let [total, first, second] = self.sums(column);
        let mean = first / total;
        let variance = if total > 0.0 { (second / total - mean * mean).max(0.0) } else { 0.0 };
        (total, variance)
    }

    /// The sums of products with all three, in one pass over the column.
    fn sums(&self, column: &[f64]) -> [f64; 3] {
        let [zeroth, first, second] = &self.weighted;
        let (zeroth, zeroth_rest) = zeroth.as_chunks::<MOMENT_LANES>();
        let (first, first_rest) = first.as_chunks::<MOMENT_LANES>();
        let (second, second_rest) = second.as_chunks::<MOMENT_LANES>();
        let weighing = &column[self.first..self.first + self.weighted[0].len()];
        let (column, rest) = weighing.as_chunks::<MOMENT_LANES>();
        let mut lanes = [[0.0; MOMENT_LANES]; 3];
        for (((values, zeroth), first), second) in column.iter().zip(zeroth).zip(first).zip(second) {
            for lane in 0..MOMENT_LANES {
                lanes[0][lane] += zeroth[lane] * values[lane];
                lanes[1][lane] += first[lane] * values[lane];
                lanes[2][lane] += second[lane] * values[lane];
            }
        }
        let mut sums = lanes.map(|lanes| lanes.iter().sum());
        for (sum, weighted) in sums.iter_mut().zip([zeroth_rest, first_rest, second_rest]) {
            *sum += dot(weighted, rest);
        }
        sums
    }
}

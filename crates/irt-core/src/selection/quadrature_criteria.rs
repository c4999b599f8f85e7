//! Criteria that integrate over the ability: each a pass over the contiguous columns of an item.

use super::node_weights::{NodeWeights, Parts};
use super::{Criterion, Situation};
use crate::{ItemIndex, MAX_CATEGORIES, Response, SelectionRule};

/// How many sums run beside each other, so that the compiler can keep them in one register.
const LANES: usize = 8;
/// The same where three sums are taken at a time.
const MOMENT_LANES: usize = 4;

/// The weighted information (MLWI, MPWI) of the items, up to a common factor.
pub(super) fn weighted_information(situation: &Situation<'_>, weights: &NodeWeights, criterion: &mut Criterion<'_>) {
    criterion.fill(|item| dot(&weights.weights, situation.tables.information(item)));
}

/// The weighted divergence (KL, KLP) of the items, up to a common factor.
///
/// `sum w KL = (sum w) sum_k P_k ln P_k - sum_k P_k sum w ln P_k(t)`, the probabilities without argument being those at
/// the estimate.
pub(super) fn divergence(situation: &Situation<'_>, weights: &NodeWeights, criterion: &mut Criterion<'_>) {
    let total: f64 = weights.weights.iter().sum();
    criterion.fill(|item| {
        let mut divergence = 0.0;
        for response in categories(situation, item) {
            let logarithm = situation.log_probability(item, response);
            let column = situation.tables.logarithms(item, response);
            divergence += logarithm.exp() * (total * logarithm - dot(&weights.weights, column));
        }
        divergence
    });
}

/// The variance (GDI, GDIP) of the probability of a right answer, under normalised weights.
pub(super) fn discrimination(situation: &Situation<'_>, weights: &NodeWeights, criterion: &mut Criterion<'_>) {
    let weights = &weights.weights;
    criterion.fill(|item| {
        let Some(column) = situation.tables.probabilities(item).next_back() else { return 0.0 };
        let mean = dot(weights, column);
        weights.iter().zip(column).map(|(weight, probability)| weight * (probability - mean).powi(2)).sum()
    });
}

/// The expected variance (MEPV) of the posterior after the item's answer.
pub(super) fn posterior_variance(situation: &Situation<'_>, moments: &NodeMoments, criterion: &mut Criterion<'_>) {
    let mut room = [0.0; MAX_CATEGORIES as usize];
    criterion.fill(|item| {
        let curve = situation.test.bank().curve(item);
        let likely = &mut room[..curve.categories()];
        curve.fill_probabilities(&[situation.theta], likely);
        let columns = situation.tables.probabilities(item);
        likely.iter().zip(columns).map(|(probability, column)| probability * moments.variance(column)).sum()
    });
}

/// The weights of the nodes times the powers 0, 1 and 2 of their distance from the posterior mean.
///
/// About the mean, the variance is not the difference of two large numbers.
#[derive(Debug, Clone, Default)]
pub(crate) struct NodeMoments {
    weighted: [Vec<f64>; 3],
}

impl NodeMoments {
    pub(super) fn fill(&mut self, nodes: &[f64], weights: &[f64]) {
        let mean = dot(weights, nodes) / weights.iter().sum::<f64>();
        for (power, weighted) in (0..).zip(&mut self.weighted) {
            weighted.clear();
            weighted.extend(weights.iter().zip(nodes).map(|(weight, node)| weight * (node - mean).powi(power)));
        }
    }

    /// The variance of the posterior that is multiplied by this column.
    fn variance(&self, column: &[f64]) -> f64 {
        let [total, first, second] = self.sums(column);
        if total > 0.0 {
            let mean = first / total;
            (second / total - mean * mean).max(0.0)
        } else {
            0.0
        }
    }

    /// The sums of products with all three, in one pass over the column.
    fn sums(&self, column: &[f64]) -> [f64; 3] {
        let [zeroth, first, second] = &self.weighted;
        let (zeroth, zeroth_rest) = zeroth.as_chunks::<MOMENT_LANES>();
        let (first, first_rest) = first.as_chunks::<MOMENT_LANES>();
        let (second, second_rest) = second.as_chunks::<MOMENT_LANES>();
        let (column, rest) = column.as_chunks::<MOMENT_LANES>();
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

pub(super) const fn parts(rule: SelectionRule) -> Parts {
    Parts::of(rule)
}

fn categories(situation: &Situation<'_>, item: ItemIndex) -> impl Iterator<Item = Response> + use<> {
    (0..situation.test.bank().categories(item).unwrap_or(0)).map(Response)
}

/// The sum of products, in a fixed order of its own.
#[inline]
fn dot(left: &[f64], right: &[f64]) -> f64 {
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

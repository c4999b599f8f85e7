//! Criteria that integrate over the ability: each a pass over the contiguous columns of an item.

use super::node_weights::{NodeWeights, Parts};
use super::{Criterion, Situation};
use crate::{ItemIndex, Response, SelectionRule};

/// How many sums run beside each other, so that the compiler can keep them in one register.
const LANES: usize = 8;

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
    criterion.fill(|item| {
        let mut expected = 0.0;
        for (response, column) in categories(situation, item).zip(situation.tables.probabilities(item)) {
            expected += situation.log_probability(item, response).exp() * moments.variance(column);
        }
        expected
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
        let [zeroth, first, second] = &self.weighted;
        let total = dot(zeroth, column);
        if total > 0.0 {
            let mean = dot(first, column) / total;
            (dot(second, column) / total - mean * mean).max(0.0)
        } else {
            0.0
        }
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

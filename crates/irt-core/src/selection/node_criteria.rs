//! Criteria that integrate over the ability: weighted information, weighted divergence, discrimination.

use super::context::SelectionContext;
use super::node_sums::dot;
use super::node_table::{Informations, LogProbabilities, Probabilities};
use super::node_weights::NodeWeights;
use crate::identity::ItemIndex;

/// The weighted information (MLWI, MPWI) of an item, up to a common factor.
pub(super) fn weighted_information(
    _: &SelectionContext<'_>,
    weights: &NodeWeights,
    informations: &Informations,
    item: ItemIndex,
) -> f64 {
    dot(&weights.weights, informations.item_values(item))
}

/// The weighted divergence (KL, KLP) of an item, up to a common factor.
///
/// `sum w KL = (sum w) sum_k P_k ln P_k - sum_k P_k sum w ln P_k(t)`, the probabilities without argument being those at
/// the estimate.
pub(super) fn divergence(
    context: &SelectionContext<'_>,
    weights: &NodeWeights,
    logarithms: &LogProbabilities,
    item: ItemIndex,
) -> f64 {
    let mut divergence = 0.0;
    for response in context.responses_of(item) {
        let logarithm = context.log_probability(item, response);
        let column = logarithms.response_values(item, response);
        divergence += logarithm.exp() * (weights.total * logarithm - dot(&weights.weights, column));
    }
    divergence
}

/// The variance (GDI, GDIP) of the probability of a right answer to a dichotomous item, under normalised weights.
pub(super) fn discrimination(
    _: &SelectionContext<'_>,
    weights: &NodeWeights,
    probabilities: &Probabilities,
    item: ItemIndex,
) -> f64 {
    let (weights, column) = (&weights.weights, probabilities.of_highest_category(item));
    let mean = dot(weights, column);
    weights.iter().zip(column).map(|(weight, probability)| weight * (probability - mean).powi(2)).sum()
}

/// The variance of the posterior that is expected after an item's answer (MEPV), each answer having the probability that
/// the posterior predicts.
///
/// Category `k` leaves the sums `S_j = sum w P_k (t - m)^j` of its posterior, `m` being the mean before the answer. Its
/// predicted probability is `S_0`, as the weights sum to 1, and its variance `S_2 / S_0 - (S_1 / S_0)^2`.
pub(super) fn predicted_variance(
    context: &SelectionContext<'_>,
    weights: &NodeWeights,
    probabilities: &Probabilities,
    item: ItemIndex,
) -> f64 {
    let (weights, nodes) = (&weights.weights, &context.grid.nodes);
    let mean = dot(weights, nodes);
    let variance_share = |column: &[f64]| {
        let mut sums = [0.0; 3];
        for ((weight, node), probability) in weights.iter().zip(nodes).zip(column) {
            let (mass, distance) = (weight * probability, node - mean);
            sums[0] += mass;
            sums[1] += mass * distance;
            sums[2] += mass * distance * distance;
        }
        let [mass, first, second] = sums;
        if mass > 0.0 { (second - first * first / mass).max(0.0) } else { 0.0 }
    };
    probabilities.item_values(item).map(variance_share).sum()
}

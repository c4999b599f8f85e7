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
    dot(&weights.weights, weights.part_of(informations.item_values(item)))
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
        let column = weights.part_of(logarithms.response_values(item, response));
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
    let column = weights.part_of(probabilities.of_highest_category(item));
    let weights = &weights.weights;
    let mean = dot(weights, column);
    weights.iter().zip(column).map(|(weight, probability)| weight * (probability - mean).powi(2)).sum()
}

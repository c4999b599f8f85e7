//! The kinds of criteria, and what each kind needs.

use super::answers_to_come::AnswersToCome;
use super::context::SelectionContext;
use super::node_table::{Informations, LogProbabilities, Probabilities};
use super::node_weights::{NodeWeights, WeightParts};
use crate::identity::ItemIndex;

/// The value of an item, integrated over the nodes with their weights and a table of the bank.
pub(crate) type NodeValue<Table> = fn(&SelectionContext<'_>, &NodeWeights, &Table, ItemIndex) -> f64;

/// How the value of an item is computed.
///
/// A function gets its weights and tables as arguments. So the kind says which tables are made, and a criterion cannot
/// ask for one that is missing.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Criterion {
    /// The Fisher information at the ability; an index finds the item that has most of it.
    Information,
    /// A number that depends on the ability.
    AtTheta(fn(&SelectionContext<'_>, ItemIndex) -> f64),
    /// A number that depends on the estimates which the answers to the item would lead to.
    AfterAnswer(fn(&SelectionContext<'_>, &mut AnswersToCome, ItemIndex) -> f64),
    /// An integral over the item's information.
    OverInformations(WeightParts, NodeValue<Informations>),
    /// An integral over the logarithms of the item's probabilities.
    OverLogProbabilities(WeightParts, NodeValue<LogProbabilities>),
    /// An integral over the item's probabilities.
    OverProbabilities(WeightParts, NodeValue<Probabilities>),
    /// The expected variance of the posterior, the answers weighed by their probabilities at the ability; bounds rule out
    /// most items.
    ExpectedVariance(WeightParts),
    /// The same, the answers weighed by the probabilities that the posterior predicts.
    PredictedVariance(WeightParts),
}

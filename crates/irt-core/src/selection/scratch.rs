//! Memory that a choice needs, kept from one choice to the next.

use super::answers_to_come::AnswersToCome;
use super::node_sums::NodeMoments;
use super::node_weights::NodeWeights;
use crate::identity::ItemIndex;

/// The buffers of a choice. A session keeps them, so that a choice allocates nothing after the first.
#[derive(Debug, Clone, Default)]
pub(crate) struct SelectionScratch {
    /// The value of the criterion, one for each item of the bank.
    pub(super) values: Vec<f64>,
    pub(super) weights: NodeWeights,
    pub(super) moments: NodeMoments,
    pub(super) answers: AnswersToCome,
    /// The best items, where one of several is drawn.
    pub(super) ranking: Vec<ItemIndex>,
}

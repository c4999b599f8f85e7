//! Why responses cannot be scored.

use super::estimator::Estimator;
use crate::identity::ItemIndex;
use crate::response::Response;

/// Why a list of responses cannot be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Not as many responses as items.
    #[error("{items} items, but {responses} responses")]
    LengthMismatch {
        /// How many items there are.
        items: usize,
        /// How many responses there are.
        responses: usize,
    },
    /// An index that is no position in the bank.
    #[error("item {item} is not in the bank, which has {bank_len} items")]
    UnknownItem {
        /// The index.
        item: ItemIndex,
        /// How many items the bank has.
        bank_len: usize,
    },
    /// An item that occurs twice.
    #[error("item {item} is there more than once")]
    RepeatedItem {
        /// The index.
        item: ItemIndex,
    },
    /// The estimator cannot be used: MAP under a custom prior, a robust one on a bank with polytomous items.
    #[error("the estimator {estimator} cannot be used with this bank and design")]
    EstimatorUnavailable {
        /// The estimator.
        estimator: Estimator,
    },
    /// A response that is no category of its item.
    #[error("response {} to item {item}, which has the categories 0 to {}", response.0, categories - 1)]
    ResponseOutOfRange {
        /// The index of the item.
        item: ItemIndex,
        /// The response.
        response: Response,
        /// How many categories the item has.
        categories: u8,
    },
}

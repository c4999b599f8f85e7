//! What can go wrong with a running test.

use crate::ability::Ability;
use crate::cancellation::Cancelled;
use crate::design::DesignCause;
use crate::estimation::PatternError;
use crate::identity::ItemIndex;
use crate::response::Response;
use crate::stopping::StopReason;

/// An answer that the engine did not take; nothing has changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum EngineError {
    /// The answer is to another item than the one shown.
    #[error("item {item} is not the pending item, which is {pending}")]
    NotPending {
        /// The item answered.
        item: ItemIndex,
        /// The item shown.
        pending: ItemIndex,
    },
    /// The test is over.
    #[error("the test is over ({reason})")]
    Finished {
        /// Why it is over.
        reason: StopReason,
    },
    /// The design has a time budget, but the answer came without the time elapsed.
    #[error("the test has a time budget, so an answer needs the time elapsed since its start")]
    ElapsedTimeMissing,
    /// The response is no category of the item.
    #[error("response {} to item {item}, which has the categories 0 to {}", response.0, categories - 1)]
    ResponseOutOfRange {
        /// The item answered.
        item: ItemIndex,
        /// The response.
        response: Response,
        /// How many categories the item has.
        categories: u8,
    },
    /// The choice of the next item was given up.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Why an engine does not follow the answers of a session whose items somebody else has chosen.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum FollowError {
    /// An item is not of the bank or occurs twice, or a response is no category of its item.
    #[error(transparent)]
    Answers(#[from] PatternError),
    /// The choice of the next item was given up.
    #[error(transparent)]
    Cancelled(#[from] Cancelled),
}

/// Recorded answers that the same test would not have led to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("answer number {} cannot be replayed", position + 1)]
pub struct ReplayError {
    /// The place of the answer that did not fit, counted from 0.
    pub position: usize,
    /// Why it did not fit.
    pub source: EngineError,
}

/// A state that no engine of this test can have left.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RestoreError {
    /// The items and responses do not match each other or the bank.
    #[error("the answers do not belong to this test")]
    Answers(#[source] PatternError),
    /// The pending item is not in the bank.
    #[error("the pending item {item} is not in the bank, which has {bank_len} items")]
    UnknownPending {
        /// The index.
        item: ItemIndex,
        /// How many items the bank has.
        bank_len: usize,
    },
    /// A withheld item is not in the bank.
    #[error("the withheld item {item} is not in the bank, which has {bank_len} items")]
    UnknownWithheld {
        /// The index.
        item: ItemIndex,
        /// How many items the bank has.
        bank_len: usize,
    },
    /// The pending item has been answered.
    #[error("the pending item {item} has been answered already")]
    PendingAnswered {
        /// The index.
        item: ItemIndex,
    },
    /// There is both a pending item and a reason to have stopped.
    #[error("item {item} is pending, but the test has stopped ({reason})")]
    PendingAfterStop {
        /// The pending item.
        item: ItemIndex,
        /// Why the test has stopped.
        reason: StopReason,
    },
    /// What was known of the examinee does not fit the design.
    #[error("the examinee's {field} {cause}")]
    Examinee {
        /// The field of [`ExamineeStart`](crate::ExamineeStart).
        field: &'static str,
        /// The rule that it breaks.
        cause: DesignCause,
    },
    /// The state was taken on another bank.
    #[error("the state belongs to another item bank")]
    OtherBank,
    /// The state was taken under another design.
    #[error("the state belongs to another test design")]
    OtherDesign,
    /// The answers lead to another estimate than the stored one, so bank or design are others.
    #[error(
        "the answers give theta {} with standard error {}, but the state has {} with {}: bank or design are others",
        computed.theta, computed.se, stored.theta, stored.se
    )]
    OtherEstimate {
        /// The estimate in the state.
        stored: Ability,
        /// The estimate on this test.
        computed: Ability,
    },
    /// There is neither a pending item nor a reason to have stopped.
    #[error("no item is pending, but the test has not stopped")]
    NothingPending,
}

//! What can be wrong with the record of a session.

use irt_core::Ability;

/// A contradiction in the record of one exam session, which the service never writes: the database has been changed by somebody
/// else, restored in parts, or damaged.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum RecordFault {
    /// There are later attempts, but none at this position.
    #[error("the attempt at position {position} is missing")]
    MissingAttempt {
        /// The position, counted from 1.
        position: u32,
    },
    /// The revision is the number of answers, and there is another number of attempts.
    #[error("its revision is {revision}, but it has {attempts} attempts")]
    WrongRevision {
        /// The revision in the row.
        revision: u64,
        /// How many attempts there are.
        attempts: usize,
    },
    /// The row has the digest of a history to which these attempts do not belong.
    #[error("its attempts are not those that were recorded: the digest of the history differs")]
    ChangedHistory,
    /// The attempts do not fit the bank and the design.
    #[error("its answers do not fit its bank and design: {reason}")]
    MisfitAnswers {
        /// What does not fit.
        reason: String,
    },
    /// What is known of the examinee does not fit the design.
    #[error("the start of its examinee does not fit the design: {reason}")]
    MisfitStart {
        /// What does not fit.
        reason: String,
    },
    /// The recorded interim estimate is not the one that the responses up to this position lead to.
    #[error(
        "the estimate after {position} answers is {} with standard error {}, but the answers lead to {} with {}",
        recorded.theta, recorded.se, computed.theta, computed.se
    )]
    WrongEstimate {
        /// How many answers it is the estimate of.
        position: u64,
        /// What the record has.
        recorded: Ability,
        /// What the answers lead to.
        computed: Ability,
    },
    /// The pending item or the stop reason contradicts the rest of the record.
    #[error("the pending item is wrong: {reason}")]
    WrongPendingItem {
        /// What is wrong with it.
        reason: String,
    },
    /// The result contradicts the rest of the record.
    #[error("its result is wrong: {reason}")]
    WrongResult {
        /// What is wrong with it.
        reason: String,
    },
    /// The token does not follow from the key with which the session was started.
    #[error("its token does not follow from the key of its start")]
    ForeignToken,
    /// A column holds a value that this program cannot read.
    #[error("it holds a {what} that cannot be read: {value}")]
    Unreadable {
        /// Which value it is.
        what: &'static str,
        /// The value.
        value: String,
    },
}

impl RecordFault {
    /// The name by which programs know the kind of fault.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::MissingAttempt { .. } => "missing_attempt",
            Self::WrongRevision { .. } => "wrong_revision",
            Self::ChangedHistory => "changed_history",
            Self::MisfitAnswers { .. } => "misfit_answers",
            Self::MisfitStart { .. } => "misfit_start",
            Self::WrongEstimate { .. } => "wrong_estimate",
            Self::WrongPendingItem { .. } => "wrong_pending_item",
            Self::WrongResult { .. } => "wrong_result",
            Self::ForeignToken => "foreign_token",
            Self::Unreadable { .. } => "unreadable",
        }
    }
}

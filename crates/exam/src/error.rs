//! What can go wrong in the life of an exam, by cause.

use irt_core::DesignError;
use persistence::RecordError;
use state_store::StoreError;

use crate::bank_fault::BankFileError;

/// Why the exam service did not do what it was asked. Nothing was changed unless a variant says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExamError {
    /// No exam type has this name.
    #[error("there is no exam type {name:?}")]
    UnknownExamType {
        /// The name asked for.
        name: String,
    },
    /// No bank has this name (and version).
    #[error("there is no item bank {name:?}")]
    UnknownBank {
        /// The name asked for.
        name: String,
    },
    /// No exam session has this number.
    #[error("there is no exam session {session}")]
    UnknownSession {
        /// The number asked for.
        session: i64,
    },
    /// The session token belongs to another session.
    #[error("the session token does not belong to exam session {session}")]
    ForeignSession {
        /// The session asked for.
        session: i64,
    },
    /// The caller is an examinee and asks for what only the platform may do.
    #[error("an examinee may not {action}")]
    PlatformOnly {
        /// What was tried.
        action: &'static str,
    },
    /// The item is not the one to be answered now.
    #[error("item {item:?} is not pending; the pending item is {pending:?}")]
    NotPendingItem {
        /// The item answered.
        item: String,
        /// The item to be answered.
        pending: String,
    },
    /// The item already has another answer.
    #[error("item {item:?} already has another answer")]
    AnswerConflict {
        /// The item answered.
        item: String,
    },
    /// The session takes no more answers.
    #[error("exam session {session} is finished")]
    SessionFinished {
        /// The session.
        session: i64,
    },
    /// The item has no such option.
    #[error("item {item:?} has no option {answer:?}; its options are {}", options.join(", "))]
    UnknownOption {
        /// The item answered.
        item: String,
        /// The option chosen.
        answer: String,
        /// The keys of the options there are.
        options: Vec<String>,
    },
    /// A value is out of its range.
    #[error("{field} is {value}: {rule}")]
    InvalidValue {
        /// The name of the field.
        field: String,
        /// The value as it came.
        value: String,
        /// What the value must be.
        rule: String,
    },
    /// The key has started a session by a request that asked for something else.
    #[error("the key of this start was used before with another {field}; a new start needs a key of its own")]
    StartKeyReused {
        /// The first field that was another then.
        field: &'static str,
    },
    /// A bank file is faulty in its parameters, its texts, or both.
    #[error("the item bank is faulty: {0}")]
    InvalidBank(#[source] BankFileError),
    /// A test design is faulty.
    #[error("the design is faulty: {0}")]
    InvalidDesign(#[source] DesignError),
    /// The record could not be read or written. Whether a change took place is unknown; the same call again is safe.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The working copies cannot be kept longer, diagnosed or cleared: the store does not answer, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record holds what this program cannot make an exam of.
    #[error("the record of {what} cannot be used: {reason}")]
    UnusableRecord {
        /// Which row, for example `bank 3`.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// Others kept changing the session in the meantime. The same call again is safe.
    #[error("exam session {session} is being changed by other requests")]
    Contended {
        /// The session.
        session: i64,
    },
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoEntropy(#[source] getrandom::Error),
}

impl ExamError {
    /// Whether a part that the exam depends on does not answer, so that the same call may go through later.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Record(RecordError::Unavailable(_))
                | Self::Store(StoreError::Unavailable(_))
                | Self::Contended { .. }
        )
    }

    /// A value out of its range.
    pub(crate) fn invalid(field: &str, value: impl std::fmt::Display, rule: &str) -> Self {
        Self::InvalidValue { field: field.to_owned(), value: value.to_string(), rule: rule.to_owned() }
    }
}

//! What can go wrong in the life of an exam, by cause.

use std::time::SystemTime;

use credentials::{Scope, Scopes};
use irt_core::{DesignError, ExcessiveCost, StopReason};
use persistence::{ApiKeyId, ExamSessionId, RecordError};
use state_store::StoreError;

use crate::bank_fault::BankFileError;
use crate::key_ring::KeyRefusal;
use crate::record_fault::RecordFault;

/// Why the exam service rejects a call or fails. Nothing is changed unless a variant says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ExamError {
    /// No exam type has this name.
    #[error("there is no exam type {name:?}")]
    UnknownExamType {
        /// The name asked for.
        name: String,
    },
    /// No bank has this name, or none of this version.
    #[error("there is no item bank {name:?}{}", of_version(*version))]
    UnknownBank {
        /// The name asked for.
        name: String,
        /// The version asked for, where there are others.
        version: Option<i32>,
    },
    /// No exam session has this number.
    #[error("there is no exam session {}", session.0)]
    UnknownSession {
        /// The number asked for.
        session: ExamSessionId,
    },
    /// The session token belongs to another session.
    #[error("the session token does not belong to exam session {}", session.0)]
    ForeignSession {
        /// The session asked for.
        session: ExamSessionId,
    },
    /// The caller is an examinee and asks for what only the platform may do.
    #[error("an examinee may not {action}")]
    PlatformOnly {
        /// What was tried.
        action: &'static str,
    },
    /// The caller is the platform, with a key that has none of the scopes that this needs.
    #[error("the API key may not {action}: that needs the scope {}", scope_names(*needed))]
    InsufficientScope {
        /// What was tried.
        action: &'static str,
        /// The scopes, of which one is enough.
        needed: Scopes,
    },
    /// The API key opens nothing.
    #[error("{0}")]
    KeyRefused(#[from] KeyRefusal),
    /// Nobody can say whether the caller may come in, because the record of the API keys cannot be read. Nothing has changed; the
    /// same call can be repeated later, however the record has failed.
    #[error("the API keys cannot be checked")]
    CallerUnchecked(#[source] RecordError),
    /// No API key has this number.
    #[error("there is no API key {}", key.0)]
    UnknownKey {
        /// The number asked for.
        key: ApiKeyId,
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
    #[error("exam session {} is finished", session.0)]
    SessionFinished {
        /// The session.
        session: ExamSessionId,
    },
    /// The examinee wants to complete a session that has too few answers for that.
    #[error("the exam can be completed from {needed} answers on; it has {answered}")]
    EarlyCompletion {
        /// How many items are answered.
        answered: u64,
        /// How many have to be.
        needed: u32,
    },
    /// The session is paused.
    #[error("exam session {} is paused: it takes no answers until it is resumed", session.0)]
    SessionPaused {
        /// The session.
        session: ExamSessionId,
    },
    /// The examinee of a start has a session that is not completed.
    #[error("the examinee has exam session {}, which is not completed: go on with it", session.0)]
    SessionActive {
        /// The session.
        session: ExamSessionId,
    },
    /// The examinee of a start has had as many sessions as the exam type allows.
    #[error("the examinee has had all sessions that exam type {exam_type:?} allows ({most})")]
    AttemptsExhausted {
        /// The exam type.
        exam_type: String,
        /// How many it allows.
        most: u32,
    },
    /// The exam type does not take starts now.
    #[error("exam type {exam_type:?} {} {}", if *opens { "opens at" } else { "has closed at" }, in_utc(*at))]
    OutsideWindow {
        /// The exam type.
        exam_type: String,
        /// Whether it is not open yet; else it is closed.
        opens: bool,
        /// When it opens, or has closed.
        at: SystemTime,
    },
    /// The test of the session was ended by its own rules.
    #[error("exam session {} was ended by its test ({reason}), so there is nothing to go on with", session.0)]
    NotReopenable {
        /// The session.
        session: ExamSessionId,
        /// The rule.
        reason: StopReason,
    },
    /// Other starts of the examinee kept coming in between. The same call can be repeated safely.
    #[error("other starts of the examinee are under way")]
    TooManyStarts,
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
    #[error("the key of this start was used before with another {field}; each start needs its own key")]
    StartKeyReused {
        /// The first field that differs.
        field: &'static str,
    },
    /// A bank file is faulty in its parameters, its texts, or both.
    #[error("the item bank is faulty: {0}")]
    InvalidBank(#[source] BankFileError),
    /// A test design is faulty.
    #[error("the design is faulty: {0}")]
    InvalidDesign(#[source] DesignError),
    /// The record could not be read or written. Whether a change took place is unknown. The same call can be repeated safely.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The working copies cannot be kept longer, diagnosed or cleared: the store does not answer, or failed.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The record holds a row that this program cannot use.
    #[error("the record of {what} cannot be used: {reason}")]
    UnusableRecord {
        /// Which row, for example `bank 3`.
        what: String,
        /// What is wrong with it.
        reason: String,
    },
    /// The record of a session contradicts itself, so nobody can say what its result would be.
    #[error("the record of exam session {} contradicts itself: {fault}", session.0)]
    FaultyRecord {
        /// The session.
        session: ExamSessionId,
        /// The first contradiction.
        fault: RecordFault,
    },
    /// Other requests kept changing the session. The same call can be repeated safely.
    #[error("exam session {} is being changed by other requests", session.0)]
    Contended {
        /// The session.
        session: ExamSessionId,
    },
    /// A design costs more on its bank than it may.
    #[error("the design costs too much: {0}")]
    CostlyDesign(#[source] ExcessiveCost),
    /// Too many others wait for the same, or this call has waited too long. Nothing has changed; the same call can be
    /// repeated later.
    #[error("the server is busy: {waiting} {what} are waiting already")]
    Busy {
        /// What is waited for, in the plural.
        what: &'static str,
        /// How many wait.
        waiting: usize,
    },
    /// A computation ended without an outcome.
    #[error("a computation failed")]
    Computation(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// The operating system gave no random numbers.
    #[error("the operating system gave no random numbers")]
    NoEntropy(#[source] getrandom::Error),
}

impl ExamError {
    /// Whether a part that the exam depends on does not answer, so that the same call may succeed later.
    #[must_use]
    pub const fn is_unavailable(&self) -> bool {
        matches!(
            self,
            Self::Record(RecordError::Unavailable(_))
                | Self::CallerUnchecked(_)
                | Self::Store(StoreError::Unavailable(_))
                | Self::Contended { .. }
                | Self::TooManyStarts
                | Self::Busy { .. }
        )
    }

    /// The error of reading the rows of a session. A value that cannot be read is a fault of this session alone.
    pub(crate) fn of_session(session: ExamSessionId, error: RecordError) -> Self {
        match error {
            RecordError::Unreadable { what, value } => {
                Self::FaultyRecord { session, fault: RecordFault::Unreadable { what, value } }
            }
            error => Self::Record(error),
        }
    }

    /// A value out of its range.
    pub(crate) fn invalid(field: &str, value: impl std::fmt::Display, rule: &str) -> Self {
        Self::InvalidValue { field: field.to_owned(), value: value.to_string(), rule: rule.to_owned() }
    }
}

/// A time as RFC 3339 text in UTC.
pub(crate) fn in_utc(at: SystemTime) -> String {
    jiff::Timestamp::try_from(at).map_or_else(|_| "another time".to_owned(), |time| time.to_string())
}

/// The scopes, of which one is enough, in a sentence.
fn scope_names(scopes: Scopes) -> String {
    scopes.iter().map(Scope::as_str).collect::<Vec<_>>().join(" or ")
}

fn of_version(version: Option<i32>) -> String {
    version.map(|version| format!(" of version {version}")).unwrap_or_default()
}

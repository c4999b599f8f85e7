//! What the rest of the system asks of the record.

use std::ops::RangeInclusive;
#[cfg(any(feature = "postgres", feature = "sqlite"))]
use std::sync::Arc;
use std::time::SystemTime;

use async_trait::async_trait;

use crate::rows::{
    Advance, BankId, BankRecord, BankSummary, Completion, ExamSessionId, ExamTypeId, ExamTypeRecord, Guarded, NewBank,
    NewExamType, NewSession, Page, SessionHistory, SessionRecord, StartMark, StartedOnce,
};

/// The record of banks, exam types, exam sessions and attempts.
///
/// Every call that changes something has committed when it returns `Ok`. Dropping the future of a call leaves
/// either all or nothing of its change behind, and the connection usable.
///
/// A call that changes something is tried again only where nothing can have been committed: after a serialization failure,
/// and for each answer alone when several that shared a statement were refused together. A call that only reads is tried
/// once more when its connection breaks. Otherwise [`RecordError::Unavailable`] leaves open whether the change took
/// place; the guards of [`advance`](Record::advance) and [`complete`](Record::complete) make it safe to ask again.
#[async_trait]
pub trait Record: Send + Sync {
    /// Keeps a bank as the next version of its name.
    async fn insert_bank(&self, bank: NewBank) -> Result<BankSummary, RecordError>;
    /// A bank version with its items.
    async fn bank(&self, id: BankId) -> Result<Option<BankRecord>, RecordError>;
    /// The latest version of the bank with this name.
    async fn latest_bank(&self, name: &str) -> Result<Option<BankSummary>, RecordError>;
    /// The version of this number of the bank with this name.
    async fn bank_version(&self, name: &str, version: i32) -> Result<Option<BankSummary>, RecordError>;
    /// All bank versions by number.
    async fn banks(&self, page: Page) -> Result<Vec<BankSummary>, RecordError>;

    /// Keeps an exam type as the next version of its name.
    async fn insert_exam_type(&self, exam_type: NewExamType) -> Result<ExamTypeRecord, RecordError>;
    /// A version of an exam type.
    async fn exam_type(&self, id: ExamTypeId) -> Result<Option<ExamTypeRecord>, RecordError>;
    /// The latest version of the exam type with this name.
    async fn latest_exam_type(&self, name: &str) -> Result<Option<ExamTypeRecord>, RecordError>;
    /// All versions of all exam types by number.
    async fn exam_types(&self, page: Page) -> Result<Vec<ExamTypeRecord>, RecordError>;

    /// Keeps a session at revision 0.
    async fn insert_session(&self, session: NewSession) -> Result<SessionRecord, RecordError>;
    /// Keeps a session at revision 0, unless there is one with this key, whoever keeps it at the same moment: then that one
    /// is given. Safe to ask again with the same key, whatever became of the call before.
    async fn insert_session_once(&self, session: NewSession, mark: StartMark) -> Result<StartedOnce, RecordError>;
    /// A session.
    async fn session(&self, id: ExamSessionId) -> Result<Option<SessionRecord>, RecordError>;
    /// A session and its attempts, as of one moment.
    async fn history(&self, id: ExamSessionId) -> Result<Option<SessionHistory>, RecordError>;
    /// The active sessions by number.
    async fn active_sessions(&self, page: Page) -> Result<Vec<SessionRecord>, RecordError>;
    /// How many sessions are active.
    async fn count_active_sessions(&self) -> Result<u64, RecordError>;
    /// The active sessions that expire within this span of time, the earliest first, at most so many. Sessions without
    /// a time limit never do.
    async fn expiring_sessions(
        &self,
        within: RangeInclusive<SystemTime>,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, RecordError>;
    /// Records an answer and moves the session to the next revision, in one transaction, if the session is active,
    /// at the expected revision, and does not expire before or at the time of the answer.
    async fn advance(&self, advance: Advance) -> Result<Guarded, RecordError>;
    /// Completes a session, if it is active and at the expected revision. The revision stays.
    async fn complete(
        &self,
        id: ExamSessionId,
        expected_revision: u64,
        completion: Completion,
    ) -> Result<Guarded, RecordError>;

    /// Whether the database answers and can be written to.
    async fn ping(&self) -> Result<(), RecordError>;
}

type Cause = Box<dyn std::error::Error + Send + Sync>;

/// Why the record could not do what it was asked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RecordError {
    /// The database cannot be reached, gave no connection in time, broke off, can only be read or has no room. Worth
    /// trying again later; its sources say what is wrong and, where that is known, what to do, and show no password.
    #[error("the database is unavailable")]
    Unavailable(#[source] Cause),
    /// The database refused or failed the statement.
    #[error("the database failed")]
    Database(#[source] Cause),
    /// A row holds what no version of this program writes.
    #[error("the record holds a {what} that cannot be read: {value}")]
    Unreadable {
        /// Which value it is, for example `session status`.
        what: &'static str,
        /// The value as it stands there.
        value: String,
    },
    /// The database does not carry the schema this program needs, and could not be brought to it.
    #[error("the database schema could not be brought up to date")]
    Migration(#[source] Cause),
    /// The URL names no database this program knows.
    #[error("{url} is not a database URL: use postgres://user@host/database or sqlite://path/to/file.db")]
    UnknownUrl {
        /// The URL without any password in it.
        url: String,
    },
    /// The settings of TLS make no sense, or a file they name is missing or not usable.
    #[error("{reason}")]
    Configuration {
        /// Setting, value and what would do, without any password.
        reason: String,
    },
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl RecordError {
    /// The same error for each of several calls that it befell.
    pub(crate) fn for_each_of(self, calls: usize) -> impl Iterator<Item = Self> {
        let (kind, cause): (fn(Cause) -> Self, Cause) = match self {
            Self::Unavailable(cause) => (Self::Unavailable, cause),
            Self::Database(cause) => (Self::Database, cause),
            other => (Self::Database, other.into()),
        };
        let cause: Arc<dyn std::error::Error + Send + Sync> = cause.into();
        (0..calls).map(move |_| kind(Box::new(Arc::clone(&cause))))
    }
}

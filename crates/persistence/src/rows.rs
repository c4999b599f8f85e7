//! The values the record keeps, free of any database type.

use std::time::SystemTime;

/// The number of an item bank version in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct BankId(pub i64);

/// The number of an exam type version in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExamTypeId(pub i64);

/// The number of an exam session, as clients see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
pub struct ExamSessionId(pub i64);

/// One item with everything that is kept of it: parameters, key and text.
#[derive(Debug, Clone, PartialEq)]
pub struct ItemRecord {
    /// The name of the item, unique within its bank.
    pub item_id: String,
    /// The response model by its name in bank files, for example `3pl`.
    pub model: String,
    /// The discrimination a.
    pub discrimination: f64,
    /// The difficulty b.
    pub difficulty: f64,
    /// The lower asymptote c.
    pub guessing: f64,
    /// The upper asymptote d.
    pub upper_asymptote: f64,
    /// All parameters of a polytomous item as a JSON object, for example `{"a":1.2,"b1":-0.5,"b2":0.7}`. The four above
    /// then hold its discrimination and location where it has them, else 1 and 0, and 0 and 1 for the asymptotes.
    pub parameters: Option<String>,
    /// The content area, where the bank names one.
    pub content: Option<String>,
    /// The question as the examinee reads it.
    pub stem: Option<String>,
    /// The key of the right option.
    pub answer_key: Option<String>,
    /// The options in the order in which they are shown.
    pub options: Vec<OptionRecord>,
}

/// One option of an item.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct OptionRecord {
    /// What the examinee answers with, for example `B`.
    pub key: String,
    /// What the examinee reads.
    pub text: String,
}

/// An item bank to be kept; its version is given by the record.
#[derive(Debug, Clone, PartialEq)]
pub struct NewBank {
    /// The name shared by all versions of the bank.
    pub name: String,
    /// The scaling constant D of the bank's metric.
    pub scaling_constant: f64,
    /// The items in bank order: the place in this list is the item's index.
    pub items: Vec<ItemRecord>,
    /// When it is imported.
    pub created_at: SystemTime,
}

/// What is known of a bank version without its items.
#[derive(Debug, Clone, PartialEq)]
pub struct BankSummary {
    /// Its number.
    pub id: BankId,
    /// The name shared by all versions.
    pub name: String,
    /// 1 for the first bank of that name, then one more for each.
    pub version: i32,
    /// The scaling constant D.
    pub scaling_constant: f64,
    /// How many items it has.
    pub item_count: i32,
    /// When it was imported.
    pub created_at: SystemTime,
}

/// A bank version with its items, in bank order.
#[derive(Debug, Clone, PartialEq)]
pub struct BankRecord {
    /// All but the items.
    pub summary: BankSummary,
    /// The items in bank order.
    pub items: Vec<ItemRecord>,
}

/// An exam type to be kept; its version is given by the record.
#[derive(Debug, Clone, PartialEq)]
pub struct NewExamType {
    /// The name clients start an exam by.
    pub name: String,
    /// The bank version its sessions draw on.
    pub bank_id: BankId,
    /// The test design as JSON text.
    pub design: String,
    /// How long the working copy of a session outlives its last use, in seconds.
    pub ttl_seconds: i64,
    /// Whether the examinee is told if an answer was right.
    pub feedback: bool,
    /// How long a session may last; `None` when it may last for ever.
    pub time_limit: Option<TimeLimit>,
    /// When it is defined.
    pub created_at: SystemTime,
}

/// How long a session may last, and what becomes of one that has not ended by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit {
    /// The time from the start of the session, in seconds.
    pub seconds: i64,
    /// What becomes of a session that has not ended by then.
    pub on_expiry: ExpiryPolicy,
}

/// What becomes of a session that is past its time limit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, serde::Serialize, serde::Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ExpiryPolicy {
    /// It is completed with the estimate from the answers it has.
    #[default]
    Score,
    /// The same, but its result does not count.
    Void,
}

impl ExpiryPolicy {
    /// The name in definitions and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Score => "score",
            Self::Void => "void",
        }
    }

    /// The policy of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Score, Self::Void].into_iter().find(|policy| policy.as_str() == name)
    }
}

/// A version of an exam type.
#[derive(Debug, Clone, PartialEq)]
pub struct ExamTypeRecord {
    /// Its number.
    pub id: ExamTypeId,
    /// 1 for the first exam type of that name, then one more for each.
    pub version: i32,
    /// The definition as it was handed in.
    pub definition: NewExamType,
}

/// Where a session stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// Items are being answered, or the test has stopped and waits to be completed.
    Active,
    /// Completed: the report is final.
    Completed,
}

impl SessionStatus {
    /// The name kept in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Completed => "completed",
        }
    }
}

/// An exam session to be kept; its number is given by the record.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSession {
    /// The exam type version it is pinned to.
    pub exam_type_id: ExamTypeId,
    /// Whoever sits it, as the platform names them.
    pub examinee_id: Option<String>,
    /// The seed of its random draws.
    pub seed: u64,
    /// SHA-256 of the token that lets the examinee in.
    pub token_digest: [u8; 32],
    /// Where it stands before the first answer.
    pub position: SessionPosition,
    /// When it was started.
    pub started_at: SystemTime,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
}

/// By what a start that is sent again is known for the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartMark {
    /// SHA-256 of the key that the client gave the start; one session at most has it.
    pub key_digest: [u8; 32],
    /// By which the session's token follows from the key.
    pub salt: [u8; 32],
}

/// The one session that a key starts, however often.
#[derive(Debug, Clone, PartialEq)]
pub enum StartedOnce {
    /// It is inserted.
    Inserted(SessionRecord),
    /// It was there before, perhaps by a moment; nothing was changed.
    Earlier {
        /// The session as it stands.
        session: SessionRecord,
        /// The salt of its start.
        salt: [u8; 32],
    },
}

/// Where a session stands after its latest answer.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionPosition {
    /// The bank index of the item shown and not answered yet.
    pub pending_item: Option<u32>,
    /// Why the test has stopped, by the name clients see.
    pub stop_reason: Option<String>,
    /// The interim estimate.
    pub theta: f64,
    /// Its standard error.
    pub standard_error: f64,
}

/// What a completed session ended with.
#[derive(Debug, Clone, PartialEq)]
pub struct Completion {
    /// Why the exam ended, by the name clients see.
    pub stop_reason: String,
    /// The reported estimate.
    pub final_theta: f64,
    /// Its standard error.
    pub final_standard_error: f64,
    /// How the estimate came about, by the name clients see.
    pub final_status: String,
    /// When it was completed.
    pub completed_at: SystemTime,
    /// Whether the result does not count.
    pub voided: bool,
}

/// An exam session as the record has it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRecord {
    /// Its number.
    pub id: ExamSessionId,
    /// The exam type version it is pinned to.
    pub exam_type_id: ExamTypeId,
    /// Whoever sits it, as the platform names them.
    pub examinee_id: Option<String>,
    /// The seed of its random draws.
    pub seed: u64,
    /// SHA-256 of the token that lets the examinee in.
    pub token_digest: [u8; 32],
    /// Where it stands in its life.
    pub status: SessionStatus,
    /// How many answers have been recorded.
    pub revision: u64,
    /// Where it stands after its latest answer.
    pub position: SessionPosition,
    /// What it ended with, once completed.
    pub completion: Option<Completion>,
    /// When it was started.
    pub started_at: SystemTime,
    /// When it last changed.
    pub updated_at: SystemTime,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
}

/// One answer that counted.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRecord {
    /// Its place in the session, counted from 1.
    pub position: u32,
    /// The bank index of the item.
    pub item: u32,
    /// The key of the option that was chosen; `None` when the answer came scored.
    pub answer: Option<String>,
    /// The category scored.
    pub response: u8,
    /// The interim estimate after this answer.
    pub theta: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// When it was recorded.
    pub answered_at: SystemTime,
}

/// A session and all its attempts, as of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionHistory {
    /// The session.
    pub session: SessionRecord,
    /// Its attempts by position.
    pub attempts: Vec<AttemptRecord>,
}

/// One answer to be recorded, with where the session stands after it. It takes place only if its item is pending and it
/// was given before the session expires.
#[derive(Debug, Clone, PartialEq)]
pub struct Advance {
    /// The session.
    pub session: ExamSessionId,
    /// The revision the answer was computed from; the advance takes place only if it is still the session's.
    pub expected_revision: u64,
    /// The digest of the session's token as the answer was computed with; the advance takes place only if it is the
    /// session's, so that a working copy of another session cannot make an answer count.
    pub token_digest: [u8; 32],
    /// The answer.
    pub attempt: AttemptRecord,
    /// Where the session stands after it.
    pub position: SessionPosition,
}

/// Whether a guarded change took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// It is committed.
    Committed,
    /// Nothing was changed: the session is unknown, no longer active, at another revision, or has expired.
    Stale,
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl Guarded {
    /// What became of a guarded statement that changed this many rows.
    pub(crate) const fn of_rows(rows: usize) -> Self {
        if rows == 0 { Self::Stale } else { Self::Committed }
    }
}

/// A page of a listing: rows with a number greater than `after`, at most `limit` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The last number of the page before; 0 for the first page.
    pub after: i64,
    /// The greatest number of rows wanted.
    pub limit: u32,
}

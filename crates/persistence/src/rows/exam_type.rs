//! Exam types.

use std::time::SystemTime;

use super::bank::BankId;
use super::exam_rules::ExamRules;

/// The number of an exam type version in the record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ExamTypeId(pub i64);

/// An exam type to be kept. The record gives it its version.
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
    /// Whether the examinee sees if an answer was right.
    pub feedback: bool,
    /// How long a session may last; `None` when it has no time limit.
    pub time_limit: Option<TimeLimit>,
    /// What examinees see of it, and how often and when they may take it.
    pub rules: ExamRules,
    /// When it is defined.
    pub created_at: SystemTime,
}

/// How long a session may last, and what happens to one that has not ended by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeLimit {
    /// The time from the start of the session, in seconds.
    pub seconds: i64,
    /// What happens to a session that has not ended by then.
    pub on_expiry: ExpiryPolicy,
}

/// What happens to a session that is past its time limit.
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
    /// All policies.
    pub const ALL: &[Self] = &[Self::Score, Self::Void];

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
        Self::ALL.iter().copied().find(|policy| policy.as_str() == name)
    }
}

/// A version of an exam type.
#[derive(Debug, Clone, PartialEq)]
pub struct ExamTypeRecord {
    /// Its number.
    pub id: ExamTypeId,
    /// 1 for the first exam type of that name, then one more for each.
    pub version: i32,
    /// The definition as it was inserted.
    pub definition: NewExamType,
}

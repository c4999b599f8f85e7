//! The state of a session as callers see it while the exam runs. What a client reads can be deserialised from the replies of
//! the server.

use std::time::{Duration, SystemTime};

use credentials::SessionToken;
use irt_core::Ability;
use persistence::{Completion, EndReason, ExamSessionId, SessionRecord};
use serde::Deserialize;

use crate::shown_item::ShownItem;

/// The fields with which every view of a session begins.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct SessionHeader {
    /// The number of the session.
    pub exam_session_id: ExamSessionId,
    /// The name of its exam type.
    pub exam_type: String,
    /// The final estimate of a completed session, else the interim one; `None` where the caller may not see it.
    #[serde(flatten)]
    pub ability: Option<Ability>,
    /// How many items are answered.
    pub items_completed: u32,
    /// The greatest number of items that the exam can have.
    pub max_items: u32,
    /// Whether the exam takes no more answers.
    pub finished: bool,
}

/// The state of a session, and the item to be answered now.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Progress {
    /// The session and its estimate.
    #[serde(flatten)]
    pub header: SessionHeader,
    /// Why it takes no more answers.
    pub stop_reason: Option<EndReason>,
    /// The item to be answered now.
    pub item: Option<ShownItem>,
    /// How many whole seconds are left; `None` without a time limit. A reply that is sent again may differ in this and the next field
    /// alone.
    #[serde(default)]
    pub time_left_seconds: Option<u64>,
    /// How many whole seconds are left for the item; `None` without a limit. It is as fleeting.
    #[serde(default)]
    pub item_time_left_seconds: Option<u64>,
    /// Whether the item may be left out. No reply of the server has it: the exam type says it.
    #[serde(skip)]
    pub can_skip: bool,
    /// Whether the examinee may pause the session. The exam type says it, too.
    #[serde(skip)]
    pub can_pause: bool,
}

/// The reply to a start.
#[derive(Debug, Clone)]
pub struct Started {
    /// The session before its first answer, with its first item.
    pub progress: Progress,
    /// The token with which the examinee takes the session. No other call returns it.
    pub session_token: SessionToken,
    /// How long the store keeps the working copy without use.
    pub ttl: Duration,
    /// The moment from which the session takes no more answers; `None` without a time limit.
    pub expires_at: Option<SystemTime>,
}

/// The reply to an answer.
#[derive(Debug, Clone, PartialEq, Deserialize)]
pub struct Answered {
    /// The session after the answer.
    #[serde(flatten)]
    pub progress: Progress,
    /// Whether the answer was right, where the exam type gives feedback.
    #[serde(default)]
    pub correct: Option<bool>,
}

/// The state of a session without its item.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionSummary {
    /// The session and its estimate.
    pub header: SessionHeader,
    /// Where it stands in its life.
    pub state: SessionState,
    /// The examinee, as the platform names them.
    pub examinee_id: Option<String>,
    /// How long the store will keep the working copy; `None` while it has none.
    pub ttl: Option<Duration>,
    /// When it was started.
    pub started_at: SystemTime,
    /// When it was changed last: by an answer, a pause or another act.
    pub updated_at: SystemTime,
    /// When it was completed.
    pub completed_at: Option<SystemTime>,
    /// The moment from which the session takes no more answers; `None` without a time limit.
    pub expires_at: Option<SystemTime>,
    /// How many whole seconds are left; `None` without a time limit.
    pub time_left_seconds: Option<u64>,
}

/// Where a session stands in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SessionState {
    /// It is neither completed nor paused.
    Active,
    /// It is paused: the clock stands still, and no answer is taken.
    Paused,
    /// It is completed, and its result counts.
    Completed,
    /// It is completed, and its result does not count.
    Voided,
}

impl SessionState {
    /// All states.
    pub const ALL: [Self; 4] = [Self::Active, Self::Paused, Self::Completed, Self::Voided];

    /// The name over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Completed => "completed",
            Self::Voided => "voided",
        }
    }

    /// The state of a session.
    pub(crate) const fn of(row: &SessionRecord) -> Self {
        match &row.completion {
            None if row.paused_at.is_some() => Self::Paused,
            None => Self::Active,
            Some(Completion { voided: false, .. }) => Self::Completed,
            Some(_) => Self::Voided,
        }
    }
}

/// A page of sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionPage {
    /// The sessions, by number.
    pub sessions: Vec<SessionSummary>,
    /// The sessions of the page that cannot be shown, because what the record has of them cannot be read.
    pub faulty: Vec<ExamSessionId>,
    /// The session number after which the next page begins; `None` on the last page.
    pub next_after: Option<i64>,
}

/// A time to live in whole seconds, rounded up: a second that has begun counts.
#[must_use]
pub fn whole_seconds(ttl: Duration) -> u64 {
    ttl.as_secs().saturating_add(u64::from(ttl.subsec_nanos() > 0))
}

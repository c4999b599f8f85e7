//! What callers are told about a session.

use std::time::{Duration, SystemTime};

use crate::access::SessionToken;
use crate::exam_content::ShownItem;

/// Where a session stands, and the item to be answered now.
#[derive(Debug, Clone, PartialEq)]
pub struct Progress {
    /// The number of the session.
    pub exam_session_id: i64,
    /// The name of its exam type.
    pub exam_type: String,
    /// The interim estimate of the ability.
    pub theta: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// How many items have been answered.
    pub items_completed: u32,
    /// The greatest number of items the exam can have.
    pub max_items: u32,
    /// Whether the exam takes no more answers.
    pub finished: bool,
    /// Why it takes no more answers.
    pub stop_reason: Option<String>,
    /// The item to be answered now.
    pub item: Option<ShownItem>,
}

/// A session that has just been started.
#[derive(Debug, Clone)]
pub struct Started {
    /// Where it stands: nothing answered, the first item pending.
    pub progress: Progress,
    /// What lets the examinee in; it cannot be had again.
    pub session_token: SessionToken,
    /// How long the working copy is kept without use.
    pub ttl: Duration,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
}

/// What an answer led to.
#[derive(Debug, Clone, PartialEq)]
pub struct Answered {
    /// Where the session stands after the answer.
    pub progress: Progress,
    /// Whether the answer was right, where the exam type allows feedback.
    pub correct: Option<bool>,
}

/// Where a session stands, without its item.
#[derive(Debug, Clone, PartialEq)]
pub struct Summary {
    /// The number of the session.
    pub exam_session_id: i64,
    /// The name of its exam type.
    pub exam_type: String,
    /// The interim estimate of the ability.
    pub theta: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// How many items have been answered.
    pub items_completed: u32,
    /// The greatest number of items the exam can have.
    pub max_items: u32,
    /// Whether the exam takes no more answers.
    pub finished: bool,
    /// How long the working copy will still be kept; `None` when there is none at the moment.
    pub ttl: Option<Duration>,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
}

/// A page of active sessions.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionPage {
    /// The sessions, by number.
    pub sessions: Vec<Summary>,
    /// Where the next page begins; `None` on the last.
    pub next_after: Option<i64>,
}

/// The account of a session, so far or final.
#[derive(Debug, Clone, PartialEq)]
pub struct Report {
    /// The number of the session.
    pub exam_session_id: i64,
    /// The name of its exam type.
    pub exam_type: String,
    /// The version of the exam type it is pinned to.
    pub exam_type_version: i32,
    /// Whoever sat it, as the platform names them.
    pub examinee_id: Option<String>,
    /// Whether the session is completed, so that the report is final.
    pub completed: bool,
    /// The final estimate of a completed session, else the interim one.
    pub theta: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// How the estimate came about: `converged`, `at_bound`, `no_responses` or `no_information`.
    pub estimate_status: String,
    /// How many items were answered.
    pub items_completed: u32,
    /// The greatest number of items the exam can have.
    pub max_items: u32,
    /// Why the exam ended: a stopping rule; `ended_early` when it was completed before one applied; `expired` when its
    /// time was over before.
    pub stop_reason: Option<String>,
    /// When it was started.
    pub started_at: SystemTime,
    /// When it was completed.
    pub completed_at: Option<SystemTime>,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
    /// Whether the result does not count: the session expired, and its exam type voids such.
    pub voided: bool,
    /// The answers in the order in which they were given.
    pub trace: Vec<TraceStep>,
}

/// One answer in a report.
#[derive(Debug, Clone, PartialEq)]
pub struct TraceStep {
    /// Its place in the exam, counted from 1.
    pub position: u32,
    /// The item.
    pub item_id: String,
    /// Its content area.
    pub content: Option<String>,
    /// The option chosen; `None` when the answer came scored.
    pub answer: Option<String>,
    /// The category scored; hidden from examinees where the exam type gives no feedback.
    pub response: Option<u8>,
    /// The interim estimate after this answer.
    pub theta: f64,
    /// Its standard error.
    pub standard_error: f64,
    /// When it reached the service.
    pub answered_at: SystemTime,
}

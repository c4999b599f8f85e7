//! Looking at sessions: summaries, reports, time to live.

use std::time::Duration;

use exam::{SessionPage, Summary, TraceStep};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::rfc3339;

/// Where a session stands, without its item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionSummary {
    exam_session_id: i64,
    exam_type: String,
    theta: f64,
    standard_error: f64,
    items_completed: u32,
    max_items: u32,
    finished: bool,
    /// How long the working copy will still be kept, in seconds; null when there is none at the moment.
    ttl: Option<u64>,
    /// The same as `ttl`, under the name it has in the reply to start.
    ttl_seconds: Option<u64>,
    /// From when on the session takes no more answers; null when it has no time limit.
    expires_at: Option<String>,
}

impl From<Summary> for SessionSummary {
    fn from(summary: Summary) -> Self {
        let ttl = summary.ttl.map(whole_seconds);
        Self {
            exam_session_id: summary.exam_session_id,
            exam_type: summary.exam_type,
            theta: summary.theta,
            standard_error: summary.standard_error,
            items_completed: summary.items_completed,
            max_items: summary.max_items,
            finished: summary.finished,
            ttl,
            ttl_seconds: ttl,
            expires_at: summary.expires_at.map(rfc3339),
        }
    }
}

/// A time to live that has begun still counts its first second.
fn whole_seconds(ttl: Duration) -> u64 {
    ttl.as_millis().div_ceil(1000).try_into().unwrap_or(u64::MAX)
}

/// A page of active sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<SessionSummary>,
    /// What to send as `after` for the next page; null on the last.
    next_after: Option<i64>,
}

impl From<SessionPage> for SessionList {
    fn from(page: SessionPage) -> Self {
        Self { sessions: page.sessions.into_iter().map(SessionSummary::from).collect(), next_after: page.next_after }
    }
}

/// Keeps a session's working copy longer.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendRequest {
    /// How many seconds are added to its time to live.
    #[schema(example = 3600)]
    pub(crate) seconds: i64,
}

/// The time to live after an extension.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExtendReply {
    exam_session_id: i64,
    /// How long the working copy will be kept, in seconds.
    ttl: u64,
    /// The same as `ttl`, under the name it has in the reply to start.
    ttl_seconds: u64,
}

impl ExtendReply {
    pub(crate) fn new(exam_session_id: i64, ttl: Duration) -> Self {
        let ttl = whole_seconds(ttl);
        Self { exam_session_id, ttl, ttl_seconds: ttl }
    }
}

/// How many working copies were removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cleared {
    /// How many.
    pub(crate) cleared: u64,
}

/// The account of a session, so far or final.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Report {
    exam_session_id: i64,
    exam_type: String,
    exam_type_version: i32,
    examinee_id: Option<String>,
    /// Whether the session is completed, so that the report is final.
    completed: bool,
    /// The final estimate of a completed session, else the interim one.
    theta: f64,
    standard_error: f64,
    /// `converged`, `at_bound`, `no_responses` or `no_information`.
    estimate_status: String,
    items_completed: u32,
    max_items: u32,
    /// Whether the exam takes no more answers.
    finished: bool,
    /// Which stopping rule ended the exam, for example `max_items`, or `ended_early` or `expired`; null while the exam
    /// runs.
    stop_reason: Option<String>,
    started_at: String,
    completed_at: Option<String>,
    /// From when on the session takes no more answers; null when it has no time limit.
    expires_at: Option<String>,
    /// Whether the result does not count: the session expired, and its exam type voids such.
    voided: bool,
    /// The answers in the order in which they were given.
    trace: Vec<Step>,
}

/// One answer in a report.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Step {
    /// Its place in the exam, counted from 1.
    position: u32,
    item_id: String,
    content: Option<String>,
    /// The option chosen; null when the answer came scored.
    answer: Option<String>,
    /// The category scored; null for an examinee where the exam type gives no feedback.
    response: Option<u8>,
    /// The interim estimate after this answer.
    theta: f64,
    standard_error: f64,
    answered_at: String,
}

impl From<exam::Report> for Report {
    fn from(report: exam::Report) -> Self {
        Self {
            exam_session_id: report.exam_session_id,
            exam_type: report.exam_type,
            exam_type_version: report.exam_type_version,
            examinee_id: report.examinee_id,
            completed: report.completed,
            theta: report.theta,
            standard_error: report.standard_error,
            estimate_status: report.estimate_status,
            items_completed: report.items_completed,
            max_items: report.max_items,
            finished: report.stop_reason.is_some(),
            stop_reason: report.stop_reason,
            started_at: rfc3339(report.started_at),
            completed_at: report.completed_at.map(rfc3339),
            expires_at: report.expires_at.map(rfc3339),
            voided: report.voided,
            trace: report.trace.into_iter().map(Step::from).collect(),
        }
    }
}

impl From<TraceStep> for Step {
    fn from(step: TraceStep) -> Self {
        Self {
            position: step.position,
            item_id: step.item_id,
            content: step.content,
            answer: step.answer,
            response: step.response,
            theta: step.theta,
            standard_error: step.standard_error,
            answered_at: rfc3339(step.answered_at),
        }
    }
}

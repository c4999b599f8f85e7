//! Sessions: summaries, and the time to live of their working copies.

use std::time::Duration;

use exam::{ExamSessionId, ListedState, SessionFilter, SessionPage, SessionSummary, whole_seconds};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::header::SessionHeaderReply;
use super::names::{ListedStateName, SessionStateName};
use super::scalars::{RowNumber, Seconds};
use super::time::{moment, rfc3339};
use crate::code::Code;
use crate::problem::Problem;

/// The state of a session without its item.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = SessionSummary)]
pub(crate) struct SessionSummaryReply {
    #[serde(flatten)]
    header: SessionHeaderReply,
    /// `active`, `completed`, or `voided`: completed, and the result does not count.
    #[schema(value_type = SessionStateName)]
    status: &'static str,
    /// The examinee, as the platform names them.
    examinee_id: Option<String>,
    #[schema(format = DateTime)]
    started_at: String,
    /// Null while it is not completed.
    #[schema(format = DateTime)]
    completed_at: Option<String>,
    /// How long the store will keep the working copy, in seconds; null while it has none.
    ttl: Option<u64>,
    /// The same as `ttl`, under the name it has in the reply to start.
    ttl_seconds: Option<u64>,
    /// The time from which the session takes no more answers; null without a time limit.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// How many whole seconds are left; 0 when completed, absent without a time limit.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_left_seconds: Option<u64>,
}

impl From<SessionSummary> for SessionSummaryReply {
    fn from(summary: SessionSummary) -> Self {
        let ttl = summary.ttl.map(whole_seconds);
        Self {
            header: summary.header.into(),
            status: summary.state.as_str(),
            examinee_id: summary.examinee_id,
            started_at: rfc3339(summary.started_at),
            completed_at: summary.completed_at.map(rfc3339),
            ttl,
            ttl_seconds: ttl,
            expires_at: summary.expires_at.map(rfc3339),
            time_left_seconds: summary.time_left_seconds,
        }
    }
}

/// Which sessions are listed, and which page of them.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct SessionsQuery {
    /// Where they stand; the active ones when absent.
    #[param(value_type = Option<ListedStateName>)]
    status: Option<String>,
    /// The name of their exam type, of any version.
    exam_type: Option<String>,
    /// Their examinee, as the platform names them.
    examinee_id: Option<String>,
    /// They were started at this time or later: RFC 3339 with a time zone.
    #[param(format = DateTime)]
    started_after: Option<String>,
    /// They were started before this time: RFC 3339 with a time zone.
    #[param(format = DateTime)]
    started_before: Option<String>,
    /// The last number of the page before; 0, the default, for the first page.
    #[serde(default)]
    #[param(value_type = RowNumber)]
    pub(crate) after: i64,
    /// The greatest number of rows, 1 to 200.
    #[serde(default = "super::page::default_limit")]
    #[param(minimum = 1, maximum = 200, default = 50)]
    pub(crate) limit: u32,
}

impl SessionsQuery {
    /// The filter.
    pub(crate) fn filter(&self) -> Result<SessionFilter, Problem> {
        Ok(SessionFilter {
            state: self.status.as_deref().map_or(Ok(ListedState::default()), listed_state)?,
            exam_type: self.exam_type.clone(),
            exam_type_version: None,
            examinee_id: self.examinee_id.clone(),
            started_from: self.started_after.as_deref().map(|text| moment("started_after", text)).transpose()?,
            started_before: self.started_before.as_deref().map(|text| moment("started_before", text)).transpose()?,
        })
    }
}

pub(super) fn listed_state(name: &str) -> Result<ListedState, Problem> {
    ListedState::from_name(name).ok_or_else(|| {
        let names: Vec<_> = ListedState::ALL.iter().map(|state| state.as_str()).collect();
        Problem::new(Code::InvalidValue, format!("status: {name:?} is none of {}", names.join(", ")))
            .with_field("status")
    })
}

/// A page of sessions.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SessionList {
    sessions: Vec<SessionSummaryReply>,
    /// The numbers of the sessions of the page that cannot be shown, because their record cannot be read; most often none.
    /// The operator of the server has to mend it.
    faulty_sessions: Vec<i64>,
    /// The value of `after` for the next page; null on the last page.
    next_after: Option<i64>,
}

impl From<SessionPage> for SessionList {
    fn from(page: SessionPage) -> Self {
        Self {
            sessions: page.sessions.into_iter().map(SessionSummaryReply::from).collect(),
            faulty_sessions: page.faulty.into_iter().map(|session| session.0).collect(),
            next_after: page.next_after,
        }
    }
}

/// Extends the time to live of a session's working copy.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ExtendRequest {
    /// How many seconds to add.
    #[schema(value_type = Seconds, example = 3600)]
    pub(crate) seconds: i64,
}

/// The time to live after an extension.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ExtendReply {
    exam_session_id: i64,
    /// How long the store will keep the working copy, in seconds.
    ttl: u64,
    /// The same as `ttl`, under the name it has in the reply to start.
    ttl_seconds: u64,
}

impl ExtendReply {
    pub(crate) fn new(session: ExamSessionId, ttl: Duration) -> Self {
        let ttl = whole_seconds(ttl);
        Self { exam_session_id: session.0, ttl, ttl_seconds: ttl }
    }
}

/// How many working copies were removed.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Cleared {
    /// How many.
    pub(crate) cleared: u64,
}

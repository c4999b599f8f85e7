//! Rescoring: the request, the reply, and a rescored result in a report.

use exam::{ListedState, MissingItems, RescoreRequest, RescoredPage, RescoredScore, SessionFilter};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::names::{EstimateStatusName, ListedStateName, MissingItemsName};
use super::reported_score::ReportedScoreReply;
use super::scalars::{ExamineeIdText, Name, RowNumber, Version};
use super::session::listed_state;
use super::time::{moment, rfc3339};
use crate::code::Code;
use crate::problem::Problem;

/// Scores the answers of completed sessions under another version of their exam type.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct RescoreBody {
    /// The exam type of the sessions.
    #[schema(value_type = Name)]
    exam_type: String,
    /// The version under which the answers are scored; the latest when absent.
    #[schema(value_type = Option<Version>)]
    #[serde(default)]
    exam_type_version: Option<i32>,
    /// Why, for the events of the sessions: 1 to 500 characters, not only spaces, no control characters.
    #[schema(min_length = 1, max_length = 500)]
    reason: String,
    /// What becomes of answers to items that the bank of this version does not have: `refuse`, the default, names them and rescores
    /// nothing; `drop` leaves them out.
    #[schema(value_type = Option<MissingItemsName>)]
    #[serde(default)]
    missing_items: Option<String>,
    /// Only sessions that were started with this version.
    #[schema(value_type = Option<Version>)]
    #[serde(default)]
    from_version: Option<i32>,
    /// Where the sessions stand: `completed`, the default, or `voided`.
    #[schema(value_type = Option<ListedStateName>)]
    #[serde(default)]
    status: Option<String>,
    /// Only sessions of this examinee.
    #[schema(value_type = Option<ExamineeIdText>)]
    #[serde(default)]
    examinee_id: Option<String>,
    /// Only sessions that were started at this time or later: RFC 3339 with a time zone.
    #[schema(format = DateTime)]
    #[serde(default)]
    started_after: Option<String>,
    /// Only sessions that were started before this time: RFC 3339 with a time zone.
    #[schema(format = DateTime)]
    #[serde(default)]
    started_before: Option<String>,
    /// The `next_after` of the reply before; 0, the default, for the first sessions.
    #[schema(value_type = RowNumber)]
    #[serde(default)]
    after: i64,
    /// The greatest number of sessions, 1 to 200.
    #[schema(minimum = 1, maximum = 200, default = 50)]
    #[serde(default = "super::page::default_limit")]
    limit: u32,
}

impl RescoreBody {
    /// What is asked for.
    pub(crate) fn into_request(self) -> Result<RescoreRequest, Problem> {
        let missing_items = self.missing_items.as_deref().map_or(Ok(MissingItems::default()), missing_items)?;
        let time = |field, text: &Option<String>| text.as_deref().map(|text| moment(field, text)).transpose();
        let filter = SessionFilter {
            state: self.status.as_deref().map_or(Ok(ListedState::Completed), listed_state)?,
            exam_type: None,
            exam_type_version: self.from_version,
            started_from: time("started_after", &self.started_after)?,
            started_before: time("started_before", &self.started_before)?,
            examinee_id: self.examinee_id,
        };
        let Self { exam_type, exam_type_version, reason, after, limit, .. } = self;
        Ok(RescoreRequest { exam_type, exam_type_version, missing_items, filter, reason, after, limit })
    }
}

fn missing_items(name: &str) -> Result<MissingItems, Problem> {
    MissingItems::from_name(name).ok_or_else(|| {
        let names = MissingItems::ALL.map(MissingItems::as_str).join(", ");
        Problem::new(Code::InvalidValue, format!("missing_items: {name:?} is none of {names}"))
            .with_field("missing_items")
    })
}

/// What a call has rescored.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct RescoreReply {
    /// The version under which the answers were scored.
    exam_type_version: i32,
    /// How many sessions have another result.
    rescored: u64,
    /// How many have none: they were started under this version, have its result already, or were reopened meanwhile.
    skipped: u64,
    /// How many answers do not count, because the bank does not have their items.
    dropped_answers: u64,
    /// The numbers of the sessions whose record cannot be read; most often none.
    faulty_sessions: Vec<i64>,
    /// The value of `after` for the next call; null when there are no more sessions.
    next_after: Option<i64>,
}

impl From<RescoredPage> for RescoreReply {
    fn from(page: RescoredPage) -> Self {
        let RescoredPage { exam_type_version, rescored, skipped, dropped_answers, faulty, next_after } = page;
        let faulty_sessions = faulty.into_iter().map(|session| session.0).collect();
        Self { exam_type_version, rescored, skipped, dropped_answers, faulty_sessions, next_after }
    }
}

/// What the answers of a session come to under another version of its exam type.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = RescoredResult)]
pub(crate) struct RescoredReply {
    exam_type_version: i32,
    theta: f64,
    standard_error: f64,
    /// How the estimate came about.
    #[schema(value_type = EstimateStatusName)]
    estimate_status: &'static str,
    /// The estimate on the reporting scale of the version; null where it has none.
    reported_score: Option<ReportedScoreReply>,
    /// How many answers the session had.
    items_completed: u64,
    /// How many of them count under this version.
    items_scored: u64,
    #[schema(format = DateTime)]
    created_at: String,
}

impl From<RescoredScore> for RescoredReply {
    fn from(score: RescoredScore) -> Self {
        let RescoredScore { exam_type_version, estimate, reported_score, answers, items, created_at } = score;
        Self {
            exam_type_version,
            theta: estimate.theta,
            standard_error: estimate.se,
            estimate_status: estimate.status.as_str(),
            reported_score: reported_score.map(ReportedScoreReply::from),
            items_completed: answers,
            items_scored: items,
            created_at: rfc3339(created_at),
        }
    }
}

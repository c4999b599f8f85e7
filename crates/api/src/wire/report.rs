//! Reports of sessions.

use exam::{EndReason, ItemOutcome, Report, TraceStep};
use irt_core::{EstimateStatus, PersonFit};
use serde::Serialize;
use utoipa::ToSchema;

use super::header::SessionHeaderReply;
use super::names::{EndReasonName, EstimateStatusName, ItemOutcomeName};
use super::prior::Prior;
use super::reported_score::ReportedScoreReply;
use super::rescore::RescoredReply;
use super::time::rfc3339;

/// The report of a session: preliminary while it is active, final once it is completed.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Report)]
pub(crate) struct ReportReply {
    #[serde(flatten)]
    header: SessionHeaderReply,
    exam_type_version: i32,
    examinee_id: Option<String>,
    /// The ability at which the first item was chosen, where the start gave one; for the platform only.
    #[serde(skip_serializing_if = "Option::is_none")]
    start_theta: Option<f64>,
    /// The prior of the examinee, where the start gave one; for the platform only.
    #[serde(skip_serializing_if = "Option::is_none")]
    prior: Option<Prior>,
    /// The seconds that the start added to the time limit; for the platform only.
    #[serde(skip_serializing_if = "Option::is_none")]
    extra_time_seconds: Option<i64>,
    /// By what the start multiplied the time limit; for the platform only.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_multiplier: Option<f64>,
    /// Whether the session is completed, so that the report is final.
    completed: bool,
    /// `converged`, `at_bound`, `at_grid_end`, `no_responses`, `no_information` or `constant_pattern`; null where the caller may not
    /// see the estimate.
    #[schema(value_type = Option<EstimateStatusName>)]
    estimate_status: Option<&'static str>,
    /// The estimate on the reporting scale of the exam type; null where it has none, and where the caller may not see it.
    reported_score: Option<ReportedScoreReply>,
    /// How well the answers fit the model; for the platform only, and once the session is completed.
    #[serde(skip_serializing_if = "Option::is_none")]
    person_fit: Option<PersonFitReply>,
    /// Which stopping rule ended the exam, for example `max_items`, or `ended_early` or `expired`; null while the exam
    /// runs.
    #[schema(value_type = Option<EndReasonName>)]
    stop_reason: Option<&'static str>,
    #[schema(format = DateTime)]
    started_at: String,
    #[schema(format = DateTime)]
    completed_at: Option<String>,
    /// The time from which the session takes no more answers; null without a time limit.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// Whether the result does not count: it was voided, or the session expired and its exam type voids expired sessions.
    voided: bool,
    /// The results of the answers under other versions of the exam type, in the order in which they were computed; for the platform only.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    rescored: Vec<RescoredReply>,
    /// The answers in the order in which they were given.
    trace: Vec<TraceStepReply>,
}

/// How well the answers fit the model at the final estimate. A statistic that is not defined is null.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = PersonFit)]
pub(crate) struct PersonFitReply {
    /// The standardised log-likelihood of the answers: low where they are less likely than the model expects.
    lz: Option<f64>,
    /// The same, corrected for the ability being estimated: near to standard normal in long tests.
    lz_star: Option<f64>,
    /// The weighted mean square of the residuals, 1 where they are as large as expected.
    infit: Option<f64>,
    /// Their plain mean square, which single surprising answers decide.
    outfit: Option<f64>,
}

/// One answer in a report.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Step)]
pub(crate) struct TraceStepReply {
    /// Its place in the exam, counted from 1.
    position: u32,
    item_id: String,
    content: Option<String>,
    /// The option chosen; null when the answer came scored.
    answer: Option<String>,
    /// The keys of the item's options in the order in which they were shown, where the exam type shuffles options.
    #[serde(skip_serializing_if = "Option::is_none")]
    shown_options: Option<Vec<String>>,
    /// The category scored; null for an examinee where the exam type gives no feedback, and for an item that does
    /// not count.
    response: Option<u8>,
    /// `skipped`, or `timed_out` where the time of the item was over; null for an answer in time.
    #[schema(value_type = Option<ItemOutcomeName>)]
    outcome: Option<&'static str>,
    /// How long the examinee took for the item, in milliseconds by the clock of the server. Pauses do not count.
    time_ms: u64,
    /// The same as the client says; null where it does not.
    response_time_ms: Option<u32>,
    /// The interim estimate after this answer; null for an examinee who may not see it.
    theta: Option<f64>,
    /// Its standard error; null for an examinee who may not see it.
    standard_error: Option<f64>,
    #[schema(format = DateTime)]
    answered_at: String,
}

impl From<Report> for ReportReply {
    fn from(report: Report) -> Self {
        Self {
            header: report.header.into(),
            exam_type_version: report.exam_type_version,
            examinee_id: report.examinee_id,
            start_theta: report.examinee_start.start_theta,
            prior: report.examinee_start.prior.map(Prior::from),
            extra_time_seconds: Some(report.extra_time.seconds).filter(|&seconds| seconds > 0),
            time_multiplier: Some(report.extra_time.multiplier).filter(|&multiplier| multiplier > 1.0),
            completed: report.completed,
            estimate_status: report.estimate_status.map(EstimateStatus::as_str),
            reported_score: report.reported_score.map(ReportedScoreReply::from),
            person_fit: report.person_fit.map(PersonFitReply::from),
            stop_reason: report.stop_reason.map(EndReason::as_str),
            started_at: rfc3339(report.started_at),
            completed_at: report.completed_at.map(rfc3339),
            expires_at: report.expires_at.map(rfc3339),
            voided: report.voided,
            rescored: report.rescored.into_iter().map(RescoredReply::from).collect(),
            trace: report.trace.into_iter().map(TraceStepReply::from).collect(),
        }
    }
}

impl From<PersonFit> for PersonFitReply {
    fn from(fit: PersonFit) -> Self {
        let PersonFit { lz, lz_star, infit, outfit } = fit;
        Self { lz, lz_star, infit, outfit }
    }
}

impl From<TraceStep> for TraceStepReply {
    fn from(step: TraceStep) -> Self {
        let TraceStep { position, item_id, content, answer, shown_options, response, .. } = step;
        let TraceStep { outcome, time, response_time_ms, ability, answered_at, .. } = step;
        let (outcome, time_ms) = (outcome.map(ItemOutcome::as_str), time.as_millis().try_into().unwrap_or(u64::MAX));
        let (theta, standard_error) = (ability.map(|ability| ability.theta), ability.map(|ability| ability.se));
        let answered_at = rfc3339(answered_at);
        Self {
            position,
            item_id,
            content,
            answer,
            shown_options,
            response,
            outcome,
            time_ms,
            response_time_ms,
            theta,
            standard_error,
            answered_at,
        }
    }
}

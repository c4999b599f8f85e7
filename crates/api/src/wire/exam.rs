//! Taking an exam: start, next, answer, complete.

use exam::{Answer, Answered, EndReason, ExamSessionId, ExtraTime, Progress, SentAnswer, StartExam, Started};
use irt_core::{ExamineeStart, NormalPrior};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::answer::{AnswerForms, one_answer};
use super::header::SessionHeaderReply;
use super::item::ItemReply;
use super::names::EndReasonName;
use super::prior::Prior;
use super::scalars::{Category, ExamineeIdText, ItemIdText, Name, Seed, SessionNumber};
use super::time::rfc3339;
use crate::code::Code;
use crate::problem::Problem;

/// Starts an exam.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartRequest {
    /// The name of the exam type, of which the latest version counts.
    #[schema(value_type = Name, example = "placement")]
    exam_type: String,
    /// The examinee, as the platform names them.
    #[serde(default)]
    #[schema(value_type = Option<ExamineeIdText>)]
    examinee_id: Option<String>,
    /// Makes the session repeatable; not for examinees.
    #[serde(default)]
    #[schema(value_type = Option<Seed>)]
    seed: Option<u64>,
    /// The ability at which the first item is chosen, in place of the design's `start.theta` and `start.thetas`; within the
    /// bounds of the design.
    #[serde(default)]
    #[schema(example = 0.5, minimum = -100, maximum = 100)]
    start_theta: Option<f64>,
    /// The normal prior of this examinee, in place of the design's prior.
    #[serde(default)]
    prior: Option<Prior>,
    /// Seconds that this examinee has beyond the time limit of the exam type, which it needs.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 2_592_000, example = 600)]
    extra_time_seconds: Option<i64>,
    /// By what the time limit is multiplied for this examinee, before the extra seconds are added; the exam type needs a time limit.
    #[serde(default)]
    #[schema(minimum = 1, maximum = 10, example = 1.25)]
    time_multiplier: Option<f64>,
}

impl From<StartRequest> for StartExam {
    fn from(request: StartRequest) -> Self {
        let StartRequest { exam_type, examinee_id, seed, start_theta, prior, extra_time_seconds, time_multiplier } =
            request;
        let examinee_start = ExamineeStart { start_theta, prior: prior.map(NormalPrior::from) };
        let extra_time = ExtraTime {
            seconds: extra_time_seconds.unwrap_or(ExtraTime::NONE.seconds),
            multiplier: time_multiplier.unwrap_or(ExtraTime::NONE.multiplier),
        };
        Self { exam_type, examinee_id, seed, examinee_start, extra_time }
    }
}

/// The session of the request.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NextQuery {
    /// The number of the session.
    #[param(value_type = SessionNumber)]
    pub(crate) exam_session_id: i64,
}

/// Answers the pending item: with the option chosen, or scored by the platform, or skips it. Exactly one of the four is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = AnswerRequest)]
pub(crate) struct AnswerRequest {
    /// The number of the session.
    #[schema(value_type = SessionNumber)]
    exam_session_id: i64,
    /// The item that is answered.
    #[schema(value_type = ItemIdText)]
    item_id: String,
    /// The key of the option chosen.
    #[serde(default)]
    answer: Option<String>,
    /// Whether the answer was right; with an API key only.
    #[serde(default)]
    correct: Option<bool>,
    /// The category scored; with an API key only.
    #[serde(default)]
    #[schema(value_type = Option<Category>)]
    score: Option<u8>,
    /// `true` skips the item, where the exam type allows it. Also for an item whose time is over without an answer.
    #[serde(default)]
    skip: Option<bool>,
    /// How long the examinee took for the item, in milliseconds, for report and export: at most a day.
    #[serde(default)]
    #[schema(minimum = 0, maximum = 86_400_000)]
    response_time_ms: Option<i64>,
}

impl AnswerRequest {
    /// The session, the item and the answer.
    pub(crate) fn into_parts(self) -> Result<(ExamSessionId, String, SentAnswer), Problem> {
        let response_time_ms = self.response_time_ms.map(response_time).transpose()?;
        let answer = match (self.skip, &self.answer, self.correct, self.score) {
            (Some(false), ..) => return Err(faulty("skip", "it is true, or absent")),
            (Some(true), None, None, None) => Answer::Skip,
            (Some(true), ..) => return Err(faulty("skip", "an item that is skipped has no answer")),
            _ => one_answer(self.answer, self.correct, self.score, "", AnswerForms::InExam)?,
        };
        Ok((ExamSessionId(self.exam_session_id), self.item_id, SentAnswer { answer, response_time_ms }))
    }
}

/// A time for an item in milliseconds.
fn response_time(milliseconds: i64) -> Result<u32, Problem> {
    match u32::try_from(milliseconds) {
        Ok(time @ 0..=86_400_000) => Ok(time),
        _ => Err(faulty("response_time_ms", &format!("{milliseconds} is not between 0 and 86400000 (a day)"))),
    }
}

fn faulty(field: &str, rule: &str) -> Problem {
    Problem::new(Code::InvalidValue, format!("{field}: {rule}")).with_field(field)
}

/// Ends an exam.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompleteRequest {
    /// The number of the session.
    #[schema(value_type = SessionNumber)]
    pub(crate) exam_session_id: i64,
}

/// The state of a session, and the item to be answered now.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Progress)]
pub(crate) struct ProgressReply {
    #[serde(flatten)]
    header: SessionHeaderReply,
    /// Which stopping rule ended the exam, for example `max_items`, or `ended_early` or `expired`; null while the exam
    /// runs.
    #[schema(value_type = Option<EndReasonName>)]
    stop_reason: Option<&'static str>,
    /// The item to be answered now; null when finished.
    item: Option<ItemReply>,
    /// How many whole seconds are left; 0 when finished, absent without a time limit. A reply that is sent again may differ in this alone, and
    /// in the next field.
    #[serde(skip_serializing_if = "Option::is_none")]
    time_left_seconds: Option<u64>,
    /// How many whole seconds are left for the item; absent where the exam type limits no items.
    #[serde(skip_serializing_if = "Option::is_none")]
    item_time_left_seconds: Option<u64>,
}

impl From<Progress> for ProgressReply {
    fn from(progress: Progress) -> Self {
        let Progress { header, stop_reason, item, time_left_seconds, item_time_left_seconds, .. } = progress;
        let stop_reason = stop_reason.map(EndReason::as_str);
        let item = item.map(ItemReply::from);
        Self { header: header.into(), stop_reason, item, time_left_seconds, item_time_left_seconds }
    }
}

/// The reply to a start.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StartReply {
    #[serde(flatten)]
    progress: ProgressReply,
    /// The credential of the examinee, as `Authorization: Bearer …`. No other call returns it, except the same start with the
    /// same `Idempotency-Key`.
    session_token: String,
    /// How long the store keeps the working copy without use, in seconds.
    ttl_seconds: u64,
    /// The time from which the session takes no more answers; null without a time limit.
    #[schema(format = DateTime)]
    expires_at: Option<String>,
    /// The link with which the examinee takes the session in a browser, once; its path alone unless the server
    /// knows its public address, and absent where it has no exam page.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(format = "uri-reference")]
    entry_url: Option<String>,
}

impl StartReply {
    /// The reply to a start, with the link of the exam page where there is one.
    pub(crate) fn new(started: Started, entry_url: Option<String>) -> Self {
        Self {
            entry_url,
            progress: started.progress.into(),
            session_token: started.session_token.reveal().to_owned(),
            ttl_seconds: started.ttl.as_secs(),
            expires_at: started.expires_at.map(rfc3339),
        }
    }
}

/// The session after an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerReply {
    #[serde(flatten)]
    progress: ProgressReply,
    /// Whether the answer was right; only where the exam type allows feedback.
    #[serde(skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
}

impl From<Answered> for AnswerReply {
    fn from(answered: Answered) -> Self {
        Self { progress: answered.progress.into(), correct: answered.correct }
    }
}

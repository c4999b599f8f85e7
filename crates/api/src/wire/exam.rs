//! Sitting an exam: start, next, answer, complete.

use exam::{Answer, Answered, ShownItem, Started};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};

use super::rfc3339;
use crate::code::Code;
use crate::problem::Problem;

/// Starts an exam.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct StartRequest {
    /// The name of the exam type; its latest version is taken.
    #[schema(example = "placement")]
    pub(crate) exam_type: String,
    /// Whoever sits it, as the platform names them.
    #[serde(default)]
    pub(crate) examinee_id: Option<String>,
    /// Makes the sitting repeatable; not for examinees.
    #[serde(default)]
    pub(crate) seed: Option<u64>,
}

/// Which session is asked for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub(crate) struct NextQuery {
    /// The number of the session.
    pub(crate) exam_session_id: i64,
}

/// Answers the pending item: with the option chosen, or scored by the platform. Exactly one of the three is given.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct AnswerRequest {
    /// The number of the session.
    pub(crate) exam_session_id: i64,
    /// The item that is answered.
    pub(crate) item_id: String,
    /// The key of the option chosen.
    #[serde(default)]
    #[schema(example = "B")]
    answer: Option<String>,
    /// Whether the answer was right; with an API key only.
    #[serde(default)]
    correct: Option<bool>,
    /// The category scored; with an API key only.
    #[serde(default)]
    score: Option<u8>,
}

/// An answer given in exactly one of the three ways.
pub(crate) fn one_answer(
    answer: Option<String>,
    correct: Option<bool>,
    score: Option<u8>,
    place: &str,
) -> Result<Answer, Problem> {
    match (answer, correct, score) {
        (Some(key), None, None) => Ok(Answer::Choice(key)),
        (None, Some(correct), None) => Ok(Answer::Correct(correct)),
        (None, None, Some(category)) => Ok(Answer::Score(category)),
        (None, None, None) => Err(("one of answer, correct and score is needed", place)),
        _ => Err(("only one of answer, correct and score may be given", place)),
    }
    .map_err(|(rule, place)| {
        Problem::new(Code::InvalidValue, format!("{place}answer: {rule}")).with_field(format!("{place}answer"))
    })
}

impl AnswerRequest {
    pub(crate) fn into_answer(self) -> Result<Answer, Problem> {
        one_answer(self.answer, self.correct, self.score, "")
    }
}

/// Ends an exam.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct CompleteRequest {
    /// The number of the session.
    pub(crate) exam_session_id: i64,
}

/// An item as the examinee sees it. There is no field for a key or a parameter.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Item {
    item_id: String,
    /// Its place in the exam, counted from 1.
    position: u32,
    /// The question; null where the platform shows its own text.
    stem: Option<String>,
    options: Vec<ItemOption>,
}

/// One option of an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemOption {
    /// What is sent as the answer.
    key: String,
    /// What the examinee reads.
    text: String,
}

impl From<ShownItem> for Item {
    fn from(item: ShownItem) -> Self {
        let options = item.options.into_iter().map(|option| ItemOption { key: option.key, text: option.text });
        Self { item_id: item.item_id, position: item.position, stem: item.stem, options: options.collect() }
    }
}

/// Where a session stands, and the item to be answered now.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Progress {
    exam_session_id: i64,
    exam_type: String,
    /// The interim estimate of the ability.
    theta: f64,
    standard_error: f64,
    items_completed: u32,
    max_items: u32,
    /// Whether the exam takes no more answers.
    finished: bool,
    /// Which stopping rule ended the exam, for example `max_items`, or `ended_early` or `expired`; null while the exam
    /// runs.
    stop_reason: Option<String>,
    /// The item to be answered now; null when finished.
    item: Option<Item>,
}

impl From<exam::Progress> for Progress {
    fn from(progress: exam::Progress) -> Self {
        Self {
            exam_session_id: progress.exam_session_id,
            exam_type: progress.exam_type,
            theta: progress.theta,
            standard_error: progress.standard_error,
            items_completed: progress.items_completed,
            max_items: progress.max_items,
            finished: progress.finished,
            stop_reason: progress.stop_reason,
            item: progress.item.map(Item::from),
        }
    }
}

/// A session that has just been started.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct StartReply {
    #[serde(flatten)]
    progress: Progress,
    /// What lets the examinee in, as `Authorization: Bearer …`. It cannot be had again, except by the same
    /// start with the same `Idempotency-Key`.
    session_token: String,
    /// How long the working copy is kept without use, in seconds.
    ttl_seconds: u64,
    /// From when on the session takes no more answers; null when it has no time limit.
    expires_at: Option<String>,
}

impl From<Started> for StartReply {
    fn from(started: Started) -> Self {
        Self {
            progress: started.progress.into(),
            session_token: started.session_token.reveal().to_owned(),
            ttl_seconds: started.ttl.as_secs(),
            expires_at: started.expires_at.map(rfc3339),
        }
    }
}

/// Where the session stands after an answer.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct AnswerReply {
    #[serde(flatten)]
    progress: Progress,
    /// Whether the answer was right; only where the exam type allows feedback.
    #[serde(skip_serializing_if = "Option::is_none")]
    correct: Option<bool>,
}

impl From<Answered> for AnswerReply {
    fn from(answered: Answered) -> Self {
        Self { progress: answered.progress.into(), correct: answered.correct }
    }
}

//! Scoring responses without a session.

use exam::{ScoreTarget, Scored, ScoredResponse};
use irt_core::CatSpec;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::Item;
use super::exam::one_answer;
use crate::code::Code;
use crate::problem::Problem;

/// Scores responses with an exam type, or with a bank and a design.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreRequest {
    /// The exam type whose bank and design are used.
    #[serde(default)]
    exam_type: Option<String>,
    /// Or else the bank.
    #[serde(default)]
    bank: Option<String>,
    /// The version of the bank; the latest when absent.
    #[serde(default)]
    bank_version: Option<i32>,
    /// The design to go with a bank.
    #[serde(default)]
    #[schema(value_type = Option<Object>)]
    design: Option<CatSpec>,
    /// All responses so far, in the order in which they were given.
    responses: Vec<ResponseToScore>,
}

/// One response: an option chosen, or scored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct ResponseToScore {
    item_id: String,
    #[serde(default)]
    answer: Option<String>,
    #[serde(default)]
    correct: Option<bool>,
    #[serde(default)]
    score: Option<u8>,
}

impl ScoreRequest {
    pub(crate) fn into_parts(self) -> Result<(ScoreTarget, Vec<ScoredResponse>), Problem> {
        let Self { exam_type, bank, bank_version, design, responses } = self;
        let target = match (exam_type, bank) {
            (Some(name), None) if design.is_none() && bank_version.is_none() => ScoreTarget::ExamType(name),
            (None, Some(name)) => {
                ScoreTarget::Bank { name, version: bank_version, design: Box::new(design.unwrap_or_default()) }
            }
            _ => {
                let rule = "give either an exam type, or a bank with or without a version and a design";
                return Err(Problem::new(Code::InvalidValue, format!("exam_type: {rule}")).with_field("exam_type"));
            }
        };
        let responses = responses.into_iter().enumerate().map(|(place, response)| response.into_scored(place));
        Ok((target, responses.collect::<Result<_, _>>()?))
    }
}

impl ResponseToScore {
    fn into_scored(self, place: usize) -> Result<ScoredResponse, Problem> {
        let answer = one_answer(self.answer, self.correct, self.score, &format!("responses[{place}]."))?;
        Ok(ScoredResponse { item_id: self.item_id, answer })
    }
}

/// What the responses amount to.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreReply {
    theta: f64,
    standard_error: f64,
    /// `converged`, `at_bound`, `no_responses` or `no_information`.
    estimate_status: String,
    items_completed: u32,
    /// Whether the design would stop here.
    finished: bool,
    /// Why it would; null while it would go on.
    stop_reason: Option<String>,
    /// The item the design would show now.
    item: Option<Item>,
}

impl From<Scored> for ScoreReply {
    fn from(scored: Scored) -> Self {
        Self {
            theta: scored.estimate.theta,
            standard_error: scored.estimate.se,
            estimate_status: scored.estimate.status.as_str().to_owned(),
            items_completed: scored.items_completed,
            finished: scored.stop_reason.is_some(),
            stop_reason: scored.stop_reason,
            item: scored.item.map(Item::from),
        }
    }
}

//! Scoring responses without a session.

use exam::{ScoreTarget, Scored, ScoredResponse};
use irt_core::{Ability, CatSpec, StopReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::one_answer;
use super::header::AbilityFields;
use super::item::ItemReply;
use crate::code::Code;
use crate::problem::Problem;

/// Scores responses with an exam type, or with a bank and a design.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreRequest {
    /// The exam type whose bank and design are used.
    #[serde(default)]
    exam_type: Option<String>,
    /// The bank, if there is no exam type.
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

/// The result of scoring responses.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ScoreReply {
    #[serde(flatten)]
    #[schema(value_type = AbilityFields)]
    ability: Ability,
    /// `converged`, `at_bound`, `at_grid_end`, `no_responses`, `no_information` or `constant_pattern`.
    estimate_status: &'static str,
    items_completed: u32,
    /// Whether the design would stop here.
    finished: bool,
    /// Why it would stop; null while it would continue.
    stop_reason: Option<&'static str>,
    /// The item the design would show now.
    item: Option<ItemReply>,
}

impl From<Scored> for ScoreReply {
    fn from(scored: Scored) -> Self {
        Self {
            ability: scored.estimate.ability(),
            estimate_status: scored.estimate.status.as_str(),
            items_completed: scored.items_completed,
            finished: scored.stop_reason.is_some(),
            stop_reason: scored.stop_reason.map(StopReason::as_str),
            item: scored.item.map(ItemReply::from),
        }
    }
}

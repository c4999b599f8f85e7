//! Scoring responses without a session.

use exam::{ScoreTarget, Scored, ScoredResponse};
use irt_core::{Ability, CatSpec, StopReason};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use super::answer::{AnswerForms, one_answer};
use super::design::Design;
use super::header::AbilityFields;
use super::item::ItemReply;
use super::names::{EstimateStatusName, StopReasonName};
use super::scalars::{Category, ItemIdText, Name, Version};
use crate::code::Code;
use crate::problem::Problem;

/// Scores responses with an exam type, or with a bank and a design.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ScoreRequest {
    /// The exam type whose bank and design are used.
    #[serde(default)]
    #[schema(value_type = Option<Name>)]
    exam_type: Option<String>,
    /// The bank, if there is no exam type.
    #[serde(default)]
    #[schema(value_type = Option<Name>)]
    bank: Option<String>,
    /// The version of the bank; the latest when absent.
    #[serde(default)]
    #[schema(value_type = Option<Version>)]
    bank_version: Option<i32>,
    /// The design to go with a bank.
    #[serde(default)]
    #[schema(value_type = Option<Design>)]
    design: Option<CatSpec>,
    /// All responses so far, in the order in which they were given.
    responses: Vec<ResponseToScore>,
}

/// One response: an option chosen, or scored.
#[derive(Debug, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ResponseToScore {
    #[schema(value_type = ItemIdText)]
    item_id: String,
    /// The key of the option chosen.
    #[serde(default)]
    answer: Option<String>,
    /// Whether the answer was right.
    #[serde(default)]
    correct: Option<bool>,
    /// The category scored.
    #[serde(default)]
    #[schema(value_type = Option<Category>)]
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
        let answer =
            one_answer(self.answer, self.correct, self.score, &format!("responses[{place}]."), AnswerForms::Recorded)?;
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
    #[schema(value_type = EstimateStatusName)]
    estimate_status: &'static str,
    items_completed: u32,
    /// Whether the design would stop here.
    finished: bool,
    /// Why it would stop; null while it would continue.
    #[schema(value_type = Option<StopReasonName>)]
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

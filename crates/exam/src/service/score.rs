//! Scoring responses without a session.

use std::collections::HashSet;
use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, CatSpec, Estimate, ItemIndex, Response, StopReason};

use super::ExamService;
use crate::access::Access;
use crate::answer::Answer;
use crate::error::ExamError;
use crate::exam_content::ExamContent;
use crate::permission;
use crate::shown_item::ShownItem;

/// The bank and design with which responses are scored.
#[derive(Debug, Clone, PartialEq)]
pub enum ScoreTarget {
    /// The bank and design of the latest version of this exam type.
    ExamType(String),
    /// A bank, and a design that the caller gives.
    Bank {
        /// The name of the bank.
        name: String,
        /// Its version; the latest when absent.
        version: Option<i32>,
        /// The design.
        design: Box<CatSpec>,
    },
}

/// One response to be scored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScoredResponse {
    /// The item.
    pub item_id: String,
    /// Its answer.
    pub answer: Answer,
}

/// The result of scoring responses.
#[derive(Debug, Clone, PartialEq)]
pub struct Scored {
    /// The interim estimate.
    pub estimate: Estimate,
    /// How many responses there are.
    pub items_completed: u32,
    /// Why the design would stop here; `None` while it would continue.
    pub stop_reason: Option<StopReason>,
    /// The item the design would show now.
    pub item: Option<ShownItem>,
}

impl ExamService {
    /// Scores responses and returns the item that would come next. The service stores nothing.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::UnknownBank`], [`ExamError::InvalidDesign`],
    /// [`ExamError::InvalidValue`] for a response, [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn score(
        &self,
        access: &Access,
        target: ScoreTarget,
        responses: &[ScoredResponse],
    ) -> Result<Scored, ExamError> {
        access.require(&permission::SCORE)?;
        let (test, content) = self.scoring_test(target).await?;
        let history = checked_history(&test, &content, responses)?;
        let engine = AdaptiveEngine::follow(test, 0, history)
            .map_err(|error| ExamError::invalid("responses", responses.len(), &error.to_string()))?;
        let items_completed = u32::try_from(responses.len()).unwrap_or(u32::MAX);
        Ok(Scored {
            estimate: engine.estimate(),
            items_completed,
            stop_reason: engine.stop_reason(),
            item: engine.pending().and_then(|item| content.show(item, items_completed.saturating_add(1))),
        })
    }

    async fn scoring_test(&self, target: ScoreTarget) -> Result<(Arc<AdaptiveTest>, Arc<ExamContent>), ExamError> {
        match target {
            ScoreTarget::ExamType(name) => {
                let exam = self.exams().latest(&name).await?;
                Ok((Arc::clone(&exam.test), Arc::clone(&exam.content)))
            }
            ScoreTarget::Bank { name, version, design } => {
                let design = CatDesign::new(*design).map_err(ExamError::InvalidDesign)?;
                let found = self.find_bank(&name, version).await?;
                self.exams().test(found.id, design).await
            }
        }
    }
}

/// The history that the responses make. Errors name the response.
fn checked_history(
    test: &AdaptiveTest,
    content: &ExamContent,
    responses: &[ScoredResponse],
) -> Result<Vec<(ItemIndex, Response)>, ExamError> {
    let mut seen = HashSet::with_capacity(responses.len());
    let scored = |(place, response): (usize, &ScoredResponse)| {
        let invalid = |part: &str, value: &str, rule: &str| {
            ExamError::invalid(&format!("responses[{place}].{part}"), value, rule)
        };
        let item_id = response.item_id.as_str();
        let item = test.bank().index_of(item_id);
        let item = item.ok_or_else(|| invalid("item_id", item_id, "the bank has no such item"))?;
        if !seen.insert(item) {
            return Err(invalid("item_id", item_id, "an item is answered at most once"));
        }
        let response = content.score(item, &response.answer).map_err(|error| match error {
            ExamError::InvalidValue { field, value, rule } => invalid(&field, &value, &rule),
            ExamError::UnknownOption { answer, options, .. } => {
                let rule = format!("the item has no such option; its options are {}", options.join(", "));
                invalid("answer", &answer, &rule)
            }
            other => other,
        })?;
        Ok((item, response))
    };
    responses.iter().enumerate().map(scored).collect()
}

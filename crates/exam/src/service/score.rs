//! Scoring responses without a session.

use std::collections::HashSet;
use std::sync::Arc;
use std::time::Duration;

use irt_core::{
    AdaptiveEngine, Cancellation, CatDesign, CatSpec, DesignCost, Estimate, FollowError, ItemBank, ItemIndex, Response,
    StopReason,
};
use persistence::BankId;

use super::ExamService;
use crate::access::Access;
use crate::answer::Answer;
use crate::error::ExamError;
use crate::exam_cache::shared_test;
use crate::exam_content::{ExamContent, OptionOrder};
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
    /// [`ExamError::CostlyDesign`], [`ExamError::InvalidValue`] for a response, [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn score(
        &self,
        access: &Access,
        target: ScoreTarget,
        responses: &[ScoredResponse],
    ) -> Result<Scored, ExamError> {
        access.require(&permission::SCORE)?;
        let (engine, content) = match target {
            ScoreTarget::ExamType(name) => self.follow_exam(&name, responses).await?,
            ScoreTarget::Bank { name, version, design } => {
                let design = CatDesign::new(*design).map_err(ExamError::InvalidDesign)?;
                let found = self.find_bank(&name, version).await?;
                self.follow_design(found.id, design, responses).await?
            }
        };
        let engine = engine.map_err(|error| ExamError::invalid("responses", responses.len(), &error.to_string()))?;
        let items_completed = u32::try_from(responses.len()).unwrap_or(u32::MAX);
        Ok(Scored {
            estimate: engine.estimate(),
            items_completed,
            stop_reason: engine.stop_reason(),
            item: engine
                .pending()
                .and_then(|item| content.show(item, items_completed.saturating_add(1), OptionOrder::AsInBank)),
        })
    }

    async fn follow_exam(&self, name: &str, responses: &[ScoredResponse]) -> Result<Followed, ExamError> {
        let exam = self.exams().latest(name).await?;
        let test = Arc::clone(&exam.test);
        let history = checked_history(test.bank(), &exam.content, responses)?;
        let estimate = estimate(test.cost(), &history);
        let work = move |cancellation: &Cancellation| AdaptiveEngine::follow_unless(test, 0, history, cancellation);
        Ok((self.compute().run(estimate, work).await?, Arc::clone(&exam.content)))
    }

    /// The test of a design that no exam type has is made where it is used, and gone before the next one is made: tests that
    /// wait for their turn would take as much memory as there are requests.
    async fn follow_design(
        &self,
        bank: BankId,
        design: CatDesign,
        responses: &[ScoredResponse],
    ) -> Result<Followed, ExamError> {
        let loaded = self.exams().bank(bank).await?;
        let cost = DesignCost::new(&loaded.bank, &design);
        cost.check(&self.limits().design).map_err(ExamError::CostlyDesign)?;
        let history = checked_history(&loaded.bank, &loaded.content, responses)?;
        let estimate = cost.preparation() + estimate(&cost, &history);
        let (shared, bank) = (self.exams().tests(), Arc::clone(&loaded.bank));
        let work = move |cancellation: &Cancellation| {
            let test = Arc::new(shared_test(&shared, &bank, design)?);
            Ok(AdaptiveEngine::follow_unless(test, 0, history, cancellation))
        };
        let followed = self.compute().run(estimate, work).await?;
        Ok((followed.map_err(ExamError::InvalidDesign)?, Arc::clone(&loaded.content)))
    }
}

/// The engine that has followed the responses, and the texts of its bank.
type Followed = (Result<AdaptiveEngine, FollowError>, Arc<ExamContent>);

/// The estimated time of an engine that follows a history and chooses an item.
fn estimate(cost: &DesignCost, history: &[(ItemIndex, Response)]) -> Duration {
    cost.restore_after(history.len()) + cost.step_after(history.len())
}

/// The history that the responses make. Errors name the response.
fn checked_history(
    bank: &ItemBank,
    content: &ExamContent,
    responses: &[ScoredResponse],
) -> Result<Vec<(ItemIndex, Response)>, ExamError> {
    let mut seen = HashSet::with_capacity(responses.len());
    let scored = |(place, response): (usize, &ScoredResponse)| {
        let invalid = |part: &str, value: &str, rule: &str| {
            ExamError::invalid(&format!("responses[{place}].{part}"), value, rule)
        };
        let item_id = response.item_id.as_str();
        let item = bank.index_of(item_id);
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

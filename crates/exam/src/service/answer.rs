//! Recording an answer.

use std::time::SystemTime;

use irt_core::{EngineError, ItemIndex, Response, StopReason};
use persistence::{Advance, ExamSessionId, Guarded, NextStep, SessionHistory};
use state_store::Expected;

use super::ExamService;
use super::sitting::{Recovery, Sitting};
use crate::access::Access;
use crate::error::ExamError;
use crate::exam_content::Answer;
use crate::progress::Answered;

/// How often an answer is computed anew because the session moved on meanwhile. Each round some request has won, so
/// more than a few mean that clients fight over one session.
const MAX_ROUNDS: usize = 8;

/// An answer as it reached the service. When it did decides whether it was in time, however long it takes from there to
/// the record.
struct Given<'a> {
    item_id: &'a str,
    answer: &'a Answer,
    at: SystemTime,
}

/// What a try to record an answer found.
enum Round {
    /// The answer is committed.
    Committed(Answered),
    /// The working copy does not have the item pending, or the record has moved on.
    AskRecord,
}

impl ExamService {
    /// Records the answer to the pending item: it is in the record when this returns. The same answer sent again
    /// gets the same reply as the first time, from any instance, also after a restart. An answer that comes when the
    /// time of the session is over does not count; nor does one that the end of the session overtakes.
    ///
    /// # Errors
    /// [`ExamError::NotPendingItem`], [`ExamError::AnswerConflict`], [`ExamError::SessionFinished`],
    /// [`ExamError::UnknownOption`], [`ExamError::InvalidValue`], [`ExamError::PlatformOnly`] for a score sent by an
    /// examinee, [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn answer(
        &self,
        access: &Access,
        session: i64,
        item_id: &str,
        answer: &Answer,
    ) -> Result<Answered, ExamError> {
        if answer.choice().is_none() {
            access.require_platform("send a scored answer")?;
        }
        let id = ExamSessionId(session);
        let given = Given { item_id, answer, at: self.environment().now() };
        let mut sitting = self.open(access, id).await?;
        fail_points::fail_point!("answer_loaded");
        for _ in 0..MAX_ROUNDS {
            let copy_revision = sitting.revision;
            if let Round::Committed(answered) = self.try_answer(sitting, &given).await? {
                return Ok(answered);
            }
            let history = self.settled_history(access, id, given.at).await?;
            let rebuilt = self.rebuild(access, &history).await?;
            if let Some(answered) = settled(&rebuilt, &history, &given)? {
                return Ok(answered);
            }
            self.restock(&rebuilt, Recovery::of_revisions(copy_revision, rebuilt.revision)).await?;
            sitting = rebuilt;
        }
        Err(ExamError::Contended { session })
    }

    async fn try_answer(&self, mut sitting: Sitting, given: &Given<'_>) -> Result<Round, ExamError> {
        let Given { item_id, answer, .. } = *given;
        let item = sitting.exam.test.bank().index_of(item_id);
        let Some(item) = item.filter(|&item| sitting.engine.pending() == Some(item)) else {
            return Ok(Round::AskRecord);
        };
        check_scorable(sitting.exam.test.bank().categories(item), answer)?;
        let response = sitting.exam.content.score(item, answer)?;
        sitting.engine.record(item, response).map_err(|error| refused(item_id, &error, answer))?;
        let advance = advance_to(&sitting, item, response, given);
        fail_points::fail_point!("answer_computed");
        if self.record().advance(advance).await? == Guarded::Stale {
            return Ok(Round::AskRecord);
        }
        fail_points::fail_point!("answer_committed");
        let before = sitting.revision;
        sitting.revision = before.saturating_add(1);
        self.publish(&sitting, Expected::Revision(before)).await;
        fail_points::fail_point!("answer_saved");
        metrics::counter!("adaptive_answers_total").increment(1);
        Ok(Round::Committed(Answered { progress: sitting.progress(), correct: feedback(&sitting, response) }))
    }
}

fn advance_to(sitting: &Sitting, item: ItemIndex, response: Response, given: &Given<'_>) -> Advance {
    let engine = &sitting.engine;
    // A test without a pending item has stopped, and a stopped test has a reason.
    let stopped = || NextStep::Stopped(engine.stop_reason().unwrap_or(StopReason::BankExhausted));
    Advance {
        session: sitting.id,
        expected_revision: sitting.revision,
        token_digest: sitting.token_digest,
        item: item.0,
        answer: given.answer.choice().map(str::to_owned),
        response: response.0,
        ability: engine.estimate().ability(),
        answered_at: given.at,
        next: engine.pending().map_or_else(stopped, |item| NextStep::Item(item.0)),
    }
}

/// What the record says of the answer: the first reply again, or why it does not count; `None` when the item is
/// pending after all.
fn settled(sitting: &Sitting, history: &SessionHistory, given: &Given<'_>) -> Result<Option<Answered>, ExamError> {
    let Given { item_id, answer, .. } = *given;
    let item = sitting.exam.test.bank().index_of(item_id);
    let place = item.and_then(|item| history.attempts.iter().position(|attempt| attempt.item == item.0));
    if let Some(place) = place {
        return reply_again(sitting, history, place, answer).map(Some);
    }
    let finished = ExamError::SessionFinished { session: sitting.id.0 };
    match sitting.engine.pending() {
        _ if history.session.completion.is_some() => Err(finished),
        None => Err(finished),
        pending if pending == item => Ok(None),
        Some(pending) => Err(ExamError::NotPendingItem {
            item: item_id.to_owned(),
            pending: sitting.exam.content.item_id(pending).to_owned(),
        }),
    }
}

/// The reply that the recorded attempt was given when it was made.
fn reply_again(
    sitting: &Sitting,
    history: &SessionHistory,
    place: usize,
    answer: &Answer,
) -> Result<Answered, ExamError> {
    let attempt = &history.attempts[place];
    let item = ItemIndex(attempt.item);
    let response = Response(attempt.response);
    let same = match answer.choice() {
        Some(choice) => attempt.answer.as_deref() == Some(choice),
        None => attempt.answer.is_none() && sitting.exam.content.score(item, answer)? == response,
    };
    if !same {
        return Err(ExamError::AnswerConflict { item: sitting.exam.content.item_id(item).to_owned() });
    }
    let mut position = history.session.position.clone();
    position.ability = attempt.ability;
    if let Some(following) = history.attempts.get(place + 1) {
        position.pending_item = Some(following.item);
        position.stop_reason = None;
    }
    let progress = sitting.exam.progress(sitting.id, place + 1, &position);
    Ok(Answered { progress, correct: feedback(sitting, response) })
}

fn feedback(sitting: &Sitting, response: Response) -> Option<bool> {
    sitting.exam.exam_type.definition.feedback.then_some(response != Response::WRONG)
}

/// Right or wrong says nothing of an item with more than two categories.
fn check_scorable(categories: Option<u8>, answer: &Answer) -> Result<(), ExamError> {
    let (field, value) = match answer {
        Answer::Score(_) => return Ok(()),
        Answer::Correct(correct) => ("correct", correct.to_string()),
        Answer::Choice(chosen) => ("answer", chosen.clone()),
    };
    if categories.is_some_and(|categories| categories > 2) {
        return Err(ExamError::invalid(field, value, "the item has more than two categories; send its score instead"));
    }
    Ok(())
}

/// The item is pending, so all that the engine can refuse is the score.
fn refused(item_id: &str, error: &EngineError, answer: &Answer) -> ExamError {
    let value = match answer {
        Answer::Score(category) => category.to_string(),
        Answer::Correct(correct) => correct.to_string(),
        Answer::Choice(key) => key.clone(),
    };
    let rule = match error {
        EngineError::ResponseOutOfRange { categories, .. } => {
            format!("item {item_id:?} has {categories} categories, counted from 0")
        }
        other => other.to_string(),
    };
    ExamError::invalid("score", value, &rule)
}

//! Recording an answer.
//!
//! The answer is first computed from the working copy, which may be old, and then committed by one guarded change of the
//! record: an old or a forged copy costs another round and never makes an answer count
//! (`docs/decisions/0001-working-copy-and-record.md`, `docs/decisions/0013-copies-are-compared-by-digest.md`). The guard includes the time at which the answer arrived, so an answer
//! in time, or within the grace of its exam type, counts and a later one does not, however long the rounds take (`docs/decisions/0007-expiry.md`).
//!
//! When the guard rejects the change, another request was faster, often the same client with the same answer. The record
//! then decides: it has this answer, and the client gets the reply of the first time; or it has another one, and the
//! client gets a conflict; or the item is still pending, and the next round starts from the record.

use std::time::{Duration, SystemTime};

use irt_core::{AdaptiveEngine, Cancellation, EngineError, Estimate, ItemIndex, Response, Step};
use persistence::{Advance, AnswerBasis, EndReason, ExamSessionId, ExpiryPolicy, Guarded, NextStep, SessionHistory};
use state_store::Expected;

use super::ExamService;
use super::completion::{count, voids_on_expiry};
use super::copy_mark::CopyMark;
use super::loaded_session::{LoadedSession, Origin};
use crate::access::Access;
use crate::answer::Answer;
use crate::answer_outcome::AnswerOutcome;
use crate::error::ExamError;
use crate::loaded_exam::Place;
use crate::permission;
use crate::progress::Answered;

/// How often an answer is computed again because the session has changed. In each round another request has succeeded, so
/// more than a few rounds mean that clients compete for one session.
const MAX_ROUNDS: usize = 8;

/// An answer with the time at which it reached the service. That time decides whether the answer is in time.
struct GivenAnswer<'a> {
    item_id: &'a str,
    answer: &'a Answer,
    at: SystemTime,
}

/// The outcome of one attempt to record an answer.
enum Round {
    /// The answer is committed.
    Committed(Box<Answered>),
    /// The working copy does not take the answer, or the record is not as the copy says.
    AskRecord,
}

impl ExamService {
    /// Records the answer to the pending item: it is in the record when this returns. The same answer sent again gets
    /// the same reply as the first time, from any instance, also after a restart. An answer that arrives when the time of the
    /// session is over counts within the grace of its exam type, and then completes the session; later it does not count, nor does an answer that is committed after the end of the session.
    ///
    /// # Errors
    /// [`ExamError::NotPendingItem`], [`ExamError::AnswerConflict`], [`ExamError::SessionFinished`],
    /// [`ExamError::UnknownOption`], [`ExamError::InvalidValue`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`] for a score sent by an
    /// examinee, [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn answer(
        &self,
        access: &Access,
        id: ExamSessionId,
        item_id: &str,
        answer: &Answer,
    ) -> Result<Answered, ExamError> {
        let outcome = self.record_answer(access, id, item_id, answer).await;
        if let Some(outcome) = outcome.as_ref().err().and_then(AnswerOutcome::of_error) {
            outcome.count();
        }
        outcome
    }

    async fn record_answer(
        &self,
        access: &Access,
        id: ExamSessionId,
        item_id: &str,
        answer: &Answer,
    ) -> Result<Answered, ExamError> {
        access.require(if answer.choice().is_some() {
            &permission::CHOSEN_ANSWER
        } else {
            &permission::SCORED_ANSWER
        })?;
        let given = GivenAnswer { item_id, answer, at: self.environment().now() };
        let mut session = self.load_or_rebuild(access, id).await?;
        fail_points::fail_point!("answer_loaded");
        for _ in 0..MAX_ROUNDS {
            let mark = CopyMark::of_session(&session);
            if let Round::Committed(answered) = self.try_answer(access, session, &mark, &given).await? {
                return Ok(*answered);
            }
            let history = self.settled_history(access, id, given.at).await?;
            let rebuilt = self.rebuild(access, &history).await?;
            if let Some(answered) = recorded_reply(access, &rebuilt, &history, &given)? {
                return Ok(answered);
            }
            if let Some(reason) = mark.fault(&rebuilt) {
                self.save_rebuilt(&rebuilt, reason).await?;
            }
            session = rebuilt;
        }
        Err(ExamError::Contended { session: id })
    }

    async fn try_answer(
        &self,
        access: &Access,
        session: LoadedSession,
        mark: &CopyMark,
        given: &GivenAnswer<'_>,
    ) -> Result<Round, ExamError> {
        let item = session.exam.test.bank().index_of(given.item_id);
        let Some(item) = item.filter(|&item| session.engine.pending() == Some(item)) else {
            return Ok(Round::AskRecord);
        };
        // Only the record knows whether the session was given more time, or the answer is in its grace.
        let is_late = session.is_over(given.at);
        if is_late && mark.origin() == Origin::Copy {
            return Ok(Round::AskRecord);
        }
        let (mut session, response) = match (self.take(session, item, given.answer).await?, mark.origin()) {
            (Ok(taken), _) => taken,
            // The copy may be forged, so only the record refuses an answer.
            (Err(_), Origin::Copy) => return Ok(Round::AskRecord),
            (Err(refused), Origin::Record) => return Err(refused),
        };
        let mut advance = advance_to(&session, mark, given, (item, response));
        fail_points::fail_point!("answer_computed");
        if is_late {
            advance.grace = session.exam.grace();
            advance.next = next_when_over(&session, advance.next);
        }
        let next = advance.next;
        if self.record().advance(advance).await? == Guarded::Stale {
            return Ok(Round::AskRecord);
        }
        fail_points::fail_point!("answer_committed");
        let before = session.revision;
        session.revision = before.saturating_add(1);
        let view = session.exam.view(access, given.at);
        let mut progress = session.progress(view);
        if let Some((reason, estimate, expired)) = end_of(next) {
            progress.header.ability = view.last(estimate.ability());
            progress.header.finished = true;
            progress.stop_reason = Some(reason);
            progress.item = None;
            progress.time_left_seconds = progress.time_left_seconds.map(|_| 0);
            count(reason, expired);
            self.remove_copy(session.id).await;
        } else {
            self.save_copy(&session, Expected::Revision(before)).await;
        }
        fail_points::fail_point!("answer_saved");
        metrics::counter!("adaptive_answers_total").increment(1);
        AnswerOutcome::Counted.count();
        Ok(Round::Committed(Box::new(Answered { progress, correct: feedback(&session, response) })))
    }
}

impl ExamService {
    /// Scores the answer to the pending item, and lets the engine take it; or says why the answer is refused.
    async fn take(
        &self,
        mut session: LoadedSession,
        item: ItemIndex,
        answer: &Answer,
    ) -> Result<Result<(LoadedSession, Response), ExamError>, ExamError> {
        let response = match session.exam.content.score(item, answer) {
            Ok(response) => response,
            Err(refused) => return Ok(Err(refused)),
        };
        Ok(match self.next_step(session.engine, item, response).await? {
            Ok(engine) => {
                session.engine = engine;
                Ok((session, response))
            }
            Err(error) => Err(ExamError::invalid("answer", response.0, &error.to_string())),
        })
    }

    /// The engine after an answer. A long choice of the next item is made on another thread; nothing has been committed until
    /// it ends, so an answer whose client leaves meanwhile was not given.
    async fn next_step(
        &self,
        engine: AdaptiveEngine,
        item: ItemIndex,
        response: Response,
    ) -> Result<Result<AdaptiveEngine, EngineError>, ExamError> {
        let estimate = engine.test().cost().step_after(engine.items().len() + 1);
        let work = move |cancellation: &Cancellation| engine.record_unless(item, response, cancellation);
        self.compute().run(estimate, work).await
    }
}

/// The change by which the answer is recorded; `before` is the mark of the session without it.
fn advance_to(
    session: &LoadedSession,
    before: &CopyMark,
    given: &GivenAnswer<'_>,
    (item, response): (ItemIndex, Response),
) -> Advance {
    let engine = &session.engine;
    let mut history = before.history().clone();
    history.add(item, response);
    Advance {
        session: session.id,
        expected_revision: session.revision,
        token_digest: session.token_digest,
        basis: match before.origin() {
            Origin::Record => AnswerBasis::Record,
            Origin::Copy => AnswerBasis::Copy(before.history().digest()),
        },
        history_digest: history.digest(),
        item: item.0,
        answer: given.answer.choice().map(str::to_owned),
        response: response.0,
        ability: engine.estimate().ability(),
        grace: Duration::ZERO,
        answered_at: given.at,
        // The last answer completes the session, in the transaction that records it.
        next: match engine.step() {
            Step::Administer(item) => NextStep::Item(item.0),
            Step::Stop(reason) => NextStep::Completed(reason, engine.final_estimate()),
        },
    }
}

/// What follows an answer that came when the time of the session was over: nothing is shown any more.
fn next_when_over(session: &LoadedSession, next: NextStep) -> NextStep {
    match next {
        NextStep::Item(item) => {
            NextStep::Expired { item, estimate: session.engine.final_estimate(), voided: voids_on_expiry(session) }
        }
        NextStep::Stopped(_) | NextStep::Completed(..) | NextStep::Expired { .. } => next,
    }
}

/// How the answer ends the session, if it does; and by which policy, if by its time.
fn end_of(next: NextStep) -> Option<(EndReason, Estimate, Option<ExpiryPolicy>)> {
    match next {
        NextStep::Item(_) | NextStep::Stopped(_) => None,
        NextStep::Completed(reason, estimate) => Some((EndReason::Stopped(reason), estimate, None)),
        NextStep::Expired { estimate, voided, .. } => {
            let policy = if voided { ExpiryPolicy::Void } else { ExpiryPolicy::Score };
            Some((EndReason::Expired, estimate, Some(policy)))
        }
    }
}

/// The reply according to the record: the first reply again, or why the answer does not count; `None` when the item is
/// pending after all.
fn recorded_reply(
    access: &Access,
    session: &LoadedSession,
    history: &SessionHistory,
    given: &GivenAnswer<'_>,
) -> Result<Option<Answered>, ExamError> {
    let item = session.exam.test.bank().index_of(given.item_id);
    let place = item.and_then(|item| history.attempts.iter().position(|attempt| attempt.item == item.0));
    if let Some(place) = place {
        let answered = first_reply(access, session, history, place, given)?;
        AnswerOutcome::Repeated.count();
        return Ok(Some(answered));
    }
    match session.engine.pending() {
        Some(pending) if history.session.completion.is_none() => {
            if item == Some(pending) {
                return Ok(None);
            }
            let pending = session.exam.content.item_id(pending).to_owned();
            Err(ExamError::NotPendingItem { item: given.item_id.to_owned(), pending })
        }
        _ => {
            let reason = history.session.completion.as_ref().map(|completion| completion.reason);
            let is_late = reason == Some(EndReason::Expired);
            if is_late { AnswerOutcome::Late } else { AnswerOutcome::Finished }.count();
            Err(ExamError::SessionFinished { session: session.id })
        }
    }
}

/// The reply to the recorded attempt at this place, as it was given when the attempt was recorded.
fn first_reply(
    access: &Access,
    session: &LoadedSession,
    history: &SessionHistory,
    place: usize,
    given: &GivenAnswer<'_>,
) -> Result<Answered, ExamError> {
    let (answer, view) = (given.answer, session.exam.view(access, given.at));
    let attempt = &history.attempts[place];
    let item = ItemIndex(attempt.item);
    let response = Response(attempt.response);
    let is_same = match answer.choice() {
        Some(choice) => attempt.answer.as_deref() == Some(choice),
        None => attempt.answer.is_none() && session.exam.content.score(item, answer).is_ok_and(|sent| sent == response),
    };
    if !is_same {
        return Err(ExamError::AnswerConflict { item: session.exam.content.item_id(item).to_owned() });
    }
    let row = &history.session;
    let mut position = row.position.clone();
    position.ability = attempt.ability;
    let following = history.attempts.get(place + 1);
    // The answer has completed the session if nothing else can have: a rule has stopped the test, or its time was over.
    let completes = following.is_none()
        && row.completion.as_ref().is_some_and(|completion| {
            position.stop_reason.is_some()
                || completion.reason == EndReason::Expired && completion.completed_at == attempt.answered_at
        });
    if let Some(following) = following {
        position.pending_item = Some(following.item);
        position.stop_reason = None;
    }
    let progress = if completes {
        session.exam.progress(row, view)
    } else {
        let (id, seed, answers, expires_at) = (session.id, row.seed, attempt.position.into(), row.expires_at);
        session.exam.interim_progress(&Place { id, seed, answers, position: &position, expires_at }, view)
    };
    Ok(Answered { progress, correct: feedback(session, response) })
}

fn feedback(session: &LoadedSession, response: Response) -> Option<bool> {
    session.exam.exam_type.definition.feedback.then_some(response != Response::WRONG)
}

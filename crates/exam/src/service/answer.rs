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

use std::time::Duration;

use irt_core::{AdaptiveEngine, Cancellation, EngineError, Estimate, ItemIndex, Response, Step};
use persistence::{Advance, AnswerBasis, EndReason, ExamSessionId, ExpiryPolicy, Guarded, ItemOutcome, NextStep};
use state_store::Expected;

use super::ExamService;
use super::answer_clock::{AnswerClock, outcome_of};
use super::completion::{count, voids_on_expiry};
use super::contention::MAX_ROUNDS;
use super::copy_mark::CopyMark;
use super::given_answer::GivenAnswer;
use super::loaded_session::{LoadedSession, Origin};
use super::recorded_reply::{feedback, recorded_reply};
use crate::access::Access;
use crate::answer::{Answer, SentAnswer};
use crate::answer_outcome::AnswerOutcome;
use crate::error::ExamError;
use crate::permission;
use crate::progress::Answered;

/// A session that has taken an answer, with the response that counts and what else became of the item.
type Taken = (LoadedSession, Response, Option<ItemOutcome>);

/// The outcome of one attempt to record an answer.
enum Round {
    /// The answer is committed.
    Committed(Box<Answered>),
    /// The working copy does not take the answer, or the record is not as the copy says.
    AskRecord,
}

/// A recorded answer.
enum Taking {
    /// This call has recorded it.
    First(Box<Answered>),
    /// An earlier call has recorded it.
    Again(Box<Answered>),
}

impl ExamService {
    /// Records the answer to the pending item: it is in the record when this returns. The same answer sent again gets
    /// the same reply as the first time, from any instance, also after a restart. An answer that arrives when the time of the
    /// session is over counts within the grace of its exam type, and then completes the session; later it does not count, nor does an answer that is committed after the end of the session.
    ///
    /// # Errors
    /// [`ExamError::NotPendingItem`], [`ExamError::AnswerConflict`], [`ExamError::SessionPaused`], [`ExamError::SessionFinished`],
    /// [`ExamError::UnknownOption`], [`ExamError::InvalidValue`], also for a skip where the exam type has none,
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`] for a score sent by an examinee, [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn answer(
        &self,
        access: &Access,
        id: ExamSessionId,
        item_id: &str,
        answer: &Answer,
    ) -> Result<Answered, ExamError> {
        self.answer_as_sent(access, id, item_id, &SentAnswer::from(answer.clone())).await
    }

    /// The same for an answer with what its client says about it.
    ///
    /// # Errors
    /// Those of [`answer`](Self::answer).
    pub async fn answer_as_sent(
        &self,
        access: &Access,
        id: ExamSessionId,
        item_id: &str,
        sent: &SentAnswer,
    ) -> Result<Answered, ExamError> {
        Ok(match self.count_answer(access, id, item_id, sent).await? {
            Taking::First(answered) | Taking::Again(answered) => *answered,
        })
    }

    /// The same for a caller that shows a person the item that is pending now: the reply, or `None` if the answer was recorded before, as
    /// the reply of that time may show an item that is answered by now.
    ///
    /// # Errors
    /// Those of [`answer`](Self::answer).
    pub async fn answer_unless_recorded(
        &self,
        access: &Access,
        id: ExamSessionId,
        item_id: &str,
        sent: &SentAnswer,
    ) -> Result<Option<Answered>, ExamError> {
        Ok(match self.count_answer(access, id, item_id, sent).await? {
            Taking::First(answered) => Some(*answered),
            Taking::Again(_) => None,
        })
    }

    async fn count_answer(
        &self,
        access: &Access,
        id: ExamSessionId,
        item_id: &str,
        sent: &SentAnswer,
    ) -> Result<Taking, ExamError> {
        let outcome = self.record_answer(access, id, item_id, sent).await;
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
        sent: &SentAnswer,
    ) -> Result<Taking, ExamError> {
        access.require(match sent.answer {
            Answer::Choice(_) | Answer::Skip => &permission::CHOSEN_ANSWER,
            Answer::Correct(_) | Answer::Score(_) => &permission::SCORED_ANSWER,
        })?;
        let given = GivenAnswer { item_id, sent, at: self.environment().now() };
        let mut session = self.load_or_rebuild(access, id).await?;
        fail_points::fail_point!("answer_loaded");
        let mut clock = None;
        for _ in 0..MAX_ROUNDS {
            let mark = CopyMark::of_session(&session);
            if let Round::Committed(answered) = self.try_answer(access, session, &mark, &given, clock.as_ref()).await? {
                return Ok(Taking::First(answered));
            }
            let history = self.settled_history(access, id, given.at).await?;
            let rebuilt = self.rebuild(access, &history).await?;
            clock = self.answer_clock(&rebuilt.exam, &history, given.at).await?;
            if let Some(answered) = recorded_reply(access, &rebuilt, &history, &given, clock.as_ref())? {
                return Ok(Taking::Again(Box::new(answered)));
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
        clock: Option<&AnswerClock>,
    ) -> Result<Round, ExamError> {
        let item = session.exam.test.bank().index_of(given.item_id);
        let Some(item) = item.filter(|&item| session.engine.pending() == Some(item)) else {
            return Ok(Round::AskRecord);
        };
        // Only the record knows whether the session was given more time, or the answer is in its grace.
        let is_late = session.is_over(given.at);
        let lacks_clock = clock.is_none() && session.exam.counts_time();
        if is_late && mark.origin() == Origin::Copy || lacks_clock {
            return Ok(Round::AskRecord);
        }
        let (mut session, response, outcome) = match (self.take(session, item, given, clock).await?, mark.origin()) {
            (Ok(taken), _) => taken,
            // The copy may be forged, so only the record refuses an answer.
            (Err(_), Origin::Copy) => return Ok(Round::AskRecord),
            (Err(refused), Origin::Record) => return Err(refused),
        };
        let mut advance = advance_to(&session, mark, given, (item, response));
        advance.outcome = outcome;
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
        progress.item_time_left_seconds = clock.and_then(AnswerClock::seconds_of_next_item);
        if let Some((reason, estimate, expired)) = end_of(next) {
            progress.header.ability = view.last(estimate.ability());
            progress.header.finished = true;
            progress.stop_reason = Some(reason);
            progress.item = None;
            progress.item_time_left_seconds = None;
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
        given: &GivenAnswer<'_>,
        clock: Option<&AnswerClock>,
    ) -> Result<Result<Taken, ExamError>, ExamError> {
        let (response, outcome) = match outcome_of(&session.exam, item, given, clock) {
            Ok(outcome) => outcome,
            Err(refused) => return Ok(Err(refused)),
        };
        Ok(match self.next_step(session.engine, item, response, clock).await? {
            Ok(engine) => {
                session.engine = engine;
                Ok((session, response, outcome))
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
        clock: Option<&AnswerClock>,
    ) -> Result<Result<AdaptiveEngine, EngineError>, ExamError> {
        let estimate = engine.test().cost().step_after(engine.items().len() + 1);
        let elapsed = clock.map(|clock| clock.since_start);
        let work = move |cancellation: &Cancellation| match elapsed {
            Some(elapsed) => engine.record_timed_unless(item, response, elapsed, cancellation),
            None => engine.record_unless(item, response, cancellation),
        };
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
        answer: given.answer().choice().map(str::to_owned),
        response: response.0,
        ability: engine.estimate().ability(),
        grace: Duration::ZERO,
        response_time_ms: given.sent.response_time_ms,
        outcome: None,
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

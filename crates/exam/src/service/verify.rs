//! Checking the record of sessions: everything a rebuild checks, and every item and estimate on the way.

use std::sync::Arc;
use std::time::Duration;

use futures_util::stream::{self, StreamExt as _};
use irt_core::{Ability, AdaptiveEngine, AdaptiveTest, EngineState, ItemIndex, Response, StopReason};
use persistence::{AttemptRecord, ExamSessionId, Page, SessionHistory};

use super::ExamService;
use super::record_check::{agree, check_completion, checked_engine};
use crate::access::Access;
use crate::error::ExamError;
use crate::loaded_exam::LoadedExam;
use crate::permission;
use crate::record_fault::RecordFault;

/// How many sessions are listed at a time.
const PAGE_ROWS: u32 = 200;
/// How many sessions are read at the same time: few, as servers may be at work on the same database.
const AT_ONCE: usize = 4;
/// How often a session that seems faulty is read again because it has changed.
const MAX_ROUNDS: usize = 8;

/// The record of a session, checked.
#[derive(Debug, Clone, PartialEq)]
pub enum Verified {
    /// The answers lead to every recorded item and estimate, bit for bit.
    Exact,
    /// The record is sound, but another build has recorded it: this one would have chosen another item, or rounds an estimate
    /// differently.
    OtherBuild,
    /// The record contradicts itself.
    Faulty(RecordFault),
}

impl ExamService {
    /// Checks the record of a session, and changes nothing. A session that moves meanwhile is read again before it is called
    /// faulty.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`] when the database does not answer,
    /// [`ExamError::UnusableRecord`] for the bank or the exam type of the session, [`ExamError::Contended`].
    pub async fn verify_session(&self, access: &Access, id: ExamSessionId) -> Result<Verified, ExamError> {
        access.require(&permission::VERIFY)?;
        self.verify(id).await
    }

    /// The same for all sessions, active and completed, several at once. Calls `report` with each outcome as it is known, in no
    /// particular order. A session that cannot be checked does not stop the others.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`]; [`ExamError::Record`] when the sessions cannot be listed.
    pub async fn verify_all(
        &self,
        access: &Access,
        mut report: impl FnMut(ExamSessionId, Result<Verified, ExamError>),
    ) -> Result<(), ExamError> {
        access.require(&permission::VERIFY)?;
        let mut after = 0;
        loop {
            let ids = self.record().session_ids(Page { after, limit: PAGE_ROWS }).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.0;
            let sessions = ids.into_iter().map(|id| async move { (id, self.verify(id).await) });
            let mut outcomes = stream::iter(sessions).buffer_unordered(AT_ONCE);
            while let Some((session, outcome)) = outcomes.next().await {
                report(session, outcome);
            }
        }
    }

    /// How many sessions there are, active and completed.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn count_sessions(&self) -> Result<u64, ExamError> {
        Ok(self.record().count_sessions().await?)
    }

    async fn verify(&self, id: ExamSessionId) -> Result<Verified, ExamError> {
        let mut before = None;
        for _ in 0..MAX_ROUNDS {
            let (read, outcome) = self.check(id).await?;
            // A fault that is there twice, in the same rows, is not a session that was just moving.
            if !matches!(outcome, Verified::Faulty(_)) || before.as_ref() == Some(&(read.clone(), outcome.clone())) {
                return Ok(outcome);
            }
            before = Some((read, outcome));
        }
        Err(ExamError::Contended { session: id })
    }

    /// What was read, unless it could not be, and what it is.
    async fn check(&self, id: ExamSessionId) -> Result<(Option<SessionHistory>, Verified), ExamError> {
        let history = match self.record().history(id).await.map_err(|error| ExamError::of_session(id, error)) {
            Ok(history) => history.ok_or(ExamError::UnknownSession { session: id })?,
            Err(ExamError::FaultyRecord { fault, .. }) => return Ok((None, Verified::Faulty(fault))),
            Err(error) => return Err(error),
        };
        let exam = self.exams().exam(history.session.exam_type_id).await?;
        let outcome = verified(&exam, &history).unwrap_or_else(Verified::Faulty);
        Ok((Some(history), outcome))
    }
}

/// # Errors
/// The first contradiction.
fn verified(exam: &LoadedExam, history: &SessionHistory) -> Result<Verified, RecordFault> {
    checked_engine(exam, history)?;
    let mut replay = Replay::start(exam, history)?;
    for attempt in &history.attempts {
        replay.follow(attempt)?;
    }
    replay.check_position(history)?;
    if let Some(completion) = &history.session.completion {
        check_completion(history, completion, replay.engine.final_estimate().ability())?;
    }
    Ok(if replay.is_exact { Verified::Exact } else { Verified::OtherBuild })
}

/// The session run again, with every item chosen anew.
struct Replay {
    test: Arc<AdaptiveTest>,
    engine: AdaptiveEngine,
    /// Whether every item and estimate so far is the recorded one, bit for bit.
    is_exact: bool,
}

impl Replay {
    fn start(exam: &LoadedExam, history: &SessionHistory) -> Result<Self, RecordFault> {
        let session = &history.session;
        let test = Arc::clone(&exam.test).shared_for(&session.examinee_start);
        let test = test.map_err(|error| RecordFault::MisfitStart { reason: error.to_string() })?;
        let withheld: Vec<_> = session.withheld.iter().copied().map(ItemIndex).collect();
        let engine = AdaptiveEngine::start_withholding(Arc::clone(&test), session.seed, &withheld);
        Ok(Self { engine: engine.map_err(|error| misfit(&error))?, test, is_exact: true })
    }

    /// Takes the next attempt, also if this build would have shown another item.
    fn follow(&mut self, attempt: &AttemptRecord) -> Result<(), RecordFault> {
        let (item, response) = (ItemIndex(attempt.item), Response(attempt.response));
        if self.engine.pending() != Some(item) {
            self.is_exact = false;
            let state = EngineState { pending: Some(item), stop_reason: None, ..self.engine.state() };
            self.engine = AdaptiveEngine::restore(Arc::clone(&self.test), state).map_err(|error| misfit(&error))?;
        }
        // What the clock said is not replayed: that the test went on is on record.
        self.engine.record_timed(item, response, Duration::ZERO).map_err(|error| misfit(&error))?;
        let (recorded, computed) = (attempt.ability, self.engine.estimate().ability());
        if !agree(recorded, computed) {
            let position = attempt.position.into();
            return Err(RecordFault::WrongEstimate { position, recorded, computed });
        }
        self.is_exact &= bits(recorded) == bits(computed);
        Ok(())
    }

    /// Compares what follows the last attempt. If this build has computed everything else bit for bit, it would also have chosen
    /// this item; otherwise the choice of the other build stands.
    fn check_position(&mut self, history: &SessionHistory) -> Result<(), RecordFault> {
        let position = &history.session.position;
        self.is_exact &= bits(position.ability) == bits(self.engine.estimate().ability());
        let (item, stop) = (self.engine.pending().map(|item| item.0), self.engine.stop_reason());
        let by_the_clock = position.stop_reason == Some(StopReason::TimeBudget);
        if (item, stop) == (position.pending_item, position.stop_reason) || by_the_clock || !self.is_exact {
            return Ok(());
        }
        let text = |item: Option<u32>, stop: Option<StopReason>| match (item, stop) {
            (Some(item), _) => format!("item {item}"),
            (None, Some(reason)) => format!("the stop reason {}", reason.as_str()),
            (None, None) => "nothing".to_owned(),
        };
        let (recorded, chosen) = (text(position.pending_item, position.stop_reason), text(item, stop));
        Err(RecordFault::WrongPendingItem { reason: format!("it is {recorded}, but the answers lead to {chosen}") })
    }
}

fn bits(ability: Ability) -> [u64; 2] {
    [ability.theta, ability.se].map(f64::to_bits)
}

fn misfit(error: &dyn std::error::Error) -> RecordFault {
    RecordFault::MisfitAnswers { reason: error.to_string() }
}

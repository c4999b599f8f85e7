//! How an engine comes to be: at the start of a session, or from what is kept of one.

use std::sync::Arc;
use std::time::Duration;

use super::adaptive_engine::AdaptiveEngine;
use super::error::{FollowError, ReplayError, RestoreError};
use super::state::EngineState;
use super::step::Step;
use crate::ability::Ability;
use crate::assembly::{AdaptiveTest, Fingerprint};
use crate::cancellation::{Cancellation, Cancelled, Checkpoint};
use crate::estimation::PatternError;
use crate::identity::ItemIndex;
use crate::response::Response;

/// How far the estimate of a state may be from the one computed from its answers. A state can come from another machine,
/// whose mathematical library rounds differently; on another bank or under another design the estimates differ more.
const ESTIMATE_TOLERANCE: f64 = 1e-6;

impl AdaptiveEngine {
    /// Starts a session: no answers, the first item chosen as the design's start says.
    #[must_use]
    pub fn start(test: Arc<AdaptiveTest>, seed: u64) -> Self {
        Self::started(test, seed, Vec::new(), Checkpoint::NONE)
    }

    /// As [`start`](Self::start), unless the choice of the first item is given up meanwhile.
    ///
    /// # Errors
    /// [`Cancelled`] when it is.
    pub fn start_unless(test: Arc<AdaptiveTest>, seed: u64, cancellation: &Cancellation) -> Result<Self, Cancelled> {
        let checkpoint = Checkpoint::of(cancellation);
        let started = Self::started(test, seed, Vec::new(), checkpoint);
        checkpoint.passed().map(|()| started)
    }

    /// Starts a session in which some items are withheld, those that
    /// [`AdaptiveTest::withheld`] derives from exposure rates for instance.
    ///
    /// They stay withheld for the whole session and are part of its state; a design's first items and the items of a
    /// testlet that has begun are shown nevertheless, and so is any item where no other is left.
    ///
    /// # Errors
    /// [`PatternError::UnknownItem`] for an index that is not in the bank.
    pub fn start_withholding(test: Arc<AdaptiveTest>, seed: u64, withheld: &[ItemIndex]) -> Result<Self, PatternError> {
        let bank_len = test.bank().len();
        match withheld.iter().find(|item| !test.bank().contains(**item)) {
            Some(&item) => Err(PatternError::UnknownItem { item, bank_len }),
            None => Ok(Self::started(test, seed, withheld.to_vec(), Checkpoint::NONE)),
        }
    }

    /// As [`start_withholding`](Self::start_withholding), unless the choice of the first item is given up meanwhile.
    ///
    /// # Errors
    /// [`FollowError::Answers`] as for [`start_withholding`](Self::start_withholding), [`FollowError::Cancelled`].
    pub fn start_withholding_unless(
        test: Arc<AdaptiveTest>,
        seed: u64,
        withheld: &[ItemIndex],
        cancellation: &Cancellation,
    ) -> Result<Self, FollowError> {
        let bank_len = test.bank().len();
        if let Some(&item) = withheld.iter().find(|item| !test.bank().contains(**item)) {
            return Err(PatternError::UnknownItem { item, bank_len }.into());
        }
        let checkpoint = Checkpoint::of(cancellation);
        let started = Self::started(test, seed, withheld.to_vec(), checkpoint);
        checkpoint.passed()?;
        Ok(started)
    }

    /// Takes a session up where [`state`](Self::state) was taken.
    ///
    /// The pending item and the stop reason are the state's; nothing is chosen anew. The estimate is computed from the
    /// answers and equals that of the engine the state is from, bit for bit on one build.
    ///
    /// # Errors
    /// [`RestoreError`] when no engine of this test, or of the same test for the state's examinee, can have left the state: its answers or its pending item do not fit the
    /// bank, its [fingerprint](EngineState::fingerprint) is that of another bank or design, or its estimate is not that of
    /// its answers.
    pub fn restore(test: Arc<AdaptiveTest>, state: EngineState) -> Result<Self, RestoreError> {
        let test = test
            .shared_for(&state.examinee)
            .map_err(|error| RestoreError::Examinee { field: error.field, cause: error.cause })?;
        test.scorer().check_session(&state.items, &state.responses).map_err(RestoreError::Answers)?;
        let bank_len = test.bank().len();
        if let Some(&item) = state.withheld.iter().find(|item| !test.bank().contains(**item)) {
            return Err(RestoreError::UnknownWithheld { item, bank_len });
        }
        let step = restored_step(&test, &state)?;
        state.fingerprint.map_or(Ok(()), |fingerprint| check_fingerprint(fingerprint, test.fingerprint()))?;
        let stored = Ability { theta: state.theta, se: state.standard_error };
        let mut engine = Self::without_answers(test, state.seed, state.withheld);
        for (item, response) in state.items.into_iter().zip(state.responses) {
            engine.add_answer(item, response);
        }
        engine.update_interim();
        check_estimate(stored, engine.interim.ability())?;
        engine.step = step;
        Ok(engine)
    }

    /// Runs a session again from its answers, choosing every item anew.
    ///
    /// # Errors
    /// [`ReplayError`] for the first answer that is not to the item chosen, or that the engine does not take.
    pub fn replay(
        test: Arc<AdaptiveTest>,
        seed: u64,
        answers: impl IntoIterator<Item = (ItemIndex, Response)>,
    ) -> Result<Self, ReplayError> {
        let answers = answers.into_iter().map(|(item, response)| (item, response, None));
        Self::start(test, seed).replaying(answers)
    }

    /// Runs a session again from this engine on, with the times of the answers: one just
    /// [started](Self::start_withholding) with what was withheld, for instance.
    ///
    /// # Errors
    /// As for [`replay`](Self::replay).
    pub fn replay_timed(
        self,
        answers: impl IntoIterator<Item = (ItemIndex, Response, Duration)>,
    ) -> Result<Self, ReplayError> {
        self.replaying(answers.into_iter().map(|(item, response, elapsed)| (item, response, Some(elapsed))))
    }

    /// Takes answers to items that somebody else has chosen, and chooses the next item or stops.
    ///
    /// A time budget does not count.
    ///
    /// # Errors
    /// [`PatternError`] when an item is not of the bank or occurs twice, or a response is no category of its item.
    pub fn follow(
        test: Arc<AdaptiveTest>,
        seed: u64,
        answers: impl IntoIterator<Item = (ItemIndex, Response)>,
    ) -> Result<Self, PatternError> {
        Self::following(test, seed, answers.into_iter().unzip(), Checkpoint::NONE)
    }

    /// As [`follow`](Self::follow), unless the choice of the next item is given up meanwhile.
    ///
    /// # Errors
    /// [`FollowError::Answers`] as for [`follow`](Self::follow), [`FollowError::Cancelled`].
    pub fn follow_unless(
        test: Arc<AdaptiveTest>,
        seed: u64,
        answers: impl IntoIterator<Item = (ItemIndex, Response)>,
        cancellation: &Cancellation,
    ) -> Result<Self, FollowError> {
        let checkpoint = Checkpoint::of(cancellation);
        let engine = Self::following(test, seed, answers.into_iter().unzip(), checkpoint)?;
        checkpoint.passed()?;
        Ok(engine)
    }

    fn following(
        test: Arc<AdaptiveTest>,
        seed: u64,
        (items, responses): (Vec<ItemIndex>, Vec<Response>),
        checkpoint: Checkpoint<'_>,
    ) -> Result<Self, PatternError> {
        test.scorer().check_session(&items, &responses)?;
        let Some(last) = items.len().checked_sub(1) else {
            return Ok(Self::started(test, seed, Vec::new(), checkpoint));
        };
        let mut engine = Self::without_answers(test, seed, Vec::new());
        for (place, (item, response)) in items.into_iter().zip(responses).enumerate() {
            if place == last {
                // The stopping rules compare the estimate with the one before the last answer.
                engine.update_interim();
            }
            engine.add_answer(item, response);
        }
        engine.advance(None, checkpoint);
        Ok(engine)
    }

    fn started(test: Arc<AdaptiveTest>, seed: u64, withheld: Vec<ItemIndex>, checkpoint: Checkpoint<'_>) -> Self {
        let mut engine = Self::without_answers(test, seed, withheld);
        engine.update_interim();
        engine.step = engine.next_item(checkpoint);
        engine
    }

    fn replaying(
        mut self,
        answers: impl Iterator<Item = (ItemIndex, Response, Option<Duration>)>,
    ) -> Result<Self, ReplayError> {
        for (position, (item, response, elapsed)) in answers.enumerate() {
            let recorded = match elapsed {
                Some(elapsed) => self.record_timed(item, response, elapsed),
                None => self.record(item, response),
            };
            recorded.map_err(|source| ReplayError { position, source })?;
        }
        Ok(self)
    }
}

fn restored_step(test: &AdaptiveTest, state: &EngineState) -> Result<Step, RestoreError> {
    match (state.pending, state.stop_reason) {
        (Some(item), _) if !test.bank().contains(item) => {
            Err(RestoreError::UnknownPending { item, bank_len: test.bank().len() })
        }
        (Some(item), Some(reason)) => Err(RestoreError::PendingAfterStop { item, reason }),
        (Some(item), None) if state.items.contains(&item) => Err(RestoreError::PendingAnswered { item }),
        (Some(item), None) => Ok(Step::Administer(item)),
        (None, Some(reason)) => Ok(Step::Stop(reason)),
        (None, None) => Err(RestoreError::NothingPending),
    }
}

fn check_fingerprint(stored: Fingerprint, own: Fingerprint) -> Result<(), RestoreError> {
    if stored.bank != own.bank {
        Err(RestoreError::OtherBank)
    } else if stored.design != own.design {
        Err(RestoreError::OtherDesign)
    } else {
        Ok(())
    }
}

fn check_estimate(stored: Ability, computed: Ability) -> Result<(), RestoreError> {
    let agree = |stored: f64, computed: f64| (stored - computed).abs() <= ESTIMATE_TOLERANCE * computed.abs().max(1.0);
    if agree(stored.theta, computed.theta) && agree(stored.se, computed.se) {
        Ok(())
    } else {
        Err(RestoreError::OtherEstimate { stored, computed })
    }
}

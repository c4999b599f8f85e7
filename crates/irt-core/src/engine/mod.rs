//! The running test.

mod adaptive_test;
mod error;
pub mod state;
mod tables;

pub use adaptive_test::AdaptiveTest;
pub use error::{EngineError, ReplayError, RestoreError};

use std::sync::Arc;

use crate::estimation::Posterior;
use crate::selection::ItemSet;
use crate::{EngineState, Estimate, Estimator, ItemIndex, PatternError, Response, StopReason};

/// How many answers room is reserved for at the start, whatever the design allows.
const RESERVED_ANSWERS: u32 = 1024;

/// What happens next in a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// This item is to be shown and answered.
    Administer(ItemIndex),
    /// The test is over.
    Stop(StopReason),
}

/// One examinee's sitting of an [`AdaptiveTest`].
///
/// Deterministic: the same test, seed and responses give the same items, theta and standard error, bit for bit on one
/// build. It holds no clock and draws no numbers but from (seed, position).
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric, Response, Step};
///
/// let items = vec![Item::new("easy", FourPl::one_pl(-1.0)?)?, Item::new("hard", FourPl::one_pl(0.8)?)?];
/// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items)?);
/// let test = Arc::new(AdaptiveTest::new(bank, CatDesign::default())?);
///
/// let mut engine = AdaptiveEngine::start(test, 7);
/// while let Step::Administer(item) = engine.step() {
///     engine.record(item, Response::RIGHT)?;
/// }
/// assert_eq!(engine.items().len(), 2);
/// assert!(engine.final_estimate().theta > 0.0);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct AdaptiveEngine {
    test: Arc<AdaptiveTest>,
    seed: u64,
    items: Vec<ItemIndex>,
    responses: Vec<Response>,
    /// The same items as in `items`.
    administered: ItemSet,
    posterior: Posterior,
    interim: Estimate,
    step: Step,
}

impl AdaptiveEngine {
    /// Starts a sitting: no answers, the first item chosen at the design's start.
    #[must_use]
    pub fn start(test: Arc<AdaptiveTest>, seed: u64) -> Self {
        let mut engine = Self::without_answers(test, seed);
        engine.interim = engine.estimate_with(engine.test.design().interim_estimator());
        engine.step = engine.select(engine.test.design().start_theta());
        engine
    }

    /// Takes a sitting up where [`state`](Self::state) was taken.
    ///
    /// The pending item and the stop reason are the state's; nothing is chosen anew. The estimate is computed from the
    /// answers and equals that of the engine the state is from, bit for bit.
    ///
    /// # Errors
    /// [`RestoreError`] when no engine of this test can have left the state.
    pub fn restore(test: Arc<AdaptiveTest>, state: EngineState) -> Result<Self, RestoreError> {
        test.check(&state.items, &state.responses).map_err(RestoreError::Answers)?;
        let step = restored_step(&test, &state)?;
        let mut engine = Self::without_answers(test, state.seed);
        for (item, response) in state.items.into_iter().zip(state.responses) {
            engine.take(item, response);
        }
        engine.interim = engine.estimate_with(engine.test.design().interim_estimator());
        engine.step = step;
        Ok(engine)
    }

    /// Runs a sitting again from its answers, choosing every item anew.
    ///
    /// # Errors
    /// [`ReplayError`] for the first answer that is not to the item chosen, or that the engine does not take.
    pub fn replay(
        test: Arc<AdaptiveTest>,
        seed: u64,
        answers: impl IntoIterator<Item = (ItemIndex, Response)>,
    ) -> Result<Self, ReplayError> {
        let mut engine = Self::start(test, seed);
        for (position, (item, response)) in answers.into_iter().enumerate() {
            engine.record(item, response).map_err(|source| ReplayError { position, source })?;
        }
        Ok(engine)
    }

    /// Takes answers to items that somebody else has chosen, and chooses the next item or stops.
    ///
    /// # Errors
    /// [`PatternError`] when an item is not of the bank or occurs twice, or a response is no category of its item.
    pub fn follow(
        test: Arc<AdaptiveTest>,
        seed: u64,
        answers: impl IntoIterator<Item = (ItemIndex, Response)>,
    ) -> Result<Self, PatternError> {
        let (items, responses): (Vec<_>, Vec<_>) = answers.into_iter().unzip();
        test.check(&items, &responses)?;
        let mut engine = Self::start(test, seed);
        for (item, response) in items.into_iter().zip(responses) {
            engine.take(item, response);
        }
        if !engine.items.is_empty() {
            engine.go_on();
        }
        Ok(engine)
    }

    /// What is to be done now.
    #[must_use]
    pub const fn step(&self) -> Step {
        self.step
    }

    /// The item shown and not answered yet; `None` when the test is over.
    #[must_use]
    pub const fn pending(&self) -> Option<ItemIndex> {
        match self.step {
            Step::Administer(item) => Some(item),
            Step::Stop(_) => None,
        }
    }

    /// Why the test is over; `None` while it runs.
    #[must_use]
    pub const fn stop_reason(&self) -> Option<StopReason> {
        match self.step {
            Step::Administer(_) => None,
            Step::Stop(reason) => Some(reason),
        }
    }

    /// Takes the answer to the pending item, estimates the ability, and chooses the next item or stops.
    ///
    /// # Errors
    /// [`EngineError`] when the test is over, the item is not the pending one, or the response is no category of it;
    /// the engine has not changed then.
    pub fn record(&mut self, item: ItemIndex, response: Response) -> Result<Step, EngineError> {
        let pending = match self.step {
            Step::Administer(pending) => pending,
            Step::Stop(reason) => return Err(EngineError::Finished { reason }),
        };
        if item != pending {
            return Err(EngineError::NotPending { item, pending });
        }
        let categories = self.test.bank().categories(item).unwrap_or(0);
        if response.0 >= categories {
            return Err(EngineError::ResponseOutOfRange { item, response, categories });
        }
        self.take(item, response);
        self.go_on();
        Ok(self.step)
    }

    /// The interim estimate: the design's interim estimator on the answers so far.
    #[must_use]
    pub const fn estimate(&self) -> Estimate {
        self.interim
    }

    /// The design's final estimator on the answers so far.
    #[must_use]
    pub fn final_estimate(&self) -> Estimate {
        let design = self.test.design();
        match design.final_estimator() {
            same if same == design.interim_estimator() => self.interim,
            Estimator::Eap => self.posterior.estimate(self.test.grid()),
            estimator => self.test.search(estimator, &self.items, &self.responses, &self.posterior),
        }
    }

    /// The items answered so far, in order.
    #[must_use]
    pub fn items(&self) -> &[ItemIndex] {
        &self.items
    }

    /// The answers, one for each of [`items`](Self::items).
    #[must_use]
    pub fn responses(&self) -> &[Response] {
        &self.responses
    }

    /// The test that is being taken.
    #[must_use]
    pub const fn test(&self) -> &Arc<AdaptiveTest> {
        &self.test
    }

    /// The seed of the sitting's random draws. Maximum information draws none.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The value from which [`restore`](Self::restore) makes an equal engine.
    #[must_use]
    pub fn state(&self) -> EngineState {
        EngineState {
            seed: self.seed,
            theta: self.interim.theta,
            standard_error: self.interim.se,
            items: self.items.clone(),
            responses: self.responses.clone(),
            pending: self.pending(),
            stop_reason: self.stop_reason(),
            max_items: self.test.max_items(),
        }
    }

    /// An engine that has neither estimated nor chosen anything yet.
    fn without_answers(test: Arc<AdaptiveTest>, seed: u64) -> Self {
        let reserved = test.max_items().min(RESERVED_ANSWERS) as usize;
        let administered = ItemSet::new(test.bank().len());
        let posterior = test.posterior(&[], &[]);
        let interim = test.search(Estimator::Mle, &[], &[], &posterior);
        let (items, responses) = (Vec::with_capacity(reserved), Vec::with_capacity(reserved));
        let step = Step::Stop(StopReason::BankExhausted);
        Self { test, seed, items, responses, administered, posterior, interim, step }
    }

    /// Takes in an answer that has been checked.
    fn take(&mut self, item: ItemIndex, response: Response) {
        self.items.push(item);
        self.responses.push(response);
        self.administered.insert(item);
        self.test.observe(&mut self.posterior, item, response);
    }

    /// Estimates the ability from the answers taken in, and chooses the next item or stops.
    fn go_on(&mut self) {
        self.interim = self.estimate_with(self.test.design().interim_estimator());
        let stop = self.test.design().stopping_rule().reason(self.items.len(), self.interim.se);
        self.step = stop.map_or_else(|| self.select(self.interim.theta), Step::Stop);
    }

    fn estimate_with(&mut self, estimator: Estimator) -> Estimate {
        match estimator {
            Estimator::Eap => self.posterior.estimate(self.test.grid()),
            other => self.test.search(other, &self.items, &self.responses, &self.posterior),
        }
    }

    fn select(&self, theta: f64) -> Step {
        let test = &self.test;
        let item = test.design().selection_rule().select(test.bank(), test.index(), theta, &self.administered);
        item.map_or(Step::Stop(StopReason::BankExhausted), Step::Administer)
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

//! The running test.

mod adaptive_test;
mod choice;
mod error;
mod replaying;
mod start_plan;
pub mod state;
mod stop_check;
pub(crate) mod tables;

pub use adaptive_test::AdaptiveTest;
pub use error::{EngineError, ReplayError, RestoreError};

use std::sync::Arc;
use std::time::Duration;

use crate::estimation::Posterior;
use crate::selection::{ItemSet, Workspace};
use crate::{EngineState, Estimate, Estimator, ItemIndex, Response, StopReason};

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
    /// The items and answers that count, where the design has pretest items; else empty.
    scored: (Vec<ItemIndex>, Vec<Response>),
    /// The items answered, and their enemies.
    met: ItemSet,
    /// The same, and the items that the design never chooses.
    blocked: ItemSet,
    /// The items withheld since the start, and those among them that the caller has told.
    withheld: ItemSet,
    withheld_by_caller: Vec<ItemIndex>,
    /// How many items of each content area with a target have been answered.
    used_areas: Vec<u32>,
    /// How many pretest items have been answered.
    tried_out: usize,
    posterior: Posterior,
    interim: Estimate,
    step: Step,
    /// The items that are not looked at in the choice at hand.
    excluded: ItemSet,
    room: Workspace,
}

impl AdaptiveEngine {
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
    /// [`EngineError`] when the test is over, the item is not the pending one, the response is no category of it, or
    /// the design has a time budget ([`record_timed`](Self::record_timed)); the engine has not changed then.
    pub fn record(&mut self, item: ItemIndex, response: Response) -> Result<Step, EngineError> {
        if self.test.design().stopping_rule().time_budget.is_some() {
            return Err(EngineError::ElapsedTimeMissing);
        }
        self.record_after(item, response, None)
    }

    /// As [`record`](Self::record), the answer having been given so long after the start of the sitting.
    ///
    /// The engine has no clock: the elapsed time is the caller's, and part of what a replay needs.
    ///
    /// # Errors
    /// As for [`record`](Self::record), but a time budget is welcome.
    pub fn record_timed(
        &mut self,
        item: ItemIndex,
        response: Response,
        elapsed: Duration,
    ) -> Result<Step, EngineError> {
        self.record_after(item, response, Some(elapsed))
    }

    fn record_after(
        &mut self,
        item: ItemIndex,
        response: Response,
        elapsed: Option<Duration>,
    ) -> Result<Step, EngineError> {
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
        self.go_on(elapsed);
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
            estimator => self.estimate_with(estimator),
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

    /// The seed of the sitting's random draws.
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
            withheld: self.withheld_by_caller.clone(),
        }
    }

    /// The items that count for the estimate, and their answers.
    fn scored(&self) -> (&[ItemIndex], &[Response]) {
        if self.test.content().pretest.is_none() {
            (&self.items, &self.responses)
        } else {
            (&self.scored.0, &self.scored.1)
        }
    }

    /// An engine that has neither estimated nor chosen anything yet.
    fn without_answers(test: Arc<AdaptiveTest>, seed: u64, withheld_by_caller: Vec<ItemIndex>) -> Self {
        let reserved = test.max_items().min(RESERVED_ANSWERS) as usize;
        let bank_len = test.bank().len();
        let withheld = ItemSet::of(bank_len, test.exposure().failures(seed).chain(withheld_by_caller.iter().copied()));
        let posterior = test.posterior(&[], &[]);
        Self {
            seed,
            items: Vec::with_capacity(reserved),
            responses: Vec::with_capacity(reserved),
            scored: (Vec::new(), Vec::new()),
            met: ItemSet::new(bank_len),
            blocked: test.content().barred.clone(),
            withheld,
            withheld_by_caller,
            used_areas: vec![0; test.content().areas.as_ref().map_or(0, |areas| areas.len())],
            tried_out: 0,
            interim: test.search(Estimator::Mle, &[], &[], &posterior),
            posterior,
            step: Step::Stop(StopReason::BankExhausted),
            excluded: ItemSet::new(bank_len),
            room: Workspace::default(),
            test,
        }
    }

    /// Takes in an answer that has been checked.
    fn take(&mut self, item: ItemIndex, response: Response) {
        let content = self.test.content();
        self.items.push(item);
        self.responses.push(response);
        for met in content.relations.enemies(item).chain([item]) {
            self.met.insert(met);
            self.blocked.insert(met);
        }
        if content.is_unscored(item) {
            self.tried_out += 1;
            return;
        }
        if let Some(area) = content.areas.as_ref().and_then(|areas| areas.of(item)) {
            self.used_areas[area] += 1;
        }
        if content.pretest.is_some() {
            self.scored.0.push(item);
            self.scored.1.push(response);
        }
        self.test.observe(&mut self.posterior, item, response);
    }

    /// Estimates the ability from the answers taken in, and chooses the next item or stops.
    fn go_on(&mut self, elapsed: Option<Duration>) {
        let before = self.interim;
        self.interim = self.estimate_with(self.test.design().interim_estimator());
        let stop = self.reason_to_stop(before, elapsed);
        self.step = stop.map_or_else(|| self.next_item(), Step::Stop);
    }

    fn estimate_with(&self, estimator: Estimator) -> Estimate {
        let (items, responses) = self.scored();
        match estimator {
            Estimator::Eap => self.test.posterior_estimate(items, responses, &self.posterior),
            other => self.test.search(other, items, responses, &self.posterior),
        }
    }
}

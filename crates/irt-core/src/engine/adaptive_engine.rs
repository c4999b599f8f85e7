//! One examinee's session: what it takes and what it says.

use std::sync::Arc;
use std::time::Duration;

use super::answers::Answers;
use super::eligibility::Eligibility;
use super::error::EngineError;
use super::scratch::Scratch;
use super::state::EngineState;
use super::step::Step;
use crate::assembly::AdaptiveTest;
use crate::cancellation::{Cancellation, Checkpoint};
use crate::estimation::{Estimate, Method, Posterior};
use crate::identity::ItemIndex;
use crate::response::Response;
use crate::stopping::StopReason;

/// One examinee's session of an [`AdaptiveTest`].
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
    pub(super) test: Arc<AdaptiveTest>,
    pub(super) seed: u64,
    pub(super) answers: Answers,
    pub(super) eligibility: Eligibility,
    posterior: Posterior,
    pub(super) interim: Estimate,
    pub(super) step: Step,
    pub(super) scratch: Scratch,
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
        self.require_no_time_budget()?;
        self.check_answer(item, response)?;
        self.add_answer(item, response);
        self.advance(None, Checkpoint::NONE);
        Ok(self.step)
    }

    /// As [`record`](Self::record), the answer having been given so long after the start of the session.
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
        self.check_answer(item, response)?;
        self.add_answer(item, response);
        self.advance(Some(elapsed), Checkpoint::NONE);
        Ok(self.step)
    }

    /// As [`record`](Self::record), unless the choice of the next item is given up meanwhile. Takes the engine, because one
    /// whose choice was given up is of no more use.
    ///
    /// # Errors
    /// As for [`record`](Self::record), and [`EngineError::Cancelled`].
    pub fn record_unless(
        mut self,
        item: ItemIndex,
        response: Response,
        cancellation: &Cancellation,
    ) -> Result<Self, EngineError> {
        self.require_no_time_budget()?;
        self.check_answer(item, response)?;
        self.add_answer(item, response);
        let checkpoint = Checkpoint::of(cancellation);
        self.advance(None, checkpoint);
        checkpoint.passed()?;
        Ok(self)
    }

    /// As [`record_unless`](Self::record_unless), the answer having been given so long after the start of the session.
    ///
    /// # Errors
    /// As for [`record_timed`](Self::record_timed), and [`EngineError::Cancelled`].
    pub fn record_timed_unless(
        mut self,
        item: ItemIndex,
        response: Response,
        elapsed: Duration,
        cancellation: &Cancellation,
    ) -> Result<Self, EngineError> {
        self.check_answer(item, response)?;
        self.add_answer(item, response);
        let checkpoint = Checkpoint::of(cancellation);
        self.advance(Some(elapsed), checkpoint);
        checkpoint.passed()?;
        Ok(self)
    }

    fn require_no_time_budget(&self) -> Result<(), EngineError> {
        match self.test.design().stopping_rule().time_budget {
            Some(_) => Err(EngineError::ElapsedTimeMissing),
            None => Ok(()),
        }
    }

    fn check_answer(&self, item: ItemIndex, response: Response) -> Result<(), EngineError> {
        let pending = match self.step {
            Step::Administer(pending) => pending,
            Step::Stop(reason) => return Err(EngineError::Finished { reason }),
        };
        if item != pending {
            return Err(EngineError::NotPending { item, pending });
        }
        let categories = self.test.bank().categories(item).unwrap_or(0);
        if response != Response::MISSING && response.0 >= categories {
            return Err(EngineError::ResponseOutOfRange { item, response, categories });
        }
        Ok(())
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
            same if same == design.interim_estimator() && design.constant_pattern().is_none() => self.interim,
            _ => self.estimate_by(self.test.scorer().final_method()),
        }
    }

    /// The items answered so far, in order.
    #[must_use]
    pub fn items(&self) -> &[ItemIndex] {
        self.answers.items()
    }

    /// The items that count for the estimate, and their responses: neither pretest items nor items that were left out.
    #[must_use]
    pub fn scored(&self) -> (&[ItemIndex], &[Response]) {
        self.answers.scored()
    }

    /// The answers, one for each of [`items`](Self::items); [`Response::MISSING`] for an item that was left out.
    #[must_use]
    pub fn responses(&self) -> &[Response] {
        self.answers.responses()
    }

    /// The test that is being taken.
    #[must_use]
    pub const fn test(&self) -> &Arc<AdaptiveTest> {
        &self.test
    }

    /// The seed of the session's random draws.
    #[must_use]
    pub const fn seed(&self) -> u64 {
        self.seed
    }

    /// The items that the caller withholds from the session.
    #[must_use]
    pub fn withheld(&self) -> &[ItemIndex] {
        self.eligibility.withheld_by_caller()
    }

    /// The value from which [`restore`](Self::restore) makes an equal engine.
    #[must_use]
    pub fn state(&self) -> EngineState {
        EngineState {
            seed: self.seed,
            theta: self.interim.theta,
            standard_error: self.interim.se,
            items: self.answers.items().to_vec(),
            responses: self.answers.responses().to_vec(),
            pending: self.pending(),
            stop_reason: self.stop_reason(),
            max_items: self.test.max_items(),
            examinee: *self.test.examinee(),
            withheld: self.withheld().to_vec(),
            fingerprint: Some(self.test.fingerprint()),
        }
    }

    /// An engine that has neither estimated nor chosen anything yet.
    pub(super) fn without_answers(test: Arc<AdaptiveTest>, seed: u64, withheld_by_caller: Vec<ItemIndex>) -> Self {
        let posterior = test.scorer().posterior(&[], &[]);
        Self {
            seed,
            answers: Answers::new(&test),
            eligibility: Eligibility::new(&test, seed, withheld_by_caller),
            interim: test.scorer().before_answers(),
            posterior,
            step: Step::Stop(StopReason::BankExhausted),
            scratch: Scratch::new(&test),
            test,
        }
    }

    /// Adds an answer that has been checked; estimates and chooses nothing.
    pub(super) fn add_answer(&mut self, item: ItemIndex, response: Response) {
        let content = self.test.content();
        self.eligibility.remove(item, content);
        if self.answers.push(item, response, content) {
            self.test.scorer().observe(&mut self.posterior, item, response);
        }
    }

    /// Estimates the ability from the answers so far, and chooses the next item or stops.
    pub(super) fn advance(&mut self, elapsed: Option<Duration>, checkpoint: Checkpoint<'_>) {
        let before = self.interim;
        self.update_interim();
        let stop = self.reason_to_stop(before, elapsed);
        self.step = stop.map_or_else(|| self.next_item(checkpoint), Step::Stop);
    }

    /// Estimates the ability by the interim estimator.
    pub(super) fn update_interim(&mut self) {
        let (items, responses) = self.answers.scored();
        self.interim = self.test.scorer().interim(items, responses, &self.posterior);
    }

    fn estimate_by(&self, method: &Method) -> Estimate {
        let (items, responses) = self.answers.scored();
        self.test.scorer().estimate_from(method, items, responses, &self.posterior)
    }
}

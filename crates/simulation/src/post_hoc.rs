//! The test as it would have gone for examinees who have answered the items already.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::{
    AdaptiveEngine, AdaptiveTest, EngineError, ItemIndex, MAX_CATEGORIES, PatternError, Response, Step, StopReason,
};

use crate::groups::Groups;
use crate::random_stream::{Purpose, RandomStream};
use crate::sitting::start;
use crate::tally::Tally;
use crate::waves::{self, Programme};
use crate::{Measures, Silent, SimulationError, Sitting, Summary, Watcher};

/// Stands for no answer; no item has so many categories.
const UNANSWERED: u8 = MAX_CATEGORIES;

/// An adaptive test, taken by examinees with the answers that they have given to the items (*post-hoc* simulation).
///
/// The design's final estimate from all answers of an examinee counts as their true ability, so that the errors tell
/// what the shorter test loses. Items without an answer are withheld. A test that asks for one all the same, because no
/// other is left or the design wants it first, ends with [`StopReason::BankExhausted`].
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveTest, CatDesign, CatSpec, FourPl, Item, ItemBank, ItemIndex, Metric, Response};
/// use simulation::PostHoc;
///
/// let items = (0..4).map(|i| Item::new(&format!("q{i}"), FourPl::one_pl(f64::from(i) - 1.5).unwrap()));
/// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?);
/// let mut spec = CatSpec::default();
/// spec.stopping.max_items = Some(2);
/// let mut post_hoc = PostHoc::new(Arc::new(AdaptiveTest::new(bank, CatDesign::new(spec)?)?), 1);
/// let all = [0, 1, 2, 3].map(ItemIndex);
/// post_hoc.push(&all, &[Response::RIGHT, Response::RIGHT, Response::WRONG, Response::WRONG])?;
/// post_hoc.push(&all[1..], &[Response::RIGHT; 3])?;
/// let summary = post_hoc.run()?.unwrap();
/// assert_eq!((summary.examinees, summary.test_length.max), (2, 2));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone)]
pub struct PostHoc {
    test: Arc<AdaptiveTest>,
    seed: u64,
    threads: Option<NonZeroUsize>,
    measures: Measures,
    /// The estimate of each examinee from all of their answers.
    thetas: Vec<f64>,
    /// The answers, examinee by examinee, one place for each item of the bank.
    answers: Vec<u8>,
}

/// Answers of an examinee that no test can be taken with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAnswers {
    /// There are none.
    #[error("the examinee has answered no item")]
    None,
    /// They do not belong to the bank.
    #[error(transparent)]
    Pattern(#[from] PatternError),
}

impl PostHoc {
    /// A test that nobody takes yet, on all cores, with the default [`Measures`]. The seed is that of the draws that
    /// the design makes, if any.
    #[must_use]
    pub fn new(test: Arc<AdaptiveTest>, seed: u64) -> Self {
        let (thetas, answers) = (Vec::new(), Vec::new());
        Self { test, seed, threads: None, measures: Measures::default(), thetas, answers }
    }

    /// The same on this many threads. The result does not depend on it.
    #[must_use]
    pub const fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// The same with something else measured.
    #[must_use]
    pub fn with_measures(mut self, measures: Measures) -> Self {
        self.measures = measures;
        self
    }

    /// Adds an examinee with their answers, one for each of the items; gives the estimate from all of them.
    ///
    /// # Errors
    /// [`InvalidAnswers`] when there are none, or they do not match the bank.
    pub fn push(&mut self, items: &[ItemIndex], responses: &[Response]) -> Result<f64, InvalidAnswers> {
        if items.is_empty() && responses.is_empty() {
            return Err(InvalidAnswers::None);
        }
        let estimate = self.test.score(items, responses)?;
        self.thetas.push(estimate.theta);
        let start = self.answers.len();
        self.answers.resize(start + self.test.bank().len(), UNANSWERED);
        for (item, response) in items.iter().zip(responses) {
            self.answers[start + item.as_usize()] = response.0;
        }
        Ok(estimate.theta)
    }

    /// Lets everybody take the test; `None` when there is nobody.
    ///
    /// # Errors
    /// As for [`Simulation::run`](crate::Simulation::run).
    pub fn run(&self) -> Result<Option<Summary>, SimulationError<Infallible>> {
        self.run_with(&mut Silent)
    }

    /// Lets everybody take the test, and shows each result to a watcher, in order.
    ///
    /// # Errors
    /// As for [`Simulation::run_with`](crate::Simulation::run_with).
    pub fn run_with<W: Watcher>(&self, watcher: &mut W) -> Result<Option<Summary>, SimulationError<W::Error>> {
        if self.thetas.is_empty() {
            return Ok(None);
        }
        let groups = Groups::of_listed(&self.thetas, self.thetas.len() as u64, self.measures.conditioning);
        let mut tally = Tally::new(&self.test, groups, &self.measures);
        waves::run(self, self.threads, &mut tally, watcher)?;
        Ok(Some(tally.summary(self.seed)))
    }

    fn answers_of(&self, index: u64) -> &[u8] {
        let items = self.test.bank().len();
        &self.answers[index as usize * items..][..items]
    }
}

impl Programme for PostHoc {
    fn examinees(&self) -> u64 {
        self.thetas.len() as u64
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        vec![&self.test]
    }

    fn sit(&self, index: u64, _: usize, withheld: &[ItemIndex]) -> Result<Sitting, EngineError> {
        let answers = self.answers_of(index);
        let seed = RandomStream::new(self.seed, index, Purpose::Engine).word(0);
        let mut engine = self.engine(answers, withheld, seed);
        let mut trace = Vec::new();
        let stop_reason = loop {
            let item = match engine.step() {
                Step::Administer(item) => item,
                Step::Stop(reason) => break reason,
            };
            let answer = answers[item.as_usize()];
            if answer == UNANSWERED {
                break StopReason::BankExhausted;
            }
            engine.record(item, Response(answer))?;
            if index < self.measures.traces {
                trace.push(engine.estimate());
            }
        };
        Ok(Sitting {
            index,
            design: 0,
            true_theta: self.thetas[index as usize],
            estimate: engine.final_estimate(),
            stop_reason,
            items: engine.items().to_vec(),
            responses: engine.responses().to_vec(),
            trace,
        })
    }
}

impl PostHoc {
    /// The engine of a sitting in which the items without an answer are withheld too.
    fn engine(&self, answers: &[u8], withheld: &[ItemIndex], seed: u64) -> AdaptiveEngine {
        let unanswered = (0..).map(ItemIndex).zip(answers).filter(|(_, answer)| **answer == UNANSWERED);
        let withheld: Vec<ItemIndex> = unanswered.map(|(item, _)| item).chain(withheld.iter().copied()).collect();
        start(&self.test, seed, &withheld)
    }
}

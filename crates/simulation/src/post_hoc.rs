//! Adaptive tests for examinees who have already answered the items.

use std::convert::Infallible;
use std::sync::Arc;

use irt_core::{AdaptiveTest, DesignError, ExamineeStart, ItemIndex, MAX_CATEGORIES, PatternError, Response};

use crate::administration::{Administration, AdministrationError, start_engine};
use crate::error::SimulationError;
use crate::examinee_result::ExamineeResult;
use crate::groups::Groups;
use crate::observer::{NoObserver, Observer};
use crate::random_stream::{Purpose, RandomStream};
use crate::run_options::{RunOptions, run_option_setters};
use crate::runner::{self, Workload};
use crate::summary::SimulationSummary;
use crate::summary_accumulator::SummaryAccumulator;

/// The mark of an item without an answer; an item always has fewer categories.
const UNANSWERED: u8 = MAX_CATEGORIES;

/// An adaptive test, taken by examinees with the answers that they have given to the items (*post-hoc* simulation).
///
/// The design's final estimate from all answers of an examinee counts as their true ability. So the errors show what the
/// shorter test loses. Items without an answer are withheld. If the engine still selects one, because no other is
/// left or the design names it as a first item, the test ends with
/// [`StopReason::BankExhausted`](irt_core::StopReason::BankExhausted).
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
    options: RunOptions,
    /// The estimate of each examinee from all of their answers.
    thetas: Vec<f64>,
    /// What was known of each.
    starts: Vec<ExamineeStart>,
    /// The answers, examinee by examinee, one element for each item of the bank.
    answers: Vec<u8>,
}

/// Answers of an examinee that no test can use.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidAnswers {
    /// There is no answer.
    #[error("the examinee has answered no item")]
    None,
    /// The answers do not match the bank.
    #[error(transparent)]
    Pattern(#[from] PatternError),
    /// What is known of the examinee does not fit the design.
    #[error(transparent)]
    Start(#[from] DesignError),
}

impl PostHoc {
    /// A test without examinees, on all cores, with the default [`Measures`](crate::Measures). The seed is for the draws
    /// of the design, if it makes any.
    #[must_use]
    pub fn new(test: Arc<AdaptiveTest>, seed: u64) -> Self {
        let (thetas, starts, answers) = (Vec::new(), Vec::new(), Vec::new());
        Self { test, seed, options: RunOptions::default(), thetas, starts, answers }
    }

    run_option_setters!();

    /// Adds an examinee with their answers, one for each of the items; returns the estimate from all of them.
    ///
    /// # Errors
    /// [`InvalidAnswers`] when there is no answer, or the answers do not match the bank.
    pub fn push(&mut self, items: &[ItemIndex], responses: &[Response]) -> Result<f64, InvalidAnswers> {
        self.push_known(&ExamineeStart::default(), items, responses)
    }

    /// As [`push`](Self::push), for an examinee of whom something is known before the test.
    ///
    /// # Errors
    /// As for [`push`](Self::push); also when the start does not fit the design.
    pub fn push_known(
        &mut self,
        start: &ExamineeStart,
        items: &[ItemIndex],
        responses: &[Response],
    ) -> Result<f64, InvalidAnswers> {
        if items.is_empty() && responses.is_empty() {
            return Err(InvalidAnswers::None);
        }
        let test = Arc::clone(&self.test).shared_for(start)?;
        let estimate = test.score(items, responses)?;
        self.thetas.push(estimate.theta);
        self.starts.push(*start);
        let first = self.answers.len();
        self.answers.resize(first + self.test.bank().len(), UNANSWERED);
        for (item, response) in items.iter().zip(responses) {
            self.answers[first + item.as_usize()] = response.0;
        }
        Ok(estimate.theta)
    }

    /// Administers the test to all examinees; `None` when there is none.
    ///
    /// # Errors
    /// As for [`Simulation::run`](crate::Simulation::run).
    pub fn run(&self) -> Result<Option<SimulationSummary>, SimulationError<Infallible>> {
        self.run_with(&mut NoObserver)
    }

    /// Administers the test to all examinees, and passes each result to an observer, in order.
    ///
    /// # Errors
    /// As for [`Simulation::run_with`](crate::Simulation::run_with).
    pub fn run_with<O: Observer>(
        &self,
        observer: &mut O,
    ) -> Result<Option<SimulationSummary>, SimulationError<O::Error>> {
        if self.thetas.is_empty() {
            return Ok(None);
        }
        let groups = Groups::from_listed(&self.thetas, self.thetas.len() as u64, self.options.measures.conditioning);
        let mut accumulator = SummaryAccumulator::new(&self.test, groups, &self.options.measures);
        runner::run(self, self.options.threads, &mut accumulator, observer)?;
        Ok(Some(accumulator.summary(self.seed)))
    }

    fn answers_of(&self, index: u64) -> &[u8] {
        let items = self.test.bank().len();
        &self.answers[index as usize * items..][..items]
    }
}

impl Workload for PostHoc {
    fn examinees(&self) -> u64 {
        self.thetas.len() as u64
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        vec![&self.test]
    }

    fn administer(&self, index: u64, _: usize, withheld: &[ItemIndex]) -> Result<ExamineeResult, AdministrationError> {
        let answers = self.answers_of(index);
        let unanswered = (0..).map(ItemIndex).zip(answers).filter(|(_, answer)| **answer == UNANSWERED);
        let withheld: Vec<ItemIndex> = unanswered.map(|(item, _)| item).chain(withheld.iter().copied()).collect();
        let seed = RandomStream::new(self.seed, index, Purpose::Engine).word(0);
        let (true_theta, keeps_trace) = (self.thetas[index as usize], index < self.options.measures.traces);
        let administration = Administration { index, true_theta, keeps_trace };
        let test = Arc::clone(&self.test).shared_for(&self.starts[index as usize])?;
        administration.run(start_engine(&test, seed, &withheld), |item| {
            let answer = answers[item.as_usize()];
            (answer != UNANSWERED).then_some(Response(answer))
        })
    }
}

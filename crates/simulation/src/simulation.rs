//! One test, taken by simulated examinees.

use std::convert::Infallible;
use std::sync::Arc;

use irt_core::{AdaptiveTest, ItemIndex};

use crate::administration::AdministrationError;
use crate::error::SimulationError;
use crate::examinee_result::ExamineeResult;
use crate::examinees::Examinees;
use crate::groups::Groups;
use crate::measures::InvalidMeasures;
use crate::observer::{NoObserver, Observer};
use crate::run_options::{RunOptions, run_option_setters};
use crate::runner::{self, Workload};
use crate::simulee::Simulee;
use crate::summary::SimulationSummary;
use crate::summary_accumulator::SummaryAccumulator;

/// A test, the examinees who take it, and the seed of every draw.
///
/// An examinee's ability and answers depend on the seed and the examinee's index; the answer to an item depends on the
/// item too, not on the items before. So two designs on one bank have the same examinees;
/// [`Comparison`](crate::Comparison) runs them together.
///
/// Where the design restricts the exposure rates, the items of an examinee depend on the examinees before. Such a
/// simulation runs on one thread.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub(crate) test: Arc<AdaptiveTest>,
    pub(crate) examinees: Examinees,
    pub(crate) seed: u64,
    pub(crate) options: RunOptions,
}

impl Simulation {
    /// A simulation on all cores, with the default [`Measures`](crate::Measures).
    #[must_use]
    pub fn new(test: Arc<AdaptiveTest>, examinees: Examinees, seed: u64) -> Self {
        Self { test, examinees, seed, options: RunOptions::default() }
    }

    run_option_setters!();

    /// The same with another exposure rate above which an item counts as overexposed.
    ///
    /// # Errors
    /// [`InvalidMeasures::ExposureLimit`] unless it is from 0 to 1.
    pub fn with_exposure_limit(mut self, limit: f64) -> Result<Self, InvalidMeasures> {
        self.options.measures = self.options.measures.with_exposure_limit(limit)?;
        Ok(self)
    }

    /// Administers the test to all examinees.
    ///
    /// # Errors
    /// [`SimulationError::Threads`] when the operating system does not grant the threads.
    pub fn run(&self) -> Result<SimulationSummary, SimulationError<Infallible>> {
        self.run_with(&mut NoObserver)
    }

    /// Administers the test to all examinees, and passes each result to an observer, in order.
    ///
    /// # Errors
    /// [`SimulationError`] when the threads cannot be started, or the observer fails or ends the run.
    pub fn run_with<O: Observer>(&self, observer: &mut O) -> Result<SimulationSummary, SimulationError<O::Error>> {
        let groups = Groups::new(&self.examinees, self.options.measures.conditioning);
        let mut accumulator = SummaryAccumulator::new(&self.test, groups, &self.options.measures);
        runner::run(self, self.options.threads, &mut accumulator, observer)?;
        Ok(accumulator.summary(self.seed))
    }
}

impl Workload for Simulation {
    fn examinees(&self) -> u64 {
        self.examinees.count()
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        vec![&self.test]
    }

    fn administer(&self, index: u64, _: usize, withheld: &[ItemIndex]) -> Result<ExamineeResult, AdministrationError> {
        let simulee = Simulee::new(&self.examinees, self.seed, index);
        simulee.take_test(&self.test, withheld, index < self.options.measures.traces)
    }
}

//! One test, taken by simulated examinees.

use std::convert::Infallible;
use std::num::NonZeroUsize;
use std::sync::Arc;

use irt_core::{AdaptiveTest, EngineError, ItemIndex};

use crate::groups::Groups;
use crate::sitting::Simulee;
use crate::tally::Tally;
use crate::waves::{self, Ledger, Programme};
use crate::{Examinees, InvalidMeasures, Measures, Silent, SimulationError, Sitting, Summary, Watcher};

/// A test, the examinees who take it, and the seed of every draw.
///
/// An examinee's ability and answers depend on the seed and the examinee's index; the answer to an item also on the
/// item, not on what was asked before. So two designs on one bank meet the same people; [`Comparison`](crate::Comparison)
/// lets them meet in one run.
///
/// Where the design restricts the exposure rates, they are those of the examinees before, so that all sit one after the
/// other, on one thread.
#[derive(Debug, Clone)]
pub struct Simulation {
    pub(crate) test: Arc<AdaptiveTest>,
    pub(crate) examinees: Examinees,
    pub(crate) seed: u64,
    pub(crate) threads: Option<NonZeroUsize>,
    pub(crate) measures: Measures,
}

impl Simulation {
    /// A simulation on all cores, with the default [`Measures`].
    #[must_use]
    pub fn new(test: Arc<AdaptiveTest>, examinees: Examinees, seed: u64) -> Self {
        Self { test, examinees, seed, threads: None, measures: Measures::default() }
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

    /// The same with another exposure rate above which an item counts as overexposed.
    ///
    /// # Errors
    /// [`InvalidMeasures::ExposureLimit`] unless it is from 0 to 1.
    pub fn with_exposure_limit(mut self, limit: f64) -> Result<Self, InvalidMeasures> {
        self.measures = self.measures.with_exposure_limit(limit)?;
        Ok(self)
    }

    /// Lets everybody take the test.
    ///
    /// # Errors
    /// [`SimulationError::Threads`] when the operating system does not grant the threads.
    pub fn run(&self) -> Result<Summary, SimulationError<Infallible>> {
        self.run_with(&mut Silent)
    }

    /// Lets everybody take the test, and shows each result to a watcher, in order.
    ///
    /// # Errors
    /// [`SimulationError`] when the threads cannot be started, or the watcher fails or ends the run.
    pub fn run_with<W: Watcher>(&self, watcher: &mut W) -> Result<Summary, SimulationError<W::Error>> {
        let groups = Groups::new(&self.examinees, self.measures.conditioning);
        let mut tally = Tally::new(&self.test, groups, &self.measures);
        waves::run(self, self.threads, &mut tally, watcher)?;
        Ok(tally.summary(self.seed))
    }
}

impl Programme for Simulation {
    fn examinees(&self) -> u64 {
        self.examinees.count()
    }

    fn tests(&self) -> Vec<&Arc<AdaptiveTest>> {
        vec![&self.test]
    }

    fn sit(&self, index: u64, _: usize, withheld: &[ItemIndex]) -> Result<Sitting, EngineError> {
        let simulee = Simulee::new(&self.examinees, self.seed, index);
        simulee.sit(&self.test, withheld, index < self.measures.traces)
    }
}

impl Ledger for Tally {
    fn enter(&mut self, sittings: &[Sitting]) {
        sittings.iter().for_each(|sitting| self.add(sitting));
    }
}

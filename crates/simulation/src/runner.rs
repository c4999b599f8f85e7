//! Runs many examinees in parallel and delivers their results in order.

use std::num::NonZeroUsize;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use irt_core::{AdaptiveTest, ItemIndex};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::administration::AdministrationError;
use crate::error::SimulationError;
use crate::examinee_result::ExamineeResult;
use crate::exposure_rates::RunningRates;
use crate::observer::Observer;

/// About how many answers of each thread a batch has.
const ANSWERS_PER_THREAD: usize = 16_384;
/// The most tests of each thread in a batch.
const TESTS_PER_THREAD: usize = 1024;

/// Examinees, and the tests that each of them takes.
pub(crate) trait Workload: Sync {
    /// The number of examinees.
    fn examinees(&self) -> u64;

    /// The tests that each of them takes, at least one.
    fn tests(&self) -> Vec<&Arc<AdaptiveTest>>;

    /// Administers one of the tests to an examinee, without the withheld items.
    fn administer(
        &self,
        index: u64,
        test: usize,
        withheld: &[ItemIndex],
    ) -> Result<ExamineeResult, AdministrationError>;
}

/// What a run computes from the results.
pub(crate) trait Accumulator: Send {
    /// Adds the results of one examinee, one for each test.
    fn add_examinee(&mut self, results: &[ExamineeResult]);
}

/// Administers all tests to all examinees. Adds each examinee to the accumulator and passes the results to the observer,
/// in order.
pub(crate) fn run<O: Observer>(
    workload: &impl Workload,
    threads: Option<NonZeroUsize>,
    accumulator: &mut impl Accumulator,
    observer: &mut O,
) -> Result<(), SimulationError<O::Error>> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(SimulationError::Threads)?;
    let tests = workload.tests();
    let mut progress = RunProgress { accumulator, observer, tests: tests.len(), done: 0 };
    let rates: Vec<_> = tests.iter().map(|test| RunningRates::new(test)).collect();
    let runner = BatchRunner { workload, rates };
    pool.install(|| run_batches(runner, &pool, &mut progress))
}

/// Runs batch after batch of examinees. While one batch runs, the results of the batch before are added.
///
/// The size of a batch depends on the number of threads. The results are added in the order of the examinees, so their
/// sums do not depend on it.
fn run_batches<O: Observer, A: Accumulator>(
    mut runner: BatchRunner<'_, impl Workload>,
    pool: &ThreadPool,
    progress: &mut RunProgress<'_, A, O>,
) -> Result<(), SimulationError<O::Error>> {
    let longest = runner.workload.tests().iter().map(|test| test.max_items() as usize).max().unwrap_or(0);
    let per_thread = (ANSWERS_PER_THREAD / longest.max(1)).clamp(1, TESTS_PER_THREAD);
    let size = (per_thread / progress.tests.max(1)).max(1) * pool.current_num_threads();
    let total = runner.workload.examinees();
    let mut finished = Vec::new();
    let mut next = 0;
    while next < total || !finished.is_empty() {
        let batch = next..total.min(next + size as u64);
        next = batch.end;
        let (added, results) = rayon::join(|| progress.add(&finished, total), || runner.run_batch(batch));
        added?;
        finished = results.map_err(|(index, error)| match error {
            AdministrationError::Answer(source) => SimulationError::Answer { index, source },
            AdministrationError::Start(source) => SimulationError::Start { index, source },
        })?;
    }
    Ok(())
}

/// Runs one batch of examinees.
struct BatchRunner<'a, W> {
    workload: &'a W,
    /// One for each test, where its design restricts the rates.
    rates: Vec<Option<RunningRates>>,
}

impl<W: Workload> BatchRunner<'_, W> {
    fn run_batch(&mut self, batch: Range<u64>) -> Result<Vec<ExamineeResult>, (u64, AdministrationError)> {
        if self.rates.iter().any(Option::is_some) { self.one_by_one(batch) } else { self.in_parallel(batch) }
    }

    fn in_parallel(&self, batch: Range<u64>) -> Result<Vec<ExamineeResult>, (u64, AdministrationError)> {
        let tests = self.rates.len();
        let count = (batch.end - batch.start) as usize * tests;
        let results = (0..count).into_par_iter().with_min_len(8).map(|place| {
            let index = batch.start + (place / tests) as u64;
            self.workload.administer(index, place % tests, &[]).map_err(|error| (index, error))
        });
        results.collect()
    }

    /// The items of an examinee depend on the items of all examinees before.
    fn one_by_one(&mut self, batch: Range<u64>) -> Result<Vec<ExamineeResult>, (u64, AdministrationError)> {
        let mut results = Vec::with_capacity((batch.end - batch.start) as usize * self.rates.len());
        for index in batch {
            for (test, rates) in self.rates.iter_mut().enumerate() {
                let withheld = rates.as_ref().map(RunningRates::withheld).unwrap_or_default();
                let result = self.workload.administer(index, test, &withheld).map_err(|error| (index, error))?;
                if let Some(rates) = rates {
                    rates.add(&result.items);
                }
                results.push(result);
            }
        }
        Ok(results)
    }
}

/// The receivers of the results, and the number of examinees they have received.
struct RunProgress<'a, A, O> {
    accumulator: &'a mut A,
    observer: &'a mut O,
    tests: usize,
    done: u64,
}

impl<A: Accumulator, O: Observer> RunProgress<'_, A, O> {
    fn add(&mut self, results: &[ExamineeResult], total: u64) -> Result<(), SimulationError<O::Error>> {
        for of_examinee in results.chunks(self.tests) {
            self.accumulator.add_examinee(of_examinee);
            of_examinee
                .iter()
                .try_for_each(|result| self.observer.examinee_result(result))
                .map_err(SimulationError::Observer)?;
            self.done += 1;
        }
        match self.observer.progress(self.done, total) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SimulationError::Cancelled { done: self.done }),
        }
    }
}

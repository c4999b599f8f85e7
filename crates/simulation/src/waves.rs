//! Many examinees in parallel, their results in order.

use std::num::NonZeroUsize;
use std::ops::{ControlFlow, Range};
use std::sync::Arc;

use irt_core::{AdaptiveTest, EngineError, ItemIndex};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuilder};

use crate::exposure_rates::RunningRates;
use crate::{SimulationError, Sitting, Watcher};

/// About how many answers each thread gives between two looks at the results.
const ANSWERS_PER_THREAD: usize = 16_384;
/// The most tests that each thread has taken between two looks at the results.
const TESTS_PER_THREAD: usize = 1024;

/// Examinees, and the tests that each of them takes.
pub(crate) trait Programme: Sync {
    /// How many examinees there are.
    fn examinees(&self) -> u64;

    /// The tests that each of them takes, at least one.
    fn tests(&self) -> Vec<&Arc<AdaptiveTest>>;

    /// Lets an examinee take one of the tests, in which some items are withheld.
    fn sit(&self, index: u64, test: usize, withheld: &[ItemIndex]) -> Result<Sitting, EngineError>;
}

/// What is written down of the sittings.
pub(crate) trait Ledger: Send {
    /// Takes in the tests of one examinee.
    fn enter(&mut self, sittings: &[Sitting]);
}

/// Lets everybody take all tests; enters each examinee in the ledger, in order, and shows the sittings to a watcher.
pub(crate) fn run<W: Watcher>(
    programme: &impl Programme,
    threads: Option<NonZeroUsize>,
    ledger: &mut impl Ledger,
    watcher: &mut W,
) -> Result<(), SimulationError<W::Error>> {
    let threads = threads.map_or(0, NonZeroUsize::get);
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(SimulationError::Threads)?;
    let tests = programme.tests();
    let mut books = Books { ledger, watcher, tests: tests.len(), done: 0 };
    let rates: Vec<_> = tests.iter().map(|test| RunningRates::new(test)).collect();
    let sitters = Sitters { programme, rates };
    pool.install(|| waves(sitters, &pool, &mut books))
}

/// Simulates wave after wave of examinees, each while the one before is entered in the books.
///
/// The size of a wave depends on the number of threads; the books are kept in the order of the examinees, so the
/// result does not.
fn waves<W: Watcher, L: Ledger>(
    mut sitters: Sitters<'_, impl Programme>,
    pool: &ThreadPool,
    books: &mut Books<'_, L, W>,
) -> Result<(), SimulationError<W::Error>> {
    let longest = sitters.programme.tests().iter().map(|test| test.max_items() as usize).max().unwrap_or(0);
    let per_thread = (ANSWERS_PER_THREAD / longest.max(1)).clamp(1, TESTS_PER_THREAD);
    let size = (per_thread / books.tests.max(1)).max(1) * pool.current_num_threads();
    let total = sitters.programme.examinees();
    let mut ready = Vec::new();
    let mut next = 0;
    while next < total || !ready.is_empty() {
        let wave = next..total.min(next + size as u64);
        next = wave.end;
        let (entered, sat) = rayon::join(|| books.enter(&ready, total), || sitters.sit_all(wave));
        entered?;
        ready = sat.map_err(|(index, source)| SimulationError::Answer { index, source })?;
    }
    Ok(())
}

/// Lets examinees sit.
struct Sitters<'a, P> {
    programme: &'a P,
    /// One for each test, where its design restricts the rates.
    rates: Vec<Option<RunningRates>>,
}

impl<P: Programme> Sitters<'_, P> {
    fn sit_all(&mut self, wave: Range<u64>) -> Result<Vec<Sitting>, (u64, EngineError)> {
        if self.rates.iter().any(Option::is_some) { self.one_by_one(wave) } else { self.in_parallel(wave) }
    }

    fn in_parallel(&self, wave: Range<u64>) -> Result<Vec<Sitting>, (u64, EngineError)> {
        let tests = self.rates.len();
        let count = (wave.end - wave.start) as usize * tests;
        let sittings = (0..count).into_par_iter().with_min_len(8).map(|place| {
            let index = wave.start + (place / tests) as u64;
            self.programme.sit(index, place % tests, &[]).map_err(|error| (index, error))
        });
        sittings.collect()
    }

    /// What an examinee gets depends on what all before have got.
    fn one_by_one(&mut self, wave: Range<u64>) -> Result<Vec<Sitting>, (u64, EngineError)> {
        let mut sittings = Vec::with_capacity((wave.end - wave.start) as usize * self.rates.len());
        for index in wave {
            for (test, rates) in self.rates.iter_mut().enumerate() {
                let withheld = rates.as_ref().map(RunningRates::withheld).unwrap_or_default();
                let sitting = self.programme.sit(index, test, &withheld).map_err(|error| (index, error))?;
                if let Some(rates) = rates {
                    rates.add(&sitting.items);
                }
                sittings.push(sitting);
            }
        }
        Ok(sittings)
    }
}

/// What has been taken note of so far.
struct Books<'a, L, W> {
    ledger: &'a mut L,
    watcher: &'a mut W,
    tests: usize,
    done: u64,
}

impl<L: Ledger, W: Watcher> Books<'_, L, W> {
    fn enter(&mut self, sittings: &[Sitting], total: u64) -> Result<(), SimulationError<W::Error>> {
        for of_examinee in sittings.chunks(self.tests) {
            self.ledger.enter(of_examinee);
            of_examinee
                .iter()
                .try_for_each(|sitting| self.watcher.sitting(sitting))
                .map_err(SimulationError::Watcher)?;
            self.done += 1;
        }
        match self.watcher.progress(self.done, total) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SimulationError::Cancelled { done: self.done }),
        }
    }
}

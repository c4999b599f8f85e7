//! Many examinees in parallel, their results in order.

use std::convert::Infallible;
use std::error::Error;
use std::num::NonZeroUsize;
use std::ops::ControlFlow;
use std::sync::Arc;

use irt_core::{AdaptiveTest, EngineError};
use rayon::iter::{IndexedParallelIterator as _, IntoParallelIterator as _, ParallelIterator as _};
use rayon::{ThreadPool, ThreadPoolBuildError, ThreadPoolBuilder};

use crate::sitting::sit;
use crate::tally::Tally;
use crate::{Examinees, Sitting, Summary};

/// The exposure rate above which an item counts as overexposed, unless said otherwise.
const DEFAULT_EXPOSURE_LIMIT: f64 = 0.25;
/// About how many answers each thread gives between two looks at the results.
const ANSWERS_PER_THREAD: usize = 16_384;
/// The most examinees of each thread between two looks at the results.
const EXAMINEES_PER_THREAD: usize = 1024;

/// What is told of a simulation while it runs.
///
/// A function may be called from another thread than the one that started the run, but never two at once.
pub trait Watcher: Send {
    /// Why the watcher cannot go on.
    type Error: Error + Send;

    /// Takes note of an examinee's test. Called once for each, in order.
    ///
    /// # Errors
    /// An error ends the run.
    fn sitting(&mut self, sitting: &Sitting) -> Result<(), Self::Error>;

    /// Takes note that so many of the examinees are done; `Break` ends the run.
    fn progress(&mut self, _done: u64, _total: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// A watcher that takes no notice.
#[derive(Debug, Clone, Copy, Default)]
pub struct Silent;

impl Watcher for Silent {
    type Error = Infallible;

    fn sitting(&mut self, _: &Sitting) -> Result<(), Infallible> {
        Ok(())
    }
}

/// A simulation that did not come to its end.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError<E: Error> {
    /// The threads cannot be started.
    #[error("the threads cannot be started")]
    Threads(#[source] ThreadPoolBuildError),
    /// The engine did not take a simulated answer.
    #[error("the engine did not take an answer of examinee number {}", index + 1)]
    Answer {
        /// Which examinee, counted from 0.
        index: u64,
        /// Why.
        source: EngineError,
    },
    /// The watcher could not go on.
    #[error("the result of an examinee could not be taken note of")]
    Watcher(#[source] E),
    /// The watcher has ended the run.
    #[error("cancelled after {done} examinees")]
    Cancelled {
        /// How many examinees were done.
        done: u64,
    },
}

/// An exposure limit that is no share.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the exposure limit is {limit}, not between 0 and 1")]
pub struct InvalidExposureLimit {
    /// The limit.
    pub limit: f64,
}

/// A test, the examinees who take it, and the seed of every draw.
///
/// An examinee's ability and answers depend on the seed and the examinee's index; the answer to an item also on the
/// item, not on what was asked before. So two designs on one bank meet the same people.
#[derive(Debug, Clone)]
pub struct Simulation {
    test: Arc<AdaptiveTest>,
    examinees: Examinees,
    seed: u64,
    threads: Option<NonZeroUsize>,
    exposure_limit: f64,
}

impl Simulation {
    /// A simulation on all cores, with an exposure limit of 0.25.
    #[must_use]
    pub const fn new(test: Arc<AdaptiveTest>, examinees: Examinees, seed: u64) -> Self {
        Self { test, examinees, seed, threads: None, exposure_limit: DEFAULT_EXPOSURE_LIMIT }
    }

    /// The same on this many threads. The result does not depend on it.
    #[must_use]
    pub const fn with_threads(mut self, threads: NonZeroUsize) -> Self {
        self.threads = Some(threads);
        self
    }

    /// The same with another exposure rate above which an item counts as overexposed.
    ///
    /// # Errors
    /// [`InvalidExposureLimit`] unless it is from 0 to 1.
    pub fn with_exposure_limit(mut self, limit: f64) -> Result<Self, InvalidExposureLimit> {
        if !(0.0..=1.0).contains(&limit) {
            return Err(InvalidExposureLimit { limit });
        }
        self.exposure_limit = limit;
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
        let threads = self.threads.map_or(0, NonZeroUsize::get);
        let pool = ThreadPoolBuilder::new().num_threads(threads).build().map_err(SimulationError::Threads)?;
        let mut books = Books { tally: Tally::new(self.test.bank(), &self.examinees), watcher, done: 0 };
        pool.install(|| self.waves(&pool, &mut books))?;
        Ok(books.tally.summary(self.seed, self.exposure_limit))
    }

    /// Simulates wave after wave of examinees, each while the one before is entered in the books.
    ///
    /// The size of a wave depends on the number of threads; the books are kept in the order of the examinees, so the
    /// result does not.
    fn waves<W: Watcher>(&self, pool: &ThreadPool, books: &mut Books<'_, W>) -> Result<(), SimulationError<W::Error>> {
        let per_thread = (ANSWERS_PER_THREAD / self.test.max_items().max(1) as usize).clamp(1, EXAMINEES_PER_THREAD);
        let size = (per_thread * pool.current_num_threads()) as u64;
        let total = self.examinees.count();
        let mut ready = Vec::new();
        let mut next = 0;
        while next < total || !ready.is_empty() {
            let wave = next..total.min(next + size);
            next = wave.end;
            let (entered, sat) = rayon::join(|| books.enter(&ready, total), || self.sit_all(wave));
            entered?;
            ready = sat.map_err(|(index, source)| SimulationError::Answer { index, source })?;
        }
        Ok(())
    }

    fn sit_all(&self, wave: std::ops::Range<u64>) -> Result<Vec<Sitting>, (u64, EngineError)> {
        let (start, count) = (wave.start, (wave.end - wave.start) as usize);
        let sittings = (0..count).into_par_iter().with_min_len(8).map(|place| {
            let index = start + place as u64;
            sit(&self.test, &self.examinees, self.seed, index).map_err(|error| (index, error))
        });
        sittings.collect()
    }
}

/// What has been taken note of so far.
struct Books<'a, W> {
    tally: Tally,
    watcher: &'a mut W,
    done: u64,
}

impl<W: Watcher> Books<'_, W> {
    fn enter(&mut self, sittings: &[Sitting], total: u64) -> Result<(), SimulationError<W::Error>> {
        for sitting in sittings {
            self.tally.add(sitting);
            self.watcher.sitting(sitting).map_err(SimulationError::Watcher)?;
            self.done += 1;
        }
        match self.watcher.progress(self.done, total) {
            ControlFlow::Continue(()) => Ok(()),
            ControlFlow::Break(()) => Err(SimulationError::Cancelled { done: self.done }),
        }
    }
}

//! Watching a simulation, and how it can fail to come to its end.

use std::convert::Infallible;
use std::error::Error;
use std::ops::ControlFlow;

use irt_core::EngineError;
use rayon::ThreadPoolBuildError;

use crate::Sitting;

/// What is told of a simulation while it runs.
///
/// A function may be called from another thread than the one that started the run, but never two at once.
pub trait Watcher: Send {
    /// Why the watcher cannot go on.
    type Error: Error + Send;

    /// Takes note of an examinee's test. Called once for each, in order; where designs are compared, once for each
    /// design, in their order.
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
    /// The engine did not take an answer.
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

//! Why a simulation ends early.

use std::error::Error;

use irt_core::{DesignError, EngineError};
use rayon::ThreadPoolBuildError;

/// A simulation that ends before all examinees have taken the test.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimulationError<E: Error> {
    /// The threads cannot be started.
    #[error("the threads cannot be started")]
    Threads(#[source] ThreadPoolBuildError),
    /// The engine rejects an answer.
    #[error("the engine rejects an answer of examinee number {}", index + 1)]
    Answer {
        /// Which examinee, counted from 0.
        index: u64,
        /// Why.
        source: EngineError,
    },
    /// What is known of an examinee does not fit a design.
    #[error("the start of examinee number {} does not fit the design", index + 1)]
    Start {
        /// Which examinee, counted from 0.
        index: u64,
        /// Why.
        source: DesignError,
    },
    /// The observer reports an error.
    #[error("the observer of the simulation reports an error")]
    Observer(#[source] E),
    /// The observer ends the run.
    #[error("cancelled after {done} examinees")]
    Cancelled {
        /// How many examinees were finished.
        done: u64,
    },
}

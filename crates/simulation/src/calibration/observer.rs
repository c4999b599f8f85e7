//! Following a search for exposure parameters while it runs.

use std::ops::ControlFlow;

use super::outcome::CalibrationRound;
use crate::observer::NoObserver;

/// Receives the rounds of a search for exposure parameters while it runs.
///
/// Calls can come from another thread than the one that starts the run, but never two at the same time.
pub trait CalibrationObserver: Send {
    /// Receives a finished round; `Break` ends the search.
    fn round(&mut self, _round: &CalibrationRound) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }

    /// Receives the number of finished examinees of a round and the number of all; `Break` ends the search.
    fn progress(&mut self, _round: u32, _done: u64, _total: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

impl CalibrationObserver for NoObserver {}

//! Following a simulation while it runs.

use std::convert::Infallible;
use std::error::Error;
use std::ops::ControlFlow;

use crate::examinee_result::ExamineeResult;

/// Receives the results of a simulation while it runs.
///
/// Calls can come from another thread than the one that starts the run, but never two at the same time.
pub trait Observer: Send {
    /// Why the observer cannot continue.
    type Error: Error + Send;

    /// Receives the result of an examinee. Called once for each, in order; where designs are compared, once for each
    /// design, in their order.
    ///
    /// # Errors
    /// An error ends the run.
    fn examinee_result(&mut self, result: &ExamineeResult) -> Result<(), Self::Error>;

    /// Receives the number of finished examinees and the number of all; `Break` ends the run.
    fn progress(&mut self, _done: u64, _total: u64) -> ControlFlow<()> {
        ControlFlow::Continue(())
    }
}

/// An observer that ignores everything.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoObserver;

impl Observer for NoObserver {
    type Error = Infallible;

    fn examinee_result(&mut self, _: &ExamineeResult) -> Result<(), Infallible> {
        Ok(())
    }
}

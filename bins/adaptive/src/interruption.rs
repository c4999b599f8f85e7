//! Requests of the user or the system to end the process.

use std::ops::ControlFlow;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::Context as _;

/// Whether there is a request to end the process: Ctrl-C, or a signal to terminate.
#[derive(Debug, Clone)]
pub(crate) struct Interruption(Arc<AtomicBool>);

impl Interruption {
    /// Starts to record such requests; the process must look for them. Call it once.
    pub(crate) fn watch() -> anyhow::Result<Self> {
        let requested = Arc::new(AtomicBool::new(false));
        let handler = Arc::clone(&requested);
        ctrlc::set_handler(move || handler.store(true, Ordering::Relaxed)).context("cannot watch for interruptions")?;
        Ok(Self(requested))
    }

    pub(crate) fn is_requested(&self) -> bool {
        self.0.load(Ordering::Relaxed)
    }

    /// `Break` after a request.
    pub(crate) fn flow(&self) -> ControlFlow<()> {
        if self.is_requested() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
    }
}

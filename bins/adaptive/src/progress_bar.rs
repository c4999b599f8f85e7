//! The progress bar of a long command.

use std::ops::ControlFlow;

use indicatif::{ProgressBar, ProgressStyle};

use crate::interruption::Interruption;

/// A bar on standard error that also looks for interruptions. It disappears when it is dropped, and does not appear where
/// standard error is no terminal.
pub(crate) struct InterruptibleBar {
    bar: ProgressBar,
    interruption: Interruption,
}

impl InterruptibleBar {
    /// A bar in the form of a template of `indicatif`.
    pub(crate) fn new(template: &str, interruption: Interruption) -> anyhow::Result<Self> {
        let bar = ProgressBar::new(0);
        bar.set_style(ProgressStyle::with_template(template)?);
        Ok(Self { bar, interruption })
    }

    /// Shows a message.
    pub(crate) fn show(&self, message: String) -> ControlFlow<()> {
        self.bar.set_message(message);
        self.interruption.flow()
    }

    /// Moves the bar. `Break` after an interruption.
    pub(crate) fn advance(&self, done: u64, total: u64) -> ControlFlow<()> {
        self.bar.set_length(total);
        self.bar.set_position(done);
        self.interruption.flow()
    }
}

impl Drop for InterruptibleBar {
    fn drop(&mut self) {
        self.bar.finish_and_clear();
    }
}

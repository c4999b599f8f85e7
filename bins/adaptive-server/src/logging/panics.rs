//! Panics as lines of the log. The hook of the standard library writes to standard error itself, and so waits for it.

use std::backtrace::{Backtrace, BacktraceStatus};
use std::panic::PanicHookInfo;

/// Has every panic logged, in place of the hook of the standard library.
pub(super) fn log_panics() {
    std::panic::set_hook(Box::new(log_panic));
}

fn log_panic(panic: &PanicHookInfo<'_>) {
    let backtrace = Backtrace::capture();
    let backtrace = (backtrace.status() == BacktraceStatus::Captured).then(|| backtrace.to_string());
    let location = panic.location().map(ToString::to_string);
    tracing::error!(message = "the program panicked", reason = reason(panic), location, backtrace);
}

/// The reason, where it stands in the code. One that is made up at run time may hold a part of an answer or of a key: that of a
/// text that is cut in the middle of a character does.
fn reason(panic: &PanicHookInfo<'_>) -> &'static str {
    panic.payload().downcast_ref::<&'static str>().copied().unwrap_or("not shown, as it may hold a value")
}

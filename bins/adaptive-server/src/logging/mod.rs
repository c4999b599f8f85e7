//! Structured logs on standard error. Nothing that writes a line waits for standard error.

mod panics;
mod queue;
mod targets;

use std::io::{IsTerminal as _, stderr};
use std::sync::OnceLock;
use std::time::Duration;

use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::filter_fn;
use tracing_subscriber::fmt;
use tracing_subscriber::layer::{Layer as _, SubscriberExt as _};
use tracing_subscriber::util::SubscriberInitExt as _;

use crate::logging::queue::LogQueue;
use crate::printing::note;
use crate::settings::sections::{LogFormat, LogSection};

/// How long the program waits at its end for lines that standard error has not taken yet.
const FLUSH_LIMIT: Duration = Duration::from_secs(1);

/// The queue of the running log.
static QUEUE: OnceLock<LogQueue> = OnceLock::new();

/// Starts logging. `Settings::read` has checked the level.
pub(crate) fn start(settings: &LogSection) {
    let queue = QUEUE.get_or_init(|| LogQueue::start(stderr()));
    // An error of the writer would be printed on standard error, which may be what has failed.
    let lines = fmt::layer()
        .log_internal_errors(false)
        .with_writer(queue.clone())
        .with_ansi(settings.format == LogFormat::Text && stderr().is_terminal());
    let lines = match settings.format {
        LogFormat::Text => lines.boxed(),
        LogFormat::Json => lines.json().flatten_event(true).boxed(),
    };
    let harmless = filter_fn(targets::is_harmless);
    tracing_subscriber::registry().with(lines).with(EnvFilter::new(&settings.level)).with(harmless).init();
    panics::log_panics();
}

/// How many lines have been lost, because standard error takes none or not fast enough.
pub(crate) fn dropped_lines() -> u64 {
    QUEUE.get().map_or(0, LogQueue::dropped_lines)
}

/// Prints a text for people on standard error, whatever the level and the format of the log.
pub(crate) fn print(line: &str) {
    match QUEUE.get() {
        Some(queue) => queue.push(format!("{line}\n").into_bytes()),
        None => note(line),
    }
}

/// Waits for the lines that are still to be written, for a limited time.
pub(crate) fn flush() {
    if let Some(queue) = QUEUE.get() {
        queue.flush(FLUSH_LIMIT);
    }
}

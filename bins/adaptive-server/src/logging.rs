//! Structured logs on standard error.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::EnvFilter;

use crate::settings::{LogFormat, LogSection};

/// Starts logging. A level that cannot be read is told and replaced by `info`.
pub(crate) fn start(settings: &LogSection) {
    let filter = EnvFilter::try_new(&settings.level);
    let unreadable = filter.as_ref().err().map(ToString::to_string);
    let lines = tracing_subscriber::fmt()
        .with_env_filter(filter.unwrap_or_else(|_| EnvFilter::new("info")))
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    match settings.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
    if let Some(error) = unreadable {
        tracing::warn!(level = settings.level, error, "log.level cannot be read; logging at info");
    }
}

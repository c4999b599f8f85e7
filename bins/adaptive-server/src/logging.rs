//! Structured logs on standard error.

use std::io::{IsTerminal as _, stderr};

use tracing_subscriber::EnvFilter;

use crate::settings::sections::{LogFormat, LogSection};

/// Starts logging. `Settings::read` has checked the level.
pub(crate) fn start(settings: &LogSection) {
    let lines = tracing_subscriber::fmt()
        .with_env_filter(EnvFilter::new(&settings.level))
        .with_writer(stderr)
        .with_ansi(stderr().is_terminal());
    match settings.format {
        LogFormat::Text => lines.init(),
        LogFormat::Json => lines.json().flatten_event(true).init(),
    }
}

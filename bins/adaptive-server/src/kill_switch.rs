//! Test builds only: the process kills itself at a point on the way of a request.
//!
//! `ADAPTIVE_KILL_AT=answer_committed:3` kills it when a request passes the point `answer_committed` for the third time.

use std::ffi::OsString;
use std::num::NonZeroU64;
use std::process::Command;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

use anyhow::{Context as _, anyhow};

#[cfg(not(debug_assertions))]
compile_error!("the feature `failpoints` is for test builds: no release may have it");

/// The environment variable that names the point.
pub(crate) const VARIABLE: &str = "ADAPTIVE_KILL_AT";

/// Every point there is, in the order in which requests pass them, and last that of an import.
const POINTS: [&str; 19] = [
    "request_received",
    "start_parsed",
    "start_computed",
    "start_committed",
    "start_saved",
    "answer_parsed",
    "session_rebuilt",
    "session_saved",
    "answer_loaded",
    "answer_computed",
    "answer_in_transaction",
    "answer_committed",
    "answer_saved",
    "complete_parsed",
    "complete_computed",
    "complete_committed",
    "complete_removed",
    "reply_built",
    "import_piece_committed",
];

/// If the variable is set, makes the process kill itself at the point that it names.
pub(crate) fn arm(variable: Option<OsString>) -> anyhow::Result<()> {
    let Some(text) = variable else { return Ok(()) };
    let (point, passage) = read(&text.to_string_lossy())?;
    let passed = AtomicU64::new(0);
    let kill_at_passage = move || {
        if passed.fetch_add(1, Ordering::Relaxed) + 1 == passage.get() {
            kill_this_process();
        }
    };
    fail_points::fail::cfg_callback(point, kill_at_passage).map_err(|reason| anyhow!("{VARIABLE}: {reason}"))
}

fn read(text: &str) -> anyhow::Result<(&'static str, NonZeroU64)> {
    let (name, passage) = text.split_once(':').unwrap_or((text, "1"));
    let point = POINTS.into_iter().find(|point| *point == name);
    let point =
        point.with_context(|| format!("{VARIABLE} names no point: {name:?}; there are {}", POINTS.join(", ")))?;
    let passage = passage.parse().ok();
    let passage = passage.with_context(|| {
        format!("{VARIABLE} is {text:?}: after the colon comes the number of a passage, which is 1 or more")
    })?;
    Ok((point, passage))
}

/// Ends the process like a crash: the process flushes, closes and rolls back nothing.
fn kill_this_process() {
    let killed = Command::new("kill").args(["-KILL", &std::process::id().to_string()]).status();
    tracing::error!(?killed, "the process should have been killed");
    loop {
        thread::park();
    }
}

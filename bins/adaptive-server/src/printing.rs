//! What the commands print. Standard output and standard error may be closed or full.

use std::fmt::Display;
use std::io::{self, ErrorKind, Write as _, stderr, stdout};

use anyhow::Context as _;

/// Prints a text with a line end. A reader that is gone, `head` for instance, wants no more: that is no error.
///
/// # Errors
/// When the text cannot be written for another reason.
pub(crate) fn print(text: impl Display) -> anyhow::Result<()> {
    match deliver(text) {
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(()),
        outcome => outcome.context("standard output cannot be written"),
    }
}

/// Prints a text that is lost if nobody reads it.
///
/// # Errors
/// When the text cannot be written, also when its reader is gone.
pub(crate) fn deliver(text: impl Display) -> io::Result<()> {
    let mut out = stdout().lock();
    writeln!(out, "{text}")?;
    out.flush()
}

/// Prints a line on standard error. If it is closed or full, nobody can be told.
pub(crate) fn note(line: &str) {
    drop(writeln!(stderr(), "{line}"));
}

//! Notes on standard error: what is no fault and worth knowing.

use std::fmt;
use std::io::{self, Write as _};

/// Prints a note.
pub(crate) fn print(note: impl fmt::Display) {
    // A closed standard error is no fault.
    let _ = writeln!(io::stderr(), "note: {note}");
}

//! Random texts that nobody can guess.

use std::fmt::Write as _;

/// 32 random bytes in hexadecimal; `None` when the operating system gives none.
#[expect(clippy::disallowed_methods, reason = "no exam is made of this chance: it keeps forms and cookies apart")]
pub(crate) fn text() -> Option<String> {
    let mut bytes = [0; 32];
    getrandom::fill(&mut bytes).ok()?;
    Some(hexadecimal(&bytes))
}

/// Bytes in hexadecimal.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}

//! Percent-encoded text.

use percent_encoding::percent_decode_str;

/// Whether the bytes that a part of an address stands for are UTF-8. Routers replace what is not, and so make one name of many.
///
/// ```
/// assert!(edge::is_encoded_text("/api/examinees/%C3%85sa"));
/// assert!(!edge::is_encoded_text("/api/examinees/%ff"));
/// ```
#[must_use]
pub fn is_encoded_text(address: &str) -> bool {
    percent_decode_str(address).decode_utf8().is_ok()
}

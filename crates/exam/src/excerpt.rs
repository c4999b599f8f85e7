//! Texts of a client, cut for messages.

/// The beginning of a text, at most `longest` characters. Three dots mark a cut.
///
/// ```
/// assert_eq!(exam::excerpt("short", 5), "short");
/// assert_eq!(exam::excerpt("longer", 5), "longe…");
/// ```
#[must_use]
pub fn excerpt(text: &str, longest: usize) -> String {
    match text.char_indices().nth(longest) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

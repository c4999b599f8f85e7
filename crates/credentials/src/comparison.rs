//! Comparisons that take the same time whatever they compare.

use subtle::{Choice, ConstantTimeEq};

/// Whether one of the secrets equals the text. The comparison goes through all secrets to the end, so the time it takes
/// depends on their lengths alone. An empty text equals no secret.
///
/// ```
/// let keys = ["first-key".to_owned(), String::new()];
/// assert!(credentials::contains(&keys, "first-key"));
/// assert!(!credentials::contains(&keys, "first-ke"));
/// assert!(!credentials::contains(&keys, ""));
/// ```
#[must_use]
pub fn contains(secrets: &[String], text: &str) -> bool {
    if text.is_empty() {
        return false;
    }
    let or_equal = |found: Choice, secret: &String| found | secret.as_bytes().ct_eq(text.as_bytes());
    secrets.iter().fold(Choice::from(0), or_equal).into()
}

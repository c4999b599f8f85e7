//! Comparisons that take the same time whatever they compare.

use subtle::{ConditionallySelectable, ConstantTimeEq};

/// The place, from 1 on, of the secret that equals the text. The comparison goes through all secrets to the end, so the time it
/// takes depends on their lengths alone. An empty text equals no secret.
///
/// ```
/// let keys = ["first-key".to_owned(), String::new(), "third-key".to_owned()];
/// assert_eq!(credentials::place(&keys, "third-key"), Some(3));
/// assert_eq!(credentials::place(&keys, "third-ke"), None);
/// assert_eq!(credentials::place(&keys, ""), None);
/// ```
#[must_use]
pub fn place(secrets: &[String], text: &str) -> Option<usize> {
    if text.is_empty() {
        return None;
    }
    let mut found = 0_u64;
    for (place, secret) in (1..).zip(secrets) {
        found.conditional_assign(&place, secret.as_bytes().ct_eq(text.as_bytes()));
    }
    usize::try_from(found).ok().filter(|place| *place > 0)
}

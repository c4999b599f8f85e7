//! The secret that lets an exam platform in.

use std::fmt;

use sha2::{Digest as _, Sha256};

use crate::DIGEST_BYTES;
use crate::random_text;

/// The beginning of every key, by which logs and scanners recognise one: `aek_[A-Za-z0-9_-]{43}`.
const PREFIX: &str = "aek_";

/// A key of an exam platform, made by this program. Only its digest is stored.
///
/// The digest is one round of SHA-256 and no slow password hash: the secret is 256 random bits, so whoever has the digest can
/// guess no secret, however fast the guesses are.
///
/// ```
/// use credentials::ApiKey;
///
/// let key = ApiKey::from_bytes([7; 32]);
/// assert_eq!(ApiKey::digest_of(key.reveal()), Some(key.digest()));
/// assert_eq!(ApiKey::digest_of("aek_forged"), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct ApiKey(String);

impl ApiKey {
    /// The key of these secret bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; DIGEST_BYTES]) -> Self {
        Self(random_text::encode(PREFIX, bytes))
    }

    /// SHA-256 of the key, which is stored in its place.
    #[must_use]
    pub fn digest(&self) -> [u8; DIGEST_BYTES] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// The digest of a text that has the form of a key; `None` for another text, which no key can be.
    #[must_use]
    pub fn digest_of(text: &str) -> Option<[u8; DIGEST_BYTES]> {
        random_text::is_well_formed(PREFIX, text).then(|| Sha256::digest(text.as_bytes()).into())
    }

    /// The text of the key, which is shown once.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for ApiKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ApiKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_recognised_and_not_shown() {
        let key = ApiKey::from_bytes([0xfb; 32]);
        assert_eq!(key.reveal().len(), 47);
        assert!(key.reveal().starts_with("aek_"));
        assert!(!format!("{key:?}").contains(&key.reveal()[4..]));
    }

    #[test]
    fn a_text_of_another_form_has_no_digest() {
        let key = ApiKey::from_bytes([3; 32]);
        let text = key.reveal();
        for other in ["", "aek_", &text[..46], &format!("{text}A"), &text.replace("aek_", "ast_"), &text.to_uppercase()]
        {
            assert_eq!(ApiKey::digest_of(other), None, "{other}");
        }
    }
}

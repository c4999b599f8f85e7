//! The token that gives an examinee access to one exam session.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::DIGEST_BYTES;

/// The beginning of every token, by which logs and scanners recognise one.
const PREFIX: &str = "ast_";

/// The secret that an examinee sends to take an exam session. Only its digest is stored.
///
/// ```
/// use credentials::SessionToken;
///
/// let token = SessionToken::from_bytes([7; 32]);
/// assert!(SessionToken::is_plausible(token.reveal()));
/// assert!(SessionToken::from_client(token.reveal()).has_digest(&token.digest()));
/// assert!(!SessionToken::from_client("ast_forged").has_digest(&token.digest()));
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct SessionToken(String);

impl SessionToken {
    /// The token that a client sent. It need not belong to any session.
    #[must_use]
    pub fn from_client(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// The token of these secret bytes.
    #[must_use]
    pub fn from_bytes(bytes: [u8; DIGEST_BYTES]) -> Self {
        Self(format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// Whether a text has the form of a token.
    #[must_use]
    pub fn is_plausible(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// SHA-256 of the token, which is stored in its place.
    #[must_use]
    pub fn digest(&self) -> [u8; DIGEST_BYTES] {
        Sha256::digest(self.0.as_bytes()).into()
    }

    /// Whether the token has this digest, in constant time.
    #[must_use]
    pub fn has_digest(&self, digest: &[u8; DIGEST_BYTES]) -> bool {
        self.digest().ct_eq(digest).into()
    }

    /// The text of the token, for the reply to its start.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for SessionToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SessionToken(hidden)")
    }
}

//! The token that gives an examinee access to one exam session.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};
use subtle::ConstantTimeEq as _;

use crate::DIGEST_BYTES;
use crate::random_text;

/// The beginning of every token, by which logs and scanners recognise one.
const PREFIX: &str = "ast_";

/// The secret that an examinee sends to take an exam session. Only its digest is stored.
///
/// ```
/// use credentials::SessionToken;
///
/// let token = SessionToken::from_bytes([7; 32]);
/// assert!(SessionToken::is_well_formed(token.reveal()));
/// assert!(!SessionToken::is_well_formed("ast_forged"));
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
        Self(random_text::encode(PREFIX, bytes))
    }

    /// Whether a text claims to be a token: it begins like one.
    #[must_use]
    pub fn is_claimed(text: &str) -> bool {
        text.starts_with(PREFIX)
    }

    /// Whether a text has the form of a token: its length and its alphabet are those of 32 bytes.
    #[must_use]
    pub fn is_well_formed(text: &str) -> bool {
        random_text::is_well_formed(PREFIX, text)
    }

    /// The secret bytes of the token; `None` for a text that is no token.
    pub(crate) fn secret_bytes(&self) -> Option<[u8; DIGEST_BYTES]> {
        random_text::decode(PREFIX, &self.0)
    }

    /// A text that only who has the token can know, for one purpose, and that does not give the token away: SHA-256 of both in base 64.
    ///
    /// ```
    /// use credentials::SessionToken;
    ///
    /// let token = SessionToken::from_bytes([7; 32]);
    /// assert_ne!(token.proof("form"), token.proof("stream"));
    /// assert_eq!(token.proof("form").len(), 43);
    /// ```
    #[must_use]
    pub fn proof(&self, purpose: &str) -> String {
        let digest = Sha256::new().chain_update(purpose).chain_update("\0").chain_update(&self.0).finalize();
        URL_SAFE_NO_PAD.encode(digest)
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_a_token_can_be_is_well_formed() {
        let token = SessionToken::from_bytes(std::array::from_fn(|place| 255 - u8::try_from(place * 7).unwrap()));
        let text = token.reveal();
        assert!(SessionToken::is_well_formed(text), "{text}");
        let (shorter, padded) = (&text[..text.len() - 1], format!("{text}="));
        let (longer, upper) = (format!("{text}A"), text.replace("ast_", "AST_"));
        let (spaced, foreign) = (format!("ast_ {}", &text[5..]), format!("ast_+{}", &text[5..]));
        let wide = format!("ast_{}", "é".repeat(21) + "A");
        // Its last character has bits that no token of 32 bytes sets.
        let loose = format!("ast_{}B", "A".repeat(42));
        for text in ["", "ast_", "secret", shorter, &padded, &longer, &upper, &spaced, &foreign, &wide, &loose] {
            assert!(!SessionToken::is_well_formed(text), "{text}");
        }
    }
}

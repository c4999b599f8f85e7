//! The code of a link with which an examinee enters an exam session in a browser.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use hmac::Mac as _;

use crate::DIGEST_BYTES;
use crate::keyed_hash;
use crate::session_token::SessionToken;

/// The beginning of every code, by which logs and scanners recognise one.
const PREFIX: &str = "ase_";
/// The number of the session.
const SESSION_BYTES: usize = size_of::<i64>();

/// The code of an entry link: the number of a session, and its token under a secret of the server.
///
/// The bytes of the token are added (exclusive or) to HMAC-SHA-256 of the number and the token's digest under the secret. Each token has another
/// pad, so a code says nothing about the token without the secret, and the secret says nothing without the code. The same token has the
/// same code.
///
/// ```
/// use credentials::{EntryCode, SessionToken};
///
/// let (secret, token) = ([1; 32], SessionToken::from_bytes([7; 32]));
/// let code = EntryCode::new(&secret, 12, &token).unwrap();
/// let sent = EntryCode::from_client(code.reveal()).unwrap();
/// assert_eq!(sent.session(), 12);
/// assert_eq!(sent.token(&secret, &token.digest()), Some(token.clone()));
/// assert_eq!(sent.token(&[2; 32], &token.digest()), None);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct EntryCode {
    text: String,
    session: i64,
    sealed: [u8; DIGEST_BYTES],
}

impl EntryCode {
    /// The code for the token of a session; `None` for a text that is no token.
    #[must_use]
    pub fn new(secret: &[u8; DIGEST_BYTES], session: i64, token: &SessionToken) -> Option<Self> {
        let sealed = sum(token.secret_bytes()?, pad(secret, session, &token.digest()));
        let mut bytes = session.to_be_bytes().to_vec();
        bytes.extend_from_slice(&sealed);
        Some(Self { text: format!("{PREFIX}{}", URL_SAFE_NO_PAD.encode(bytes)), session, sealed })
    }

    /// The code that a client sent; `None` for a text that cannot be one.
    #[must_use]
    pub fn from_client(text: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text.strip_prefix(PREFIX)?).ok()?;
        let (session, sealed) = bytes.split_first_chunk::<SESSION_BYTES>()?;
        let sealed = sealed.try_into().ok()?;
        Some(Self { text: text.to_owned(), session: i64::from_be_bytes(*session), sealed })
    }

    /// The number of the session that the code names. Whoever made the code may have named any.
    #[must_use]
    pub const fn session(&self) -> i64 {
        self.session
    }

    /// The token of the code, if it is the token of the session: the one with this digest.
    #[must_use]
    pub fn token(&self, secret: &[u8; DIGEST_BYTES], token_digest: &[u8; DIGEST_BYTES]) -> Option<SessionToken> {
        let token = SessionToken::from_bytes(sum(self.sealed, pad(secret, self.session, token_digest)));
        token.has_digest(token_digest).then_some(token)
    }

    /// The text of the code, for the link.
    #[must_use]
    pub fn reveal(&self) -> &str {
        &self.text
    }
}

impl fmt::Debug for EntryCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("EntryCode(hidden)")
    }
}

fn pad(secret: &[u8; DIGEST_BYTES], session: i64, token_digest: &[u8; DIGEST_BYTES]) -> [u8; DIGEST_BYTES] {
    let mac = keyed_hash::under(secret).chain_update("entry code\0").chain_update(session.to_be_bytes());
    mac.chain_update(token_digest).finalize().into_bytes().into()
}

fn sum(one: [u8; DIGEST_BYTES], other: [u8; DIGEST_BYTES]) -> [u8; DIGEST_BYTES] {
    std::array::from_fn(|place| one[place] ^ other[place])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_opens_with_its_secret_session_and_token_alone() {
        let (secret, token) = ([3; 32], SessionToken::from_bytes([8; 32]));
        let code = EntryCode::new(&secret, 7, &token).unwrap();
        assert_eq!(code.token(&secret, &token.digest()), Some(token.clone()));
        assert_eq!(code.token(&secret, &SessionToken::from_bytes([9; 32]).digest()), None);
        let moved = EntryCode { session: 8, ..code.clone() };
        assert_eq!(moved.token(&secret, &token.digest()), None);
        let mut altered = code.clone();
        altered.sealed[31] ^= 1;
        assert_eq!(altered.token(&secret, &token.digest()), None);
        assert_eq!(EntryCode::new(&secret, 7, &token), Some(code), "a start that is sent again gets the same link");
        assert_eq!(EntryCode::new(&secret, 7, &SessionToken::from_client("ast_forged")), None);
    }

    #[test]
    fn what_cannot_be_a_code_is_none() {
        let code = EntryCode::new(&[3; 32], i64::MAX, &SessionToken::from_bytes([8; 32])).unwrap();
        let text = code.reveal();
        assert_eq!(EntryCode::from_client(text), Some(code.clone()));
        let (shorter, longer, other) = (&text[..text.len() - 2], format!("{text}AA"), text.replace("ase_", "ast_"));
        for text in ["", "ase_", shorter, &longer, &other, "ase_é"] {
            assert_eq!(EntryCode::from_client(text), None, "{text}");
        }
        assert_eq!(format!("{code:?}"), "EntryCode(hidden)");
    }
}

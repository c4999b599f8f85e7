//! The key that a client sends with a start, so that it can send the same start again.

use std::fmt;

use hmac::{Hmac, KeyInit, Mac};
use sha2::{Digest, Sha256};

use crate::DIGEST_BYTES;
use crate::session_token::SessionToken;

/// The length of a block of SHA-256, to which HMAC fills its key with zeros.
const BLOCK_BYTES: usize = 64;

/// A key that a client draws for one start. All starts with the same key give one session.
///
/// The session's token is HMAC-SHA-256 of the key under a random salt, which the record keeps. Neither the key alone, which
/// proxies and logs may show, nor the record alone gives the token. A platform that may start exams gets the token by
/// sending the start with the key.
///
/// ```
/// use credentials::{StartKey, StartKeyError};
///
/// assert!(StartKey::new("8e03978e-40d5-43dd-bc93-6894a57f9324").is_ok());
/// assert_eq!(StartKey::new("exam-7").unwrap_err(), StartKeyError::Length { found: 6 });
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct StartKey(String);

/// Why a text is no key. The message does not contain the key.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum StartKeyError {
    /// It is too short to be drawn at random, or too long.
    #[error(
        "a key of {found} characters: it has {} to {}; a random UUID will do",
        StartKey::SHORTEST,
        StartKey::LONGEST
    )]
    Length {
        /// How many characters it has.
        found: usize,
    },
    /// It has a character that a key must not have.
    #[error(
        "{found:?} as character {position} of the key: it has visible ASCII characters only, and neither quotation marks nor \
         backslashes"
    )]
    Character {
        /// The character.
        found: char,
        /// Its place, counted from 1.
        position: usize,
    },
}

impl StartKey {
    /// The fewest characters of a key.
    pub const SHORTEST: usize = 16;
    /// The most characters of a key.
    pub const LONGEST: usize = 255;

    /// The key of a client.
    ///
    /// # Errors
    /// [`StartKeyError`] unless it has 16 to 255 visible ASCII characters, none of them `"` or `\`.
    pub fn new(text: &str) -> Result<Self, StartKeyError> {
        let is_allowed = |character: char| character.is_ascii_graphic() && !matches!(character, '"' | '\\');
        if let Some((place, found)) = text.chars().enumerate().find(|(_, character)| !is_allowed(*character)) {
            return Err(StartKeyError::Character { found, position: place.saturating_add(1) });
        }
        if !(Self::SHORTEST..=Self::LONGEST).contains(&text.len()) {
            return Err(StartKeyError::Length { found: text.len() });
        }
        Ok(Self(text.to_owned()))
    }

    /// The digest by which the record finds the session of the key.
    #[must_use]
    pub fn digest(&self) -> [u8; DIGEST_BYTES] {
        Sha256::new().chain_update("start key\0").chain_update(&self.0).finalize().into()
    }

    /// The token of the session that the key starts under this salt.
    #[must_use]
    pub fn session_token(&self, salt: &[u8; DIGEST_BYTES]) -> SessionToken {
        SessionToken::from_bytes(self.derive(salt, "session token\0"))
    }

    /// The seed of that session, for a start that names none.
    #[must_use]
    pub fn seed(&self, salt: &[u8; DIGEST_BYTES]) -> u64 {
        let bytes = self.derive(salt, "seed\0");
        bytes.first_chunk().copied().map_or(0, u64::from_le_bytes)
    }

    /// The bytes that follow from the key and the salt for one purpose.
    fn derive(&self, salt: &[u8; DIGEST_BYTES], purpose: &str) -> [u8; DIGEST_BYTES] {
        let mut block = [0; BLOCK_BYTES];
        block[..DIGEST_BYTES].copy_from_slice(salt);
        let mac = Hmac::<Sha256>::new(&block.into()).chain_update(purpose).chain_update(&self.0);
        mac.finalize().into_bytes().into()
    }
}

impl fmt::Debug for StartKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("StartKey(hidden)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";

    fn hexadecimal(bytes: &[u8]) -> String {
        bytes.iter().map(|byte| format!("{byte:02x}")).collect()
    }

    /// The values are those of Python's `hashlib` and `hmac`. A change would give other replies to starts sent again across
    /// an upgrade.
    #[test]
    fn what_follows_from_a_key_is_the_same_in_every_version() {
        let key = StartKey::new(KEY).unwrap();
        let salt = std::array::from_fn(|place| u8::try_from(place).unwrap());
        assert_eq!(hexadecimal(&key.digest()), "d8d75ee3008716f62dff826dc53d695ca639131299538530789e5699dc929bc5");
        assert_eq!(
            hexadecimal(&key.derive(&salt, "session token\0")),
            "6514f5f6ac21cf0625ee9efee4c36eb7f31bbb61f7e7f9a9162f5717fe3634ed"
        );
        assert_eq!(key.session_token(&salt), SessionToken::from_bytes(key.derive(&salt, "session token\0")));
        assert_eq!(key.seed(&salt), 16_135_481_469_859_263_016);
    }

    #[test]
    fn a_key_has_16_to_255_characters() {
        for length in [16, 255] {
            assert!(StartKey::new(&"k".repeat(length)).is_ok(), "{length}");
        }
        for found in [0, 15, 256] {
            assert_eq!(StartKey::new(&"k".repeat(found)), Err(StartKeyError::Length { found }));
        }
    }

    #[test]
    fn a_forbidden_character_is_named_and_the_key_is_not() {
        for found in [' ', '"', '\\', '\t', '\0', '\u{7f}', 'é'] {
            let error = StartKey::new(&format!("secret-{found}-0123456789")).unwrap_err();
            assert_eq!(error, StartKeyError::Character { found, position: 8 });
            assert!(!error.to_string().contains("secret"), "{error}");
        }
        assert!(StartKey::new("!#$%&'()*+,-./:;<=>?@[]^_`{|}~AZaz09").is_ok());
    }

    #[test]
    fn a_key_is_not_shown() {
        assert!(!format!("{:?}", StartKey::new(KEY).unwrap()).contains("8e03"));
    }
}

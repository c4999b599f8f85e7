//! The secret that an endpoint shares with the server.

use std::fmt;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// How the text of a secret begins.
const PREFIX: &str = "whsec_";

/// The bytes with which messages to an endpoint are signed. `Debug` does not show them.
#[derive(Clone, PartialEq, Eq)]
pub struct Secret(Vec<u8>);

/// Why a text is no secret. The message does not contain the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SecretError {
    /// It begins in another way.
    #[error("does not begin with `{PREFIX}`")]
    Prefix,
    /// What follows is no base64.
    #[error("has no base64 after `{PREFIX}`")]
    Encoding,
    /// It can be guessed, or it is longer than receivers take.
    #[error("has {found} bytes after `{PREFIX}`: a secret has {} to {}", Secret::SHORTEST, Secret::LONGEST)]
    Length {
        /// How many bytes it has.
        found: usize,
    },
}

impl Secret {
    /// The fewest bytes of a secret.
    pub const SHORTEST: usize = 24;
    /// The most bytes of a secret.
    pub const LONGEST: usize = 64;

    /// The secret that a text of the form `whsec_BASE64` has.
    ///
    /// # Errors
    /// [`SecretError`] for another form, and unless it has 24 to 64 bytes.
    pub fn new(text: &str) -> Result<Self, SecretError> {
        let encoded = text.strip_prefix(PREFIX).ok_or(SecretError::Prefix)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| SecretError::Encoding)?;
        if !(Self::SHORTEST..=Self::LONGEST).contains(&bytes.len()) {
            return Err(SecretError::Length { found: bytes.len() });
        }
        Ok(Self(bytes))
    }

    pub(crate) fn bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of_bytes(count: usize) -> Result<Secret, SecretError> {
        Secret::new(&format!("{PREFIX}{}", STANDARD.encode(vec![7; count])))
    }

    #[test]
    fn a_secret_has_the_form_and_the_length_of_the_specification() {
        assert_eq!(of_bytes(23), Err(SecretError::Length { found: 23 }));
        assert_eq!(of_bytes(24).unwrap().bytes(), [7; 24]);
        assert_eq!(of_bytes(64).unwrap().bytes(), [7; 64]);
        assert_eq!(of_bytes(65), Err(SecretError::Length { found: 65 }));
        assert_eq!(Secret::new("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"), Err(SecretError::Prefix));
        assert_eq!(Secret::new("whsec_MfKQ9r8GKYqrTwj*PD8ILPZIo2LaLaSw"), Err(SecretError::Encoding));
    }

    #[test]
    fn neither_a_secret_nor_its_error_shows_it() {
        assert_eq!(format!("{:?}", of_bytes(24).unwrap()), "Secret(…)");
        let shown = Secret::new("whsec_s3cret*").unwrap_err().to_string();
        assert!(!shown.contains("s3cret"), "{shown}");
    }
}

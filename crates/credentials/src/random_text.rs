//! Secrets of 32 random bytes as texts that logs and scanners recognise: a prefix, and the bytes in base 64.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;

use crate::DIGEST_BYTES;

/// The number of characters behind the prefix: 32 bytes in base 64 without padding.
const SECRET_CHARACTERS: usize = 43;

/// The text of these secret bytes.
pub(crate) fn encode(prefix: &str, bytes: [u8; DIGEST_BYTES]) -> String {
    format!("{prefix}{}", URL_SAFE_NO_PAD.encode(bytes))
}

/// The bytes of a text with this prefix.
pub(crate) fn decode(prefix: &str, text: &str) -> Option<[u8; DIGEST_BYTES]> {
    URL_SAFE_NO_PAD.decode(text.strip_prefix(prefix)?).ok()?.try_into().ok()
}

/// Whether a text has this prefix, and the length and the alphabet of 32 bytes behind it.
pub(crate) fn is_well_formed(prefix: &str, text: &str) -> bool {
    let secret = text.strip_prefix(prefix);
    secret.is_some_and(|secret| secret.len() == SECRET_CHARACTERS && URL_SAFE_NO_PAD.decode(secret).is_ok())
}

//! The token digest: bytes in MessagePack, hexadecimal digits in JSON.

use std::fmt::{self, Write};

use serde::de::{Error, Visitor};
use serde::{Deserializer, Serializer};

const BYTES: usize = 32;

/// For `#[serde(with)]`.
pub(super) fn serialize<S: Serializer>(digest: &[u8; BYTES], serializer: S) -> Result<S::Ok, S::Error> {
    if serializer.is_human_readable() {
        serializer.serialize_str(&to_hex(digest))
    } else {
        serializer.serialize_bytes(digest)
    }
}

/// For `#[serde(with)]`.
pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<[u8; BYTES], D::Error> {
    if deserializer.is_human_readable() {
        deserializer.deserialize_str(Digest)
    } else {
        deserializer.deserialize_bytes(Digest)
    }
}

struct Digest;

impl Visitor<'_> for Digest {
    type Value = [u8; BYTES];

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a digest of 32 bytes or 64 hexadecimal digits")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Self::Value, E> {
        // The text is the secret's digest, so the error does not repeat it.
        from_hex(text).ok_or_else(|| E::custom("`token_digest` is not 64 hexadecimal digits"))
    }

    fn visit_bytes<E: Error>(self, bytes: &[u8]) -> Result<Self::Value, E> {
        bytes.try_into().map_err(|_| E::invalid_length(bytes.len(), &self))
    }
}

fn to_hex(digest: &[u8; BYTES]) -> String {
    let mut text = String::with_capacity(2 * BYTES);
    for byte in digest {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

fn from_hex(text: &str) -> Option<[u8; BYTES]> {
    if text.len() != 2 * BYTES {
        return None;
    }
    let mut digest = [0; BYTES];
    for (byte, pair) in digest.iter_mut().zip(text.as_bytes().chunks_exact(2)) {
        *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
    }
    Some(digest)
}

fn nibble(digit: u8) -> Option<u8> {
    char::from(digit).to_digit(16).and_then(|value| u8::try_from(value).ok())
}

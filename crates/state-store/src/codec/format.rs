//! The encodings of a value.

use super::error::ValueError;

/// How values are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum ValueFormat {
    /// A MessagePack map with named fields: small and fast.
    #[default]
    MessagePack,
    /// JSON, for people who inspect values; carries the parameters of the items too.
    Json,
}

impl ValueFormat {
    /// The name used in settings and diagnostics: `messagepack` or `json`.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MessagePack => "messagepack",
            Self::Json => "json",
        }
    }

    /// The format that has this name.
    ///
    /// ```
    /// use state_store::ValueFormat;
    /// assert_eq!(ValueFormat::from_name("json"), Some(ValueFormat::Json));
    /// assert_eq!(ValueFormat::from_name("xml"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::MessagePack, Self::Json].into_iter().find(|format| format.as_str() == name)
    }
}

/// The encoding of bytes that are read.
pub(super) enum Encoding {
    Json,
    MessagePack,
}

impl Encoding {
    /// Detects the encoding by the first byte: a MessagePack map starts with one that cannot start a JSON text, and
    /// the other way round.
    pub(super) fn detect(bytes: &[u8]) -> Result<Self, ValueError> {
        match bytes.first() {
            Some(b'{' | b' ' | b'\t' | b'\r' | b'\n') => Ok(Self::Json),
            Some(0x80..=0x8f | 0xde | 0xdf) => Ok(Self::MessagePack),
            Some(_) => Err(ValueError::UnknownEncoding),
            None => Err(ValueError::Empty),
        }
    }
}

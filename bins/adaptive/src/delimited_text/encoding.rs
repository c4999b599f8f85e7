//! The encodings of text files, and how the first bytes show them.

use std::fmt;
use std::io;

use encoding_rs::{Decoder, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// The encoding of a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TextEncoding {
    Utf8,
    Utf16Le,
    Utf16Be,
    Windows1252,
}

impl TextEncoding {
    /// The name that people know.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Utf8 => "UTF-8",
            Self::Utf16Le => "UTF-16 LE",
            Self::Utf16Be => "UTF-16 BE",
            Self::Windows1252 => "Windows-1252 (Latin-1)",
        }
    }

    /// A decoder to UTF-8; none for UTF-8 itself.
    pub(super) fn decoder(self) -> Option<Decoder> {
        match self {
            Self::Utf8 => None,
            Self::Utf16Le => Some(UTF_16LE.new_decoder_without_bom_handling()),
            Self::Utf16Be => Some(UTF_16BE.new_decoder_without_bom_handling()),
            Self::Windows1252 => Some(WINDOWS_1252.new_decoder_without_bom_handling()),
        }
    }
}

impl fmt::Display for TextEncoding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// Why bytes are no text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub(crate) enum EncodingFault {
    #[error("the file is {0}, not text; save or export it as CSV (UTF-8)")]
    NotText(&'static str),
    #[error("the byte 0x{0:02X} is not UTF-8, though the text before it is; save the file as CSV (UTF-8)")]
    Mixed(u8),
    #[error("the byte 0x{0:02X} is neither UTF-8 nor Windows-1252 (Latin-1); save the file as CSV (UTF-8)")]
    Unknown(u8),
    #[error("the text is not {0}, as which it begins; save the file as CSV (UTF-8)")]
    Malformed(&'static str),
}

impl From<EncodingFault> for io::Error {
    fn from(fault: EncodingFault) -> Self {
        Self::new(io::ErrorKind::InvalidData, fault)
    }
}

/// The first bytes of files that people take for CSV.
const NOT_TEXT: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "an Excel workbook (xlsx) or another zip archive"),
    (b"\xd0\xcf\x11\xe0", "an Excel workbook (xls)"),
    (b"$FL2", "an SPSS file (sav)"),
    (b"$FL3", "an SPSS file (zsav)"),
    (b"\x1f\x8b", "compressed (gzip, rds)"),
    (b"\xff\xfe\0\0", "in UTF-32"),
];

/// The encoding that the first four bytes show, and the length of its byte order mark.
pub(super) fn from_first_bytes(bytes: &[u8]) -> Result<(TextEncoding, usize), EncodingFault> {
    if let Some((_, what)) = NOT_TEXT.iter().find(|(magic, _)| bytes.starts_with(magic)) {
        return Err(EncodingFault::NotText(what));
    }
    Ok(match bytes {
        [0xef, 0xbb, 0xbf, ..] => (TextEncoding::Utf8, 3),
        [0xff, 0xfe, ..] => (TextEncoding::Utf16Le, 2),
        [0xfe, 0xff, ..] => (TextEncoding::Utf16Be, 2),
        // Without a mark: a header begins with letters of ASCII.
        [1..=255, 0, 1..=255, 0, ..] => (TextEncoding::Utf16Le, 0),
        [0, 1..=255, 0, 1..=255, ..] => (TextEncoding::Utf16Be, 0),
        _ => (TextEncoding::Utf8, 0),
    })
}

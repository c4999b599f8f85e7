//! Decoding a text while it is read, in constant memory.

use std::io::{self, Read};
use std::mem;

use encoding_rs::{Decoder, DecoderResult};

use super::encoding::{self, EncodingFault, TextEncoding};

/// How many bytes are decoded at once.
const CHUNK: usize = 1 << 16;
/// How many bytes show the encoding.
const FIRST_BYTES: usize = 4;
/// The bytes that Windows-1252 does not use.
const UNUSED_IN_WINDOWS_1252: [u8; 5] = [0x81, 0x8d, 0x8f, 0x90, 0x9d];

/// The text of a file as UTF-8, without a byte order mark.
///
/// A text without a byte order mark is read as UTF-8 up to the first byte that is not UTF-8. If all bytes before it are
/// ASCII, the text is read as Windows-1252 from there.
pub(super) struct DecodedText {
    source: Box<dyn Read>,
    encoding: TextEncoding,
    decoder: Option<Decoder>,
    /// Bytes that are not decoded yet.
    raw: Vec<u8>,
    /// Decoded text, handed out up to `next`.
    ready: Vec<u8>,
    next: usize,
    is_ascii: bool,
    at_end: bool,
    fault: Option<EncodingFault>,
}

impl DecodedText {
    /// Reads the first bytes.
    pub(super) fn begin(mut source: Box<dyn Read>) -> io::Result<Self> {
        let mut raw = Vec::new();
        source.by_ref().take(FIRST_BYTES as u64).read_to_end(&mut raw)?;
        let (encoding, mark) = encoding::from_first_bytes(&raw)?;
        raw.drain(..mark);
        let (decoder, ready) = (encoding.decoder(), Vec::new());
        Ok(Self { source, encoding, decoder, raw, ready, next: 0, is_ascii: true, at_end: false, fault: None })
    }

    /// The encoding, as far as the text is read.
    pub(super) const fn encoding(&self) -> TextEncoding {
        self.encoding
    }

    fn refill(&mut self) -> io::Result<()> {
        let held = self.raw.len();
        self.raw.resize(held + CHUNK, 0);
        let read = self.source.read(&mut self.raw[held..]);
        self.raw.truncate(held + read.as_ref().copied().unwrap_or(0));
        self.at_end = read? == 0;
        self.ready.clear();
        self.next = 0;
        match self.decoder {
            None => self.take_utf8(),
            Some(_) => self.decode(),
        }
        Ok(())
    }

    fn take_utf8(&mut self) {
        let error = match str::from_utf8(&self.raw) {
            Ok(text) => {
                self.is_ascii &= text.is_ascii();
                mem::swap(&mut self.raw, &mut self.ready);
                self.raw.clear();
                return;
            }
            Err(error) => error,
        };
        let sound = error.valid_up_to();
        self.is_ascii &= self.raw[..sound].is_ascii();
        self.ready.extend_from_slice(&self.raw[..sound]);
        self.raw.drain(..sound);
        let is_cut = error.error_len().is_none() && !self.at_end;
        if !is_cut && self.is_ascii {
            self.encoding = TextEncoding::Windows1252;
            self.decoder = self.encoding.decoder();
            self.decode();
        } else if !is_cut {
            self.fault = self.raw.first().copied().map(EncodingFault::Mixed);
        }
    }

    fn decode(&mut self) {
        let Some(decoder) = &mut self.decoder else { return };
        let is_unused = |byte: &u8| UNUSED_IN_WINDOWS_1252.contains(byte);
        let unknown = match self.encoding {
            TextEncoding::Windows1252 => self.raw.iter().position(is_unused),
            _ => None,
        };
        let end = unknown.unwrap_or(self.raw.len());
        let begin = self.ready.len();
        let room = decoder.max_utf8_buffer_length_without_replacement(end).unwrap_or(end);
        self.ready.resize(begin + room, 0);
        let (result, read, written) =
            decoder.decode_to_utf8_without_replacement(&self.raw[..end], &mut self.ready[begin..], self.at_end);
        self.ready.truncate(begin + written);
        self.fault = match (result, unknown) {
            (DecoderResult::Malformed(..), _) => Some(EncodingFault::Malformed(self.encoding.name())),
            (_, Some(place)) => Some(EncodingFault::Unknown(self.raw[place])),
            _ => None,
        };
        self.raw.drain(..read);
    }
}

impl Read for DecodedText {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.next == self.ready.len() {
            if let Some(fault) = self.fault {
                return Err(fault.into());
            }
            if self.at_end {
                return Ok(0);
            }
            self.refill()?;
        }
        let count = buffer.len().min(self.ready.len() - self.next);
        buffer[..count].copy_from_slice(&self.ready[self.next..self.next + count]);
        self.next += count;
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A source that gives this many bytes at a time.
    struct Pieces(Vec<u8>, usize);

    impl Read for Pieces {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let count = self.1.min(buffer.len()).min(self.0.len());
            buffer[..count].copy_from_slice(&self.0[..count]);
            self.0.drain(..count);
            Ok(count)
        }
    }

    /// What a file is decoded to, up to a fault, and the encoding or the fault.
    fn decoded(bytes: &[u8], piece: usize) -> (String, String) {
        let mut text = match DecodedText::begin(Box::new(Pieces(bytes.to_vec(), piece))) {
            Ok(text) => text,
            Err(error) => return (String::new(), error.to_string()),
        };
        let mut found = Vec::new();
        let end = text.read_to_end(&mut found);
        let end = end.map_or_else(|error| error.to_string(), |_| text.encoding().to_string());
        (String::from_utf8(found).unwrap(), end)
    }

    #[track_caller]
    fn check(bytes: &[u8], expected: &str, end: &str) {
        for piece in [1, 2, 3, 5, CHUNK] {
            let (text, found) = decoded(bytes, piece);
            assert_eq!(text, expected, "in pieces of {piece}");
            assert!(found.starts_with(end), "in pieces of {piece}: {found}");
        }
    }

    fn utf16(text: &str, to_bytes: fn(u16) -> [u8; 2]) -> Vec<u8> {
        text.encode_utf16().flat_map(to_bytes).collect()
    }

    #[test]
    fn encodings_are_recognised() {
        let text = "item_id;a\nG\u{e9}om\u{e9}trie \u{20ac};1\n\u{1f600};2\n";
        check(text.as_bytes(), text, "UTF-8");
        check(format!("\u{feff}{text}").as_bytes(), text, "UTF-8");
        for mark in ["\u{feff}", ""] {
            let marked = format!("{mark}{text}");
            check(&utf16(&marked, u16::to_le_bytes), text, "UTF-16 LE");
            check(&utf16(&marked, u16::to_be_bytes), text, "UTF-16 BE");
        }
        check(b"id\nJ\xf6rg \x80 \xfc", "id\nJ\u{f6}rg \u{20ac} \u{fc}", "Windows-1252 (Latin-1)");
        for short in ["", "a", "id", "\u{e9}"] {
            check(short.as_bytes(), short, "UTF-8");
        }
    }

    #[test]
    fn what_cannot_be_decoded_is_named() {
        check(b"id\nJ\xc3\xb6rg\nJ\xf6rg", "id\nJ\u{f6}rg\nJ", "the byte 0xF6 is not UTF-8, though");
        check(b"id\nJ\xc3\xb6rg\nJ\xc3", "id\nJ\u{f6}rg\nJ", "the byte 0xC3 is not UTF-8, though");
        check(b"id\nJ\xf6rg\n\x81", "id\nJ\u{f6}rg\n", "the byte 0x81 is neither UTF-8 nor");
        check(&[0xff, 0xfe, b'a', 0, 0x00, 0xd8, b'a', 0], "a", "the text is not UTF-16 LE");
        check(&[0xff, 0xfe, b'a', 0, b'b'], "a", "the text is not UTF-16 LE");
        check(b"PK\x03\x04\x14\0", "", "the file is an Excel workbook");
    }
}

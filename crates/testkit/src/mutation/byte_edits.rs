//! Changes of bytes, which know nothing of what the bytes mean.

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

/// Bytes that mean something in texts, in numbers or in MessagePack; 0xff is never a part of UTF-8.
const BYTES: &[u8] = &[
    0, 1, b'\t', b'\n', b'\r', b' ', b'"', b'\'', b',', b'-', b'0', b'9', b':', b';', b'[', b'\\', b'{', b'}', 0x7f,
    0x80, 0xc0, 0xc1, 0xca, 0xcb, 0xdb, 0xdf, 0xff,
];
/// The mark of UTF-8, the two of UTF-16, half of a character, an overlong zero, half of a surrogate pair.
const SEQUENCES: &[&[u8]] =
    &[b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff", b"\xc3", b"\xc0\x80", b"\xed\xa0\x80", b"\r\n"];
/// The longest piece that is repeated, so that a body does not outgrow its limit by this alone.
const LONGEST_PIECE: usize = 200;

/// A change of bytes at a place that is drawn.
#[derive(Debug, Clone)]
pub enum ByteEdit {
    /// Another byte in place of one.
    Set(Index, u8),
    /// A byte in between.
    Insert(Index, u8),
    /// Several bytes in between.
    InsertAll(Index, &'static [u8]),
    /// A piece is taken out.
    Delete(Index, usize),
    /// A piece comes twice.
    Repeat(Index, usize),
    /// The rest is cut off.
    Cut(Index),
}

/// Changes of bytes, made one after the other.
#[derive(Debug, Clone)]
pub struct ByteEdits(Vec<ByteEdit>);

impl ByteEdits {
    /// Makes the changes.
    pub fn apply(&self, bytes: &mut Vec<u8>) {
        for edit in &self.0 {
            edit.apply(bytes);
        }
    }
}

impl ByteEdit {
    fn apply(&self, bytes: &mut Vec<u8>) {
        // One place more than there are bytes: the end.
        let place = |at: &Index| at.index(bytes.len() + 1);
        let piece = |at: &Index, length: usize| {
            let start = at.index(bytes.len() + 1);
            start..(start + length).min(bytes.len())
        };
        match self {
            Self::Set(at, byte) => {
                let at = place(at);
                bytes.splice(at..(at + 1).min(bytes.len()), [*byte]);
            }
            Self::Insert(at, byte) => bytes.insert(place(at), *byte),
            Self::InsertAll(at, more) => {
                let at = place(at);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Delete(at, length) => {
                bytes.drain(piece(at, *length));
            }
            Self::Repeat(at, length) => {
                let piece = piece(at, *length);
                let (end, copy) = (piece.end, bytes[piece].to_vec());
                bytes.splice(end..end, copy);
            }
            Self::Cut(at) => bytes.truncate(place(at)),
        }
    }
}

/// Draws up to this number of changes, most often few.
pub fn byte_edits(most: usize) -> impl Strategy<Value = ByteEdits> {
    let (at, byte, length) = (any::<Index>, || prop_oneof![select(BYTES), any::<u8>()], || 1..LONGEST_PIECE);
    let edit = prop_oneof![
        4 => (at(), byte()).prop_map(|(at, byte)| ByteEdit::Set(at, byte)),
        4 => (at(), byte()).prop_map(|(at, byte)| ByteEdit::Insert(at, byte)),
        2 => (at(), select(SEQUENCES)).prop_map(|(at, more)| ByteEdit::InsertAll(at, more)),
        3 => (at(), prop_oneof![Just(1), length()]).prop_map(|(at, length)| ByteEdit::Delete(at, length)),
        2 => (at(), length()).prop_map(|(at, length)| ByteEdit::Repeat(at, length)),
        1 => at().prop_map(ByteEdit::Cut),
    ];
    vec(edit, 0..=most).prop_map(ByteEdits)
}

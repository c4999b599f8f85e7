//! How an item is named: by [`ItemId`] outside, by [`ItemIndex`] in the numerics.

use std::fmt;

/// Longest item id accepted, in bytes.
pub const MAX_ITEM_ID_BYTES: usize = 128;

/// The position of an item in its [`ItemBank`](crate::ItemBank), counted from 0.
///
/// Cheap to copy and to store; meaningful only together with the bank it belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(transparent))]
pub struct ItemIndex(pub u32);

impl ItemIndex {
    /// The position as an array index.
    #[must_use]
    pub const fn as_usize(self) -> usize {
        self.0 as usize
    }
}

impl fmt::Display for ItemIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// The name of an item as people, files and the HTTP interface use it.
///
/// Never empty, at most [`MAX_ITEM_ID_BYTES`] long, free of control characters and of white space at either end.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ItemId(Box<str>);

impl ItemId {
    /// Checks and takes a name.
    ///
    /// # Errors
    /// [`InvalidItemId`] when the name breaks one of the rules of the type.
    pub fn new(name: &str) -> Result<Self, InvalidItemId> {
        if name.is_empty() {
            return Err(InvalidItemId::Empty);
        }
        if name.len() > MAX_ITEM_ID_BYTES {
            return Err(InvalidItemId::TooLong);
        }
        if name.trim() != name || name.chars().any(char::is_control) {
            return Err(InvalidItemId::Unprintable);
        }
        Ok(Self(name.into()))
    }

    /// The name as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for ItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// Why a text cannot name an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidItemId {
    /// There is no text.
    #[error("an item id must not be empty")]
    Empty,
    /// More than [`MAX_ITEM_ID_BYTES`] bytes.
    #[error("an item id has at most {MAX_ITEM_ID_BYTES} bytes")]
    TooLong,
    /// Control characters, or white space at an end.
    #[error("an item id has no control characters and no white space at its ends")]
    Unprintable,
}

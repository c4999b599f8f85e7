//! A set of items of one bank.

use crate::ItemIndex;

/// A set of items of one bank, one bit for each item of the bank.
///
/// ```
/// use irt_core::{ItemIndex, ItemSet};
///
/// let mut set = ItemSet::new(10);
/// assert!(set.insert(ItemIndex(3)) && !set.insert(ItemIndex(3)));
/// assert!(set.contains(ItemIndex(3)) && !set.contains(ItemIndex(10)));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ItemSet {
    words: Box<[u64]>,
}

impl ItemSet {
    /// The empty set of items of a bank of this size.
    #[must_use]
    pub fn new(bank_len: usize) -> Self {
        Self { words: vec![0; bank_len.div_ceil(64)].into() }
    }

    /// Whether the item is in the set; an index beyond the bank is not.
    #[inline]
    #[must_use]
    pub fn contains(&self, item: ItemIndex) -> bool {
        self.words.get(item.as_usize() / 64).is_some_and(|word| word >> (item.0 % 64) & 1 == 1)
    }

    /// Puts the item into the set; false when it was there. An index beyond the bank is not taken in.
    pub fn insert(&mut self, item: ItemIndex) -> bool {
        let is_new = !self.contains(item);
        if let Some(word) = self.words.get_mut(item.as_usize() / 64) {
            *word |= 1 << (item.0 % 64);
        }
        is_new
    }
}

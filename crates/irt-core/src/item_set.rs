//! A set of items of one bank.

use crate::identity::ItemIndex;

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
    /// The limit; no bit stands for an index at or beyond it.
    bank_len: usize,
}

impl ItemSet {
    /// The empty set of items of a bank of this size.
    #[must_use]
    pub fn new(bank_len: usize) -> Self {
        Self { words: vec![0; bank_len.div_ceil(64)].into(), bank_len }
    }

    /// The set of these items.
    pub(crate) fn from_items(bank_len: usize, items: impl IntoIterator<Item = ItemIndex>) -> Self {
        let mut set = Self::new(bank_len);
        for item in items {
            set.insert(item);
        }
        set
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
        if item.as_usize() < self.bank_len
            && let Some(word) = self.words.get_mut(item.as_usize() / 64)
        {
            *word |= 1 << (item.0 % 64);
        }
        is_new
    }

    /// Takes the item out of the set.
    pub(crate) fn remove(&mut self, item: ItemIndex) {
        if let Some(word) = self.words.get_mut(item.as_usize() / 64) {
            *word &= !(1 << (item.0 % 64));
        }
    }

    /// Takes in all items of the bank.
    pub(crate) fn insert_everything(&mut self) {
        self.words.fill(u64::MAX);
        self.clear_beyond();
    }

    /// Makes this set equal to another of the same bank.
    pub(crate) fn copy_from(&mut self, other: &Self) {
        self.words.copy_from_slice(&other.words);
    }

    /// Takes in all items of another set of the same bank.
    pub(crate) fn insert_all(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= other;
        }
    }

    /// Takes in all items of the bank but those of the other set.
    pub(crate) fn insert_all_but(&mut self, other: &Self) {
        for (word, other) in self.words.iter_mut().zip(&other.words) {
            *word |= !other;
        }
        self.clear_beyond();
    }

    /// Clears the bits that stand for no item.
    fn clear_beyond(&mut self) {
        let beyond = self.bank_len % 64;
        if beyond != 0
            && let Some(last) = self.words.last_mut()
        {
            *last &= (1 << beyond) - 1;
        }
    }

    /// How many items are in the set.
    pub(crate) fn len(&self) -> usize {
        self.words.iter().map(|word| word.count_ones() as usize).sum()
    }

    /// Whether every item of the other set is in this one.
    pub(crate) fn covers(&self, other: &Self) -> bool {
        self.words.iter().zip(&other.words).all(|(word, other)| other & !word == 0)
    }

    /// The items of the bank that are not in the set, in order.
    pub(crate) fn absent(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        let limit = self.bank_len;
        self.words.iter().enumerate().flat_map(move |(place, word)| {
            let mut absent = !word;
            std::iter::from_fn(move || {
                let bit = absent.trailing_zeros();
                absent &= absent.wrapping_sub(1);
                let index = 64 * place + bit as usize;
                (bit < 64 && index < limit).then_some(ItemIndex(index as u32))
            })
        })
    }

    /// The items of the set, in order.
    pub(crate) fn iter(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        self.words.iter().enumerate().flat_map(|(place, word)| {
            let mut rest = *word;
            std::iter::from_fn(move || {
                let bit = rest.trailing_zeros();
                rest &= rest.wrapping_sub(1);
                (bit < 64).then_some(ItemIndex((64 * place) as u32 + bit))
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use super::ItemSet;
    use crate::identity::ItemIndex;

    #[test]
    fn sets_of_every_size_tell_what_they_hold_and_lack() {
        for bank_len in [1, 63, 64, 65, 130] {
            let odd: Vec<ItemIndex> = (0..bank_len as u32).filter(|item| item % 2 == 1).map(ItemIndex).collect();
            let even: Vec<ItemIndex> = (0..bank_len as u32).filter(|item| item % 2 == 0).map(ItemIndex).collect();
            let mut set = ItemSet::from_items(bank_len, odd.iter().copied());
            assert_eq!((set.iter().collect::<Vec<_>>(), set.absent().collect::<Vec<_>>()), (odd, even));
            let rest = set.clone();
            set.insert_all_but(&rest);
            assert!(set.len() == bank_len && set.covers(&rest) && set.absent().next().is_none());
            assert!(!set.contains(ItemIndex(bank_len as u32)));
        }
    }
}

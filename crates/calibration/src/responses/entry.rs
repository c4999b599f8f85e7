//! A response with its item in four bytes.

/// The item and the category of a response; ordered by item, then category.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Entry(u32);

/// The bits of the category.
const CATEGORY_BITS: u32 = 8;

impl Entry {
    /// One more than the largest item.
    pub(crate) const ITEM_LIMIT: usize = 1 << (u32::BITS - CATEGORY_BITS);

    /// The item is below [`ITEM_LIMIT`](Self::ITEM_LIMIT).
    pub(crate) const fn new(item: usize, category: u8) -> Self {
        Self((item as u32) << CATEGORY_BITS | category as u32)
    }

    pub(crate) const fn item(self) -> usize {
        (self.0 >> CATEGORY_BITS) as usize
    }

    pub(crate) const fn category(self) -> u8 {
        self.0 as u8
    }
}

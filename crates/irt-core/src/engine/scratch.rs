//! Memory that a session keeps from one choice to the next.

use crate::item_set::ItemSet;
use crate::selection::SelectionScratch;

/// The buffers of the choice at hand.
#[derive(Debug, Clone)]
pub(super) struct Scratch {
    /// The items that the choice does not consider.
    pub(super) excluded: ItemSet,
    pub(super) selection: SelectionScratch,
}

impl Scratch {
    pub(super) fn new(bank_len: usize) -> Self {
        Self { excluded: ItemSet::new(bank_len), selection: SelectionScratch::default() }
    }
}

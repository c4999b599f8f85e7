//! Maximum Fisher information.

use crate::bank::ItemBank;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;

/// An item and its information, as a candidate for the largest.
#[derive(Debug, Clone, Copy)]
pub(super) struct Candidate {
    pub(super) information: f64,
    pub(super) item: ItemIndex,
}

impl Candidate {
    pub(super) fn new(bank: &ItemBank, item: ItemIndex, theta: f64) -> Self {
        Self { information: bank.curve(item).information(theta), item }
    }

    /// Whether this item is chosen before the other: more information, or as much and the first in the bank.
    pub(super) fn precedes(&self, other: &Self) -> bool {
        self.information > other.information || (self.information == other.information && self.item < other.item)
    }
}

/// The eligible item with the largest information at `theta`, the first among equals, by a look at every item.
pub(super) fn scan(bank: &ItemBank, theta: f64, excluded: &ItemSet) -> Option<ItemIndex> {
    let mut best: Option<Candidate> = None;
    for (item, curve) in (0..).map(ItemIndex).zip(bank.curves()) {
        if excluded.contains(item) {
            continue;
        }
        let candidate = Candidate { information: curve.information(theta), item };
        if best.is_none_or(|best| candidate.precedes(&best)) {
            best = Some(candidate);
        }
    }
    best.map(|best| best.item)
}

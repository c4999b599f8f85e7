//! Maximum Fisher information.

use super::ItemSet;
use crate::{ItemBank, ItemIndex};

/// The eligible item with the largest information at `theta`, the first among equals.
pub(super) fn select(bank: &ItemBank, theta: f64, excluded: &ItemSet) -> Option<ItemIndex> {
    let mut best: Option<(ItemIndex, f64)> = None;
    for (item, curve) in (0..).map(ItemIndex).zip(bank.curves()) {
        if excluded.contains(item) {
            continue;
        }
        let information = curve.information(theta);
        if best.is_none_or(|(_, highest)| information > highest) {
            best = Some((item, information));
        }
    }
    best.map(|(item, _)| item)
}

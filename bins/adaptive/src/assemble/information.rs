//! The information of the items of a bank.

use irt_core::ItemBank;

/// The information of every item at an ability.
pub(super) fn of_items(bank: &ItemBank, theta: f64) -> Vec<f64> {
    bank.items().map(|item| bank.information(item.index, theta).unwrap_or(0.0)).collect()
}

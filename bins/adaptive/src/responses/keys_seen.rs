//! Options that are never right: they may be codes, or the key may be wrong.

use std::collections::BTreeMap;

use irt_core::ItemIndex;

use super::columns::shown;
use super::fault_list::counted;
use super::scored_items::ItemColumn;

/// The fewest responses to an item that should have a right one among them.
const FEW: u64 = 20;

/// The options that are chosen.
#[derive(Debug, Default)]
pub(super) struct KeysSeen {
    /// The options that count as wrong and are the key of no item, with their frequencies.
    without_key: BTreeMap<String, u64>,
    /// The items with a key.
    items: BTreeMap<ItemIndex, Chosen>,
}

/// The choices at an item.
#[derive(Debug)]
struct Chosen {
    item_id: String,
    count: u64,
    right: u64,
}

impl KeysSeen {
    /// Counts a choice at an item with a key.
    pub(super) fn add(&mut self, column: &ItemColumn, category: u8) {
        let chosen = self.items.entry(column.item).or_insert_with(|| Chosen {
            item_id: column.item_id.clone(),
            count: 0,
            right: 0,
        });
        chosen.count += 1;
        chosen.right += u64::from(category > 0);
    }

    /// Counts an option that is the key of no item.
    pub(super) fn add_without_key(&mut self, option: &str) {
        *self.without_key.entry(option.to_ascii_uppercase()).or_default() += 1;
    }

    /// What is worth a note after all rows.
    pub(super) fn notes(&self) -> impl Iterator<Item = String> {
        let options = self.without_key.iter().map(|(option, count)| format!("{option} ({})", counted(*count, "time")));
        let options = options.collect::<Vec<_>>().join(", ");
        let wrong =
            (!options.is_empty()).then(|| format!("counted as wrong, and the key of no item of the bank: {options}"));
        let never = self.items.values().filter(|chosen| chosen.count >= FEW && chosen.right == 0);
        let never: Vec<&str> = never.map(|chosen| chosen.item_id.as_str()).collect();
        let items = if never.len() == 1 { "item" } else { "items" };
        let never_right =
            (!never.is_empty()).then(|| format!("no examinee chose the key of {items} {}", shown(&never)));
        wrong.into_iter().chain(never_right)
    }
}

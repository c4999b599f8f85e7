//! The rules that concern the items of a bank together.

use std::collections::BTreeMap;

use super::item::Item;
use super::problem::{BankProblem, ProblemList};
use crate::models::ProblemCause;

/// As many items as an [`ItemIndex`](crate::ItemIndex) can count.
pub(super) const MOST_ITEMS: usize = u32::MAX as usize;

pub(super) fn check_size(count: usize, problems: &mut ProblemList) {
    if count == 0 {
        problems.push_global(ProblemCause::EmptyBank, String::new());
    } else if count > MOST_ITEMS {
        problems.push_global(ProblemCause::TooManyItems { most: MOST_ITEMS }, String::new());
    }
}

pub(super) fn check_unique(items: &[Item], problems: &mut ProblemList) {
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (position, item) in items.iter().enumerate() {
        let first_position = *first.entry(item.id.as_str()).or_insert(position);
        if first_position != position {
            problems.push(BankProblem {
                row: None,
                position: Some(position),
                item_id: Some(item.id.as_str().to_owned()),
                column: "item_id".to_owned(),
                value: item.id.as_str().to_owned(),
                cause: ProblemCause::DuplicateItemId { first_position },
            });
        }
    }
}

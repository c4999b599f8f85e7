//! What is worth a note about the columns of a file.

use super::coding::{Coding, Scoring};
use super::columns::{Columns, shown};
use super::scored_items::ScoredItems;

/// The columns that are not read.
pub(super) fn on_unused(columns: &[String]) -> Option<String> {
    (!columns.is_empty()).then(|| format!("not used: the columns {}", shown(columns)))
}

/// Codes that are also categories, and items without a key in a file of options.
pub(super) fn on_columns(columns: &Columns, coding: &Coding, items: &ScoredItems<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut without_key = Vec::new();
    let mut is_code = None;
    for column in columns.items() {
        let Scoring::Categories(categories) = column.scoring else { continue };
        if items.are_keyed() {
            without_key.push(column.item_id.clone());
        }
        is_code = is_code.or_else(|| Some((coding.codes_among(categories).next()?.to_owned(), &column.item_id)));
    }
    if let Some((code, item)) = is_code {
        notes.push(format!("the code {code:?} is also a category of items such as {item:?}"));
    }
    if !without_key.is_empty() {
        notes.push(format!("without a key, their cells being categories: {}", shown(&without_key)));
    }
    notes
}

//! What is worth a note about the columns of a file.

use super::coding::{Coding, Scoring};
use super::columns::{Columns, shown};
use super::scored_items::ScoredItems;

/// The columns that are not read.
pub(super) fn on_unused(columns: &[String]) -> Option<String> {
    (!columns.is_empty()).then(|| format!("not used: the columns {}", shown(columns)))
}

/// Codes that are also categories or options, and items without a key in a file of options.
pub(super) fn on_columns(columns: &Columns, coding: &Coding, items: &ScoredItems<'_>) -> Vec<String> {
    let mut notes = Vec::new();
    let mut without_key = Vec::new();
    let mut is_code = None;
    for column in columns.items() {
        let what = match column.scoring {
            Scoring::Categories(_) => "a category",
            Scoring::Key(_) => "an option",
        };
        if items.are_keyed() && matches!(column.scoring, Scoring::Categories(_)) {
            without_key.push(column.item_id.clone());
        }
        is_code = is_code.or_else(|| Some((coding.codes_among(&column.scoring).next()?, what, &column.item_id)));
    }
    if let Some((code, what, item)) = is_code {
        notes.push(format!("the code {code:?} is also {what} of items such as {item:?}"));
    }
    if !without_key.is_empty() {
        notes.push(format!("without a key, their cells being categories: {}", shown(&without_key)));
    }
    notes
}

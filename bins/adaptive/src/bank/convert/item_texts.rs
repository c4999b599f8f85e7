//! The texts and keys that a table has in the columns of a bank file.

use super::foreign_table::{ForeignRow, ForeignTable};
use crate::args::ForeignFormat;
use crate::bank::bank_text::text_column;

/// The column of right options, which files of every program may have.
const KEY: &str = "key";

/// The columns of texts that the bank file gets.
pub(super) struct ItemTexts {
    /// The name of each in the bank file, and in the table.
    columns: Vec<(String, String)>,
}

impl ItemTexts {
    /// The columns that the table has: of other programs' files the right options alone, as their other columns of these names
    /// may mean something else.
    pub(super) fn find(program: ForeignFormat, table: &ForeignTable) -> Self {
        let is_kept = |name: &str| name == KEY || program == ForeignFormat::Table;
        let named = table.columns().iter().filter_map(|column| Some((text_column(column)?, column.clone())));
        Self { columns: named.filter(|(name, _)| is_kept(name)).collect() }
    }

    /// The names of the columns in the bank file.
    pub(super) fn names(&self) -> Vec<String> {
        self.columns.iter().map(|(name, _)| name.clone()).collect()
    }

    /// The cells of an item. A reversed one gives its categories to other options, so its options and how they are keyed are left out.
    pub(super) fn of(&self, row: &ForeignRow<'_>, is_reversed: bool) -> Vec<String> {
        let is_left_out = |name: &str| is_reversed && (name == KEY || name.contains('_'));
        let cell = |(name, column): &(String, String)| match is_left_out(name) {
            true => String::new(),
            // A text may be what R writes for a missing value, a key may not.
            false if name == KEY => row.text(column).unwrap_or_default().to_owned(),
            false => row.cell(column).to_owned(),
        };
        self.columns.iter().map(cell).collect()
    }
}

//! The forms of table that several sections have.

use reporting::number::{count, per_cent};
use reporting::{Column, Table};

/// A table of measures and their values.
pub(super) fn measures_table<'a>(caption: &str, rows: impl IntoIterator<Item = (&'a str, String)>) -> Table {
    Table::from_pairs(caption, [Column::text("measure"), Column::number("value")], rows)
}

/// A table of numbers of tests and their shares of all tests.
pub(super) fn counts_table(caption: &str, counts: impl Iterator<Item = (String, u64)>, tests: u64) -> Table {
    let columns = [Column::text(""), Column::number("tests"), Column::number("share")];
    let share = |part: u64| per_cent(part as f64 / tests.max(1) as f64);
    Table::new(caption, columns, counts.map(|(name, part)| vec![name, count(part), share(part)]))
}

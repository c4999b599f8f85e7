//! The usual names of the column of item ids.

/// The names of a column of item ids; the first of them in a file counts. R writes row names under an empty header.
pub(super) const ID_COLUMNS: [&str; 5] = ["item_id", "id", "item", "", "name"];

//! The responses of an examinee.

use irt_core::{ExamineeStart, ItemIndex, Response};

/// The responses of an examinee.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct ResponsesRow {
    /// The line of the file on which the row begins, counted from 1; with one response a row, that of the first.
    pub(crate) line: u64,
    pub(crate) examinee: String,
    /// The items that were administered, in the order of the file.
    pub(crate) items: Vec<ItemIndex>,
    /// The responses, one for each of `items`.
    pub(crate) responses: Vec<Response>,
    /// What was known of the examinee before the test.
    pub(crate) start: ExamineeStart,
}

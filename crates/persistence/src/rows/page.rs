//! Pages of listings.

/// A page of a listing: the rows with a number greater than `after`, at most `limit` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Page {
    /// The last number of the page before; 0 for the first page.
    pub after: i64,
    /// The greatest number of rows wanted.
    pub limit: u32,
}

//! The outcome of a guarded change.

/// Whether a guarded change took place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Guarded {
    /// It is committed.
    Committed,
    /// Nothing was changed: the session is unknown, not active, at another revision, or has expired.
    Stale,
}

#[cfg(any(feature = "postgres", feature = "sqlite"))]
impl Guarded {
    /// The outcome of a guarded statement that changed this number of rows.
    pub(crate) const fn from_rows(rows: usize) -> Self {
        if rows == 0 { Self::Stale } else { Self::Committed }
    }
}

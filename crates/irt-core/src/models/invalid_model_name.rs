//! A text that names no response model.

/// A text that names no response model; its message lists the names that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidModelName;

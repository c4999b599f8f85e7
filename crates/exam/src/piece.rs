//! What an entry of the shelf keeps in memory.

use std::sync::Arc;

/// Something in memory that several entries may share: its address, and how many bytes it takes.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Piece {
    pub(crate) address: usize,
    pub(crate) bytes: usize,
}

impl Piece {
    pub(crate) fn of<T>(shared: &Arc<T>, bytes: usize) -> Self {
        Self { address: Arc::as_ptr(shared).addr(), bytes }
    }
}

/// An entry of the shelf.
pub(crate) trait Shelved {
    /// All that the entry keeps in memory.
    fn pieces(self: &Arc<Self>) -> Vec<Piece>;
}

//! A bank version in memory.

use std::sync::Arc;

use irt_core::ItemBank;

use crate::exam_content::ExamContent;
use crate::piece::{Piece, Shelved};

/// A bank version: the numbers for the engine, the texts and keys for the exam.
pub(crate) struct LoadedBank {
    pub(crate) bank: Arc<ItemBank>,
    pub(crate) content: Arc<ExamContent>,
}

impl Shelved for LoadedBank {
    fn pieces(self: &Arc<Self>) -> Vec<Piece> {
        vec![Piece::of(&self.bank, self.bank.memory_bytes()), Piece::of(&self.content, self.content.memory_bytes())]
    }
}

//! Abilities from given answers: `adaptive score`, `replay` and `score-table`.

mod columns;
mod known;
pub(crate) mod replay;
pub(crate) mod score;
pub(crate) mod score_table;

pub(crate) use columns::ScaleColumns;

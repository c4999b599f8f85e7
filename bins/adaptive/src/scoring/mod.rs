//! Abilities from given answers: `adaptive score`, `replay` and `score-table`.

pub(crate) mod replay;
pub(crate) mod score;
pub(crate) mod score_table;

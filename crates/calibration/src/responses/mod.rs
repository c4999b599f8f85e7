//! Responses: as they are given, as unique patterns, and as sub-patterns of a few items.

mod blocks;
mod entry;
mod patterns;
mod response_table;

pub(crate) use blocks::Blocks;
pub(crate) use patterns::Patterns;
pub use response_table::{InvalidResponse, MAX_ITEMS, ResponseTable};

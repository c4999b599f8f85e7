//! Hostile inputs made from valid ones: changes of JSON values, of the text they are written as, and of bytes.
//!
//! The strategies draw the changes and not the result, so that a failing case shrinks to the few that matter.

mod byte_edits;
mod json_edits;

pub use byte_edits::{ByteEdit, ByteEdits, byte_edits};
pub use json_edits::{FRAGMENTS, JsonEdit, JsonEdits, json_edits};

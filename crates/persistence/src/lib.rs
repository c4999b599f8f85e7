//! The record: every bank, exam type, exam session and attempt, in SQLite or PostgreSQL.

mod record;
mod rows;

pub use record::{Record, RecordError};
pub use rows::*;

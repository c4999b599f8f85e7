//! The record in SQLite: a file, or memory.

#[macro_use]
mod blocking;

mod calls;
mod commit;
mod error;
mod location;
mod migrate;
mod open_file;
mod pool;
mod probe;
mod record;
mod units;

pub(crate) use location::place;
pub use record::SqliteRecord;

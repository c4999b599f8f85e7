//! The record in PostgreSQL.

#[macro_use]
mod deadline;

mod advance;
mod advance_all;
mod calls;
mod commit;
mod connect;
mod diagnosis;
mod error;
mod given;
mod migrate;
mod pool;
mod pooler;
mod probe;
mod record;
mod settle;
mod target;
mod tls;
mod units;

pub use record::PostgresRecord;
pub(crate) use target::place;
pub(crate) use units::lock_examinee;

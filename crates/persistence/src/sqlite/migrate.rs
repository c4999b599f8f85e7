//! The migrations of SQLite.

use diesel::SqliteConnection;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::blocking::run;
use super::error::{self, Diagnosis};
use super::pool::Pool;
use super::units;
use crate::error::RecordError;
use crate::migrate::{bring_up_to_date, migration_error};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Brings the schema up to date, alone: an immediate transaction holds the write lock of the file.
pub(super) async fn migrate(writer: &Pool) -> Result<(), RecordError> {
    let migrate =
        |conn: &mut SqliteConnection| Ok(conn.immediate_transaction(|conn| bring_up_to_date(conn, MIGRATIONS)));
    let known = |cause| if Diagnosis::from_error(&cause).is_some() { Ok(error::from_query(cause)) } else { Err(cause) };
    run(writer, migrate).await?.map_err(|cause| migration_error(cause, known))?;
    run(writer, units::assert_writable).await
}

//! The migrations of SQLite.

use diesel::dsl::sql;
use diesel::sql_types::Text;
use diesel::sqlite::Sqlite;
use diesel::{RunQueryDsl as _, SqliteConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::blocking::run;
use super::error::{self, Diagnosis};
use super::pool::Pool;
use super::units;
use crate::error::RecordError;
use crate::migrate::{APPLIED, bring_up_to_date, check_applied, migration_error};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Brings the schema up to date, alone: an immediate transaction holds the write lock of the file.
pub(super) async fn migrate(writer: &Pool) -> Result<(), RecordError> {
    let migrate =
        |conn: &mut SqliteConnection| Ok(conn.immediate_transaction(|conn| bring_up_to_date(conn, MIGRATIONS)));
    run(writer, migrate).await?.map_err(|cause| migration_error(cause, known))?;
    run(writer, units::assert_writable).await
}

/// Whether the schema is the one of this program.
pub(super) async fn check(readers: &Pool) -> Result<(), RecordError> {
    let check = |conn: &mut SqliteConnection| {
        let applied = sql::<Text>(APPLIED).load(conn);
        Ok(check_applied::<Sqlite>(applied, &MIGRATIONS))
    };
    run(readers, check).await?.map_err(|cause| migration_error(cause, known))
}

/// What an error of the database means, where that is known.
fn known(cause: diesel::result::Error) -> Result<RecordError, diesel::result::Error> {
    if Diagnosis::from_error(&cause).is_some() { Ok(error::from_query(cause)) } else { Err(cause) }
}

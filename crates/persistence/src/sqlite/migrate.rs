//! The migrations of SQLite.

use std::collections::HashSet;
use std::path::Path;

use diesel::sqlite::Sqlite;
use diesel::{QueryResult, RunQueryDsl as _, SqliteConnection, sql_query};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::blocking::run;
use super::error::{self, Diagnosis};
use super::location::Location;
use super::pool::{self, Pool};
use super::units;
use crate::error::RecordError;
use crate::migrate::{APPLIED, AppliedMigration, bring_up_to_date, migration_error, missing};
use crate::settings::RecordSettings;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/sqlite");

/// Brings the schema up to date, alone: an immediate transaction holds the write lock of the file. Returns the names of what was
/// missing.
pub(super) async fn migrate(writer: &Pool) -> Result<Vec<String>, RecordError> {
    let migrate =
        |conn: &mut SqliteConnection| Ok(conn.immediate_transaction(|conn| bring_up_to_date(conn, MIGRATIONS)));
    let known = |cause| if Diagnosis::from_error(&cause).is_some() { Ok(error::from_query(cause)) } else { Err(cause) };
    let applied = run(writer, migrate).await?.map_err(|cause| migration_error(cause, known))?;
    run(writer, units::assert_writable).await?;
    Ok(applied)
}

/// The names of the migrations that the database lacks. It creates no file.
pub(super) async fn missing_migrations(
    location: &Location,
    settings: &RecordSettings,
) -> Result<Vec<String>, RecordError> {
    let readers = match location {
        Location::File(path) if Path::new(path).exists() => pool::readers(location, settings)?,
        _ => None,
    };
    let applied = match readers {
        Some(readers) => run(&readers, applied_migrations).await?,
        None => HashSet::new(),
    };
    missing::<Sqlite>(&MIGRATIONS, applied).map_err(RecordError::Migration)
}

fn applied_migrations(conn: &mut SqliteConnection) -> QueryResult<HashSet<String>> {
    const TABLE: &str = "SELECT name AS version FROM sqlite_master WHERE name = '__diesel_schema_migrations'";
    if sql_query(TABLE).load::<AppliedMigration>(conn)?.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<AppliedMigration> = sql_query(APPLIED).load(conn)?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

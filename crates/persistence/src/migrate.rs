//! Bringing a database to the schema of this program.

use std::collections::HashSet;

use diesel::backend::Backend;
use diesel::migration::MigrationSource;
use diesel::result::Error;
use diesel::sql_types::Text;
use diesel_migrations::{EmbeddedMigrations, MigrationHarness};

use crate::error::RecordError;

pub(crate) type AnyError = Box<dyn std::error::Error + Send + Sync>;

/// The database has been migrated by a program that knows more than this one.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database carries the migration {version}, which this version of the program does not know: start the newer \
     version, or restore the backup taken before the upgrade"
)]
pub(crate) struct NewerSchema {
    version: String,
}

/// A migration that a database has, as a query finds it.
#[derive(diesel::QueryableByName)]
pub(crate) struct AppliedMigration {
    #[diesel(sql_type = Text)]
    pub(crate) version: String,
}

/// The migrations that a database has. Unlike the calls of the library, it needs no right to create a table.
pub(crate) const APPLIED: &str = "SELECT version FROM __diesel_schema_migrations";

/// Runs the migrations that are missing, and returns their names. The caller holds a lock that keeps other instances from doing
/// the same.
pub(crate) fn bring_up_to_date<DB: Backend>(
    harness: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<Vec<String>, AnyError> {
    let applied = harness.applied_migrations()?.iter().map(ToString::to_string).collect();
    let missing = missing::<DB>(&migrations, applied)?;
    harness.run_pending_migrations(migrations)?;
    Ok(missing)
}

/// The names of the migrations that a database with these versions lacks, the oldest first.
///
/// # Errors
/// [`NewerSchema`] when the database has a migration that this program does not know.
pub(crate) fn missing<DB: Backend>(
    migrations: &EmbeddedMigrations,
    mut applied: HashSet<String>,
) -> Result<Vec<String>, AnyError> {
    let mut missing = Vec::new();
    for migration in MigrationSource::<DB>::migrations(migrations)? {
        if !applied.remove(&migration.name().version().to_string()) {
            missing.push(migration.name().to_string());
        }
    }
    if let Some(version) = applied.into_iter().max() {
        return Err(NewerSchema { version }.into());
    }
    missing.sort();
    Ok(missing)
}

/// The error of a migration that failed; `known` gives what an error of the database means, or gives it back.
pub(crate) fn migration_error(error: AnyError, known: impl FnOnce(Error) -> Result<RecordError, Error>) -> RecordError {
    match error.downcast() {
        Ok(cause) => known(*cause).unwrap_or_else(|cause| RecordError::Migration(cause.into())),
        Err(error) => RecordError::Migration(error),
    }
}

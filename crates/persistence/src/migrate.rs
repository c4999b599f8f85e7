//! Bringing a database to the schema of this program.

use std::collections::HashSet;

use diesel::backend::Backend;
use diesel::migration::MigrationSource;
use diesel::result::Error;
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

/// Runs the migrations that are missing. The caller holds a lock that keeps other instances from doing the same.
pub(crate) fn bring_up_to_date<DB: Backend>(
    harness: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<(), AnyError> {
    let embedded = MigrationSource::<DB>::migrations(&migrations)?;
    let known: HashSet<String> = embedded.iter().map(|migration| migration.name().version().to_string()).collect();
    let applied = harness.applied_migrations()?;
    if let Some(version) = applied.iter().map(ToString::to_string).find(|version| !known.contains(version)) {
        return Err(NewerSchema { version }.into());
    }
    harness.run_pending_migrations(migrations)?;
    Ok(())
}

/// The error of a migration that failed; `known` gives what an error of the database means, or gives it back.
pub(crate) fn migration_error(error: AnyError, known: impl FnOnce(Error) -> Result<RecordError, Error>) -> RecordError {
    match error.downcast() {
        Ok(cause) => known(*cause).unwrap_or_else(|cause| RecordError::Migration(cause.into())),
        Err(error) => RecordError::Migration(error),
    }
}

//! Bringing a database to the schema of this program.

use std::collections::HashSet;

use diesel::QueryResult;
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

/// The database lacks a migration of this program.
#[derive(Debug, thiserror::Error)]
#[error(
    "the database lacks the migration {version}: a server of this version brings it up to date when it starts; or use the \
     version of the program that last served it"
)]
pub(crate) struct OlderSchema {
    version: String,
}

/// The database has no table of migrations.
#[derive(Debug, thiserror::Error)]
#[error("the database has no tables of this program: check which database the URL names")]
pub(crate) struct NoSchema;

/// Where the names of the migrations are that a database has.
pub(crate) const APPLIED: &str = "SELECT version FROM __diesel_schema_migrations";

/// Whether a database with these migrations has the schema of this program; an error of reading them says that it has none.
pub(crate) fn check_applied<DB: Backend>(
    applied: QueryResult<Vec<String>>,
    migrations: &EmbeddedMigrations,
) -> Result<(), AnyError> {
    let applied = match applied {
        Err(Error::DatabaseError(_, cause)) if cause.message().contains("__diesel_schema_migrations") => {
            return Err(NoSchema.into());
        }
        applied => applied?,
    };
    let known = versions::<DB>(migrations)?;
    if let Some(version) = applied.iter().find(|version| !known.contains(*version)) {
        return Err(NewerSchema { version: version.clone() }.into());
    }
    match known.into_iter().filter(|version| !applied.contains(version)).min() {
        Some(version) => Err(OlderSchema { version }.into()),
        None => Ok(()),
    }
}

/// The versions of the migrations of this program.
fn versions<DB: Backend>(migrations: &EmbeddedMigrations) -> Result<HashSet<String>, AnyError> {
    let embedded = MigrationSource::<DB>::migrations(migrations)?;
    Ok(embedded.iter().map(|migration| migration.name().version().to_string()).collect())
}

/// Runs the migrations that are missing. The caller holds a lock that keeps other instances from doing the same.
pub(crate) fn bring_up_to_date<DB: Backend>(
    harness: &mut impl MigrationHarness<DB>,
    migrations: EmbeddedMigrations,
) -> Result<(), AnyError> {
    let known = versions::<DB>(&migrations)?;
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

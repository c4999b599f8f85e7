//! The migrations of PostgreSQL.

use std::time::Duration;

use diesel::QueryResult;
use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::pg::Pg;
use diesel::result::Error;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::connect::{connect, connect_shared};
use super::diagnosis::Diagnosis;
use super::error::{is_broken, is_read_only, read_only};
use super::pooler::Sharing;
use super::target::Target;
use crate::error::RecordError;
use crate::migrate::{AnyError, bring_up_to_date, check_applied, migration_error};
use crate::settings::RecordSettings;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The advisory lock that instances hold while they migrate: "adaptive" in ASCII.
const MIGRATION_LOCK: i64 = 0x6164_6170_7469_7665;

/// How long an instance waits for another one that migrates.
const MIGRATION_PATIENCE: Duration = Duration::from_secs(60);

/// Brings the schema up to date on a connection of its own, which holds a lock against other instances meanwhile.
///
/// On a connection that a pooler shares, all of it is one transaction, as only a transaction can hold the lock there. A migration
/// that runs outside of transactions needs a connection to the server itself.
pub(super) async fn migrate(target: &Target, sharing: Sharing, settings: &RecordSettings) -> Result<(), RecordError> {
    let lock_timeout = format!("lock_timeout = {}", MIGRATION_PATIENCE.as_millis());
    let connecting = async {
        match sharing {
            Sharing::Own => connect(target, &format!("SET {lock_timeout}")).await,
            Sharing::Shared => connect_shared(target).await,
        }
    };
    let conn = tokio::time::timeout(settings.connect_timeout, connecting)
        .await
        .map_err(|_| RecordError::Unavailable(Diagnosis::Silent.into()))?
        .map_err(|error| RecordError::Unavailable(error.into()))?;
    // The wrapper blocks on its connection, which only a blocking thread may do.
    let task = tokio::task::spawn_blocking(move || -> Result<(), AnyError> {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        match sharing {
            Sharing::Own => {
                conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
                bring_up_to_date(&mut conn, MIGRATIONS)?;
                conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
                Ok(())
            }
            Sharing::Shared => conn.transaction(|conn| {
                let lock = format!("SET LOCAL {lock_timeout}; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
                conn.batch_execute(&lock)?;
                bring_up_to_date(conn, MIGRATIONS)
            }),
        }
    });
    match task.await {
        Ok(result) => result.map_err(|cause| migration_error(cause, known)),
        Err(error) => Err(RecordError::Migration(error.into())),
    }
}

/// Whether the migrations that a database has are those of this program.
pub(super) fn check(applied: QueryResult<Vec<String>>) -> Result<(), RecordError> {
    check_applied::<Pg>(applied, &MIGRATIONS).map_err(|cause| migration_error(cause, known))
}

/// What an error of the database means, where that is known.
fn known(cause: Error) -> Result<RecordError, Error> {
    match cause {
        cause if is_read_only(&cause) => Ok(read_only(cause)),
        cause if is_broken(&cause) => Ok(RecordError::Unavailable(cause.into())),
        cause => Err(cause),
    }
}

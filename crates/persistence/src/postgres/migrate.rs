//! The migrations of PostgreSQL.

use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel_async::AsyncPgConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::connect::connect;
use super::diagnosis::Diagnosis;
use super::error::{is_broken, is_read_only, read_only};
use super::target::Target;
use crate::error::RecordError;
use crate::migrate::{AnyError, bring_up_to_date, migration_error};
use crate::settings::RecordSettings;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The advisory lock that instances hold while they migrate: "adaptive" in ASCII.
const MIGRATION_LOCK: i64 = 0x6164_6170_7469_7665;

/// How long an instance waits for another one that migrates.
const MIGRATION_PATIENCE: Duration = Duration::from_secs(60);

/// Brings the schema up to date on a connection of its own, which holds a lock against other instances meanwhile.
pub(super) async fn migrate(target: &Target, settings: &RecordSettings) -> Result<(), RecordError> {
    let setup = format!("SET lock_timeout = {}", MIGRATION_PATIENCE.as_millis());
    let conn = tokio::time::timeout(settings.connect_timeout, connect(target, &setup))
        .await
        .map_err(|_| RecordError::Unavailable(Diagnosis::Silent.into()))?
        .map_err(|error| RecordError::Unavailable(error.into()))?;
    // The wrapper blocks on its connection, which only a blocking thread may do.
    let task = tokio::task::spawn_blocking(move || -> Result<(), AnyError> {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
        bring_up_to_date(&mut conn, MIGRATIONS)?;
        conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
        Ok(())
    });
    match task.await {
        Ok(result) => result.map_err(|cause| {
            migration_error(cause, |cause| match cause {
                cause if is_read_only(&cause) => Ok(read_only(cause)),
                cause if is_broken(&cause) => Ok(RecordError::Unavailable(cause.into())),
                cause => Err(cause),
            })
        }),
        Err(error) => Err(RecordError::Migration(error.into())),
    }
}

//! The migrations of PostgreSQL.

use std::collections::HashSet;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use diesel::pg::Pg;
use diesel::{QueryResult, sql_query};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::connect::connect;
use super::diagnosis::Diagnosis;
use super::error::{is_broken, is_read_only, read_only};
use super::target::Target;
use crate::error::RecordError;
use crate::migrate::{APPLIED, AnyError, AppliedMigration, bring_up_to_date, migration_error, missing};
use crate::settings::RecordSettings;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The advisory lock that instances hold while they migrate: "adaptive" in ASCII.
const MIGRATION_LOCK: i64 = 0x6164_6170_7469_7665;

/// How long an instance waits for another one that migrates.
const MIGRATION_PATIENCE: Duration = Duration::from_secs(60);

/// Brings the schema up to date on a connection of its own, which holds a lock against other instances meanwhile. Returns the
/// names of what was missing.
pub(super) async fn migrate(target: &Target, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
    let setup = format!("SET lock_timeout = {}", MIGRATION_PATIENCE.as_millis());
    let conn = connect_in_time(target, settings, &setup).await?;
    // The wrapper blocks on its connection, which only a blocking thread may do.
    let task = tokio::task::spawn_blocking(move || -> Result<Vec<String>, AnyError> {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
        let applied = bring_up_to_date(&mut conn, MIGRATIONS)?;
        conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
        Ok(applied)
    });
    match task.await {
        Ok(result) => result.map_err(failed),
        Err(error) => Err(RecordError::Migration(error.into())),
    }
}

/// The names of the migrations that the database lacks. It needs no right to change anything.
pub(super) async fn missing_migrations(target: &Target, settings: &RecordSettings) -> Result<Vec<String>, RecordError> {
    let setup = format!("SET statement_timeout = {}", settings.statement_timeout.as_millis().max(1));
    let mut conn = connect_in_time(target, settings, &setup).await?;
    let applied = applied_migrations(&mut conn).await.map_err(|error| failed(error.into()))?;
    missing::<Pg>(&MIGRATIONS, applied).map_err(RecordError::Migration)
}

async fn applied_migrations(conn: &mut AsyncPgConnection) -> QueryResult<HashSet<String>> {
    const TABLE: &str = "SELECT to_regclass('__diesel_schema_migrations')::text AS version \
                         WHERE to_regclass('__diesel_schema_migrations') IS NOT NULL";
    let table: Vec<AppliedMigration> = RunQueryDsl::load(sql_query(TABLE), conn).await?;
    if table.is_empty() {
        return Ok(HashSet::new());
    }
    let rows: Vec<AppliedMigration> = RunQueryDsl::load(sql_query(APPLIED), conn).await?;
    Ok(rows.into_iter().map(|row| row.version).collect())
}

async fn connect_in_time(
    target: &Target,
    settings: &RecordSettings,
    setup: &str,
) -> Result<AsyncPgConnection, RecordError> {
    tokio::time::timeout(settings.connect_timeout, connect(target, setup))
        .await
        .map_err(|_| RecordError::Unavailable(Diagnosis::Silent.into()))?
        .map_err(|error| RecordError::Unavailable(error.into()))
}

fn failed(cause: AnyError) -> RecordError {
    migration_error(cause, |cause| match cause {
        cause if is_read_only(&cause) => Ok(read_only(cause)),
        cause if is_broken(&cause) => Ok(RecordError::Unavailable(cause.into())),
        cause => Err(cause),
    })
}

//! The migrations of PostgreSQL.

use std::collections::HashSet;
use std::time::Duration;

use diesel::connection::{Connection as _, SimpleConnection as _};
use diesel::pg::Pg;
use diesel::{QueryResult, sql_query};
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::{AsyncPgConnection, RunQueryDsl};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};

use super::connect::{connect, connect_shared};
use super::diagnosis::Diagnosis;
use super::error::{is_broken, is_read_only, read_only};
use super::pooler::{self, Sharing};
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
///
/// On a connection that a pooler shares, all of it is one transaction, as only a transaction can hold the lock there. A migration
/// that runs outside of transactions needs a connection to the server itself.
pub(super) async fn migrate(
    target: &Target,
    sharing: Sharing,
    settings: &RecordSettings,
) -> Result<Vec<String>, RecordError> {
    let lock_timeout = format!("lock_timeout = {}", MIGRATION_PATIENCE.as_millis());
    let conn = connect_in_time(target, sharing, settings, &format!("SET {lock_timeout}")).await?;
    // The wrapper blocks on its connection, which only a blocking thread may do.
    let task = tokio::task::spawn_blocking(move || -> Result<Vec<String>, AnyError> {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        match sharing {
            Sharing::Own => {
                conn.batch_execute(&format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
                let applied = bring_up_to_date(&mut conn, MIGRATIONS)?;
                conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
                Ok(applied)
            }
            Sharing::Shared => conn.transaction(|conn| {
                let lock = format!("SET LOCAL {lock_timeout}; SELECT pg_advisory_xact_lock({MIGRATION_LOCK})");
                conn.batch_execute(&lock)?;
                bring_up_to_date(conn, MIGRATIONS)
            }),
        }
    });
    match task.await {
        Ok(result) => result.map_err(failed),
        Err(error) => Err(RecordError::Migration(error.into())),
    }
}

/// The names of the migrations that the database lacks. It needs no right to change anything.
pub(super) async fn missing_migrations(
    target: &Target,
    sharing: Sharing,
    settings: &RecordSettings,
) -> Result<Vec<String>, RecordError> {
    let setup = format!("SET statement_timeout = {}", settings.statement_timeout.as_millis().max(1));
    let mut conn = connect_in_time(target, sharing, settings, &setup).await?;
    let applied = match sharing {
        Sharing::Own => applied_migrations(&mut conn).await,
        Sharing::Shared => {
            pooler::begin(&mut conn, "BEGIN").await.map_err(|error| failed(error.into()))?;
            let applied = applied_migrations(&mut conn).await;
            pooler::end(&mut conn, applied).await
        }
    };
    let applied = applied.map_err(|error| failed(error.into()))?;
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
    sharing: Sharing,
    settings: &RecordSettings,
    setup: &str,
) -> Result<AsyncPgConnection, RecordError> {
    let connecting = async {
        match sharing {
            Sharing::Own => connect(target, setup).await,
            Sharing::Shared => connect_shared(target).await,
        }
    };
    tokio::time::timeout(settings.connect_timeout, connecting)
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

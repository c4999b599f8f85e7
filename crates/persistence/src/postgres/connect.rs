//! Connections to PostgreSQL.

use std::time::Duration;

use deadpool::managed::Timeouts;
use diesel::ConnectionError::{self, BadConnection};
use diesel::ConnectionResult;
use diesel::connection::SimpleConnection;
use diesel_async::async_connection_wrapper::AsyncConnectionWrapper;
use diesel_async::pooled_connection::deadpool::{Object, Pool as DieselPool};
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::{AsyncPgConnection, SimpleAsyncConnection};
use diesel_migrations::{EmbeddedMigrations, embed_migrations};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::settle::{is_broken, is_read_only, read_only};
use super::target::Target;
use super::trouble::Trouble;
use crate::migrate::{AnyError, bring_up_to_date, migration_error};
use crate::record::RecordError;
use crate::settings::RecordSettings;

pub(super) type Pool = DieselPool<AsyncPgConnection>;
pub(super) type Connection = Object<AsyncPgConnection>;

const MIGRATIONS: EmbeddedMigrations = embed_migrations!("migrations/postgres");

/// The advisory lock that instances hold while they migrate: "adaptive" in ASCII.
const MIGRATION_LOCK: i64 = 0x6164_6170_7469_7665;

/// How long an instance waits for another one that migrates.
const MIGRATION_PATIENCE: Duration = Duration::from_secs(60);

/// The pool. Connections are not tested on loan: one that is closed is known to be, and a test costs a round trip.
pub(super) fn pool(target: Target, settings: &RecordSettings) -> Result<Pool, RecordError> {
    let setup = format!("SET statement_timeout = {}", settings.statement_timeout.as_millis().max(1));
    let mut manager = ManagerConfig::default();
    manager.recycling_method = RecyclingMethod::Fast;
    // What drives a connection must not end with the runtime of the call that happened to open it.
    let runtime = Handle::current();
    manager.custom_setup = Box::new(move |_| {
        let (target, setup) = (target.clone(), setup.clone());
        // The set ends its task when it is dropped: a connection that is given up must not be opened beside the next.
        let mut connecting = JoinSet::new();
        connecting.spawn_on(async move { connect(&target, &setup).await }, &runtime);
        Box::pin(async move {
            let connected = connecting.join_next().await;
            let given_up = || Err(BadConnection("the connection was given up".to_owned()));
            connected.map_or_else(given_up, |task| task.unwrap_or_else(|error| Err(BadConnection(error.to_string()))))
        })
    });
    // The setup above has the URL, with its password, for itself.
    let manager = AsyncDieselConnectionManager::new_with_config("", manager);
    DieselPool::builder(manager)
        .max_size(settings.connections.get())
        .timeouts(Timeouts {
            wait: Some(settings.wait_timeout),
            create: Some(settings.connect_timeout),
            recycle: Some(settings.wait_timeout),
        })
        .runtime(deadpool::Runtime::Tokio1)
        .build()
        .map_err(|error| RecordError::Database(error.into()))
}

/// Brings the schema up to date on a connection of its own, which holds a lock against other instances meanwhile.
pub(super) async fn migrate(target: &Target, settings: &RecordSettings) -> Result<(), RecordError> {
    let setup = format!("SET lock_timeout = {}", MIGRATION_PATIENCE.as_millis());
    let conn = tokio::time::timeout(settings.connect_timeout, connect(target, &setup))
        .await
        .map_err(|_| RecordError::Unavailable(Trouble::Silent.into()))?
        .map_err(|error| RecordError::Unavailable(error.into()))?;
    // The wrapper blocks on its connection, which only a blocking thread may do.
    let task = tokio::task::spawn_blocking(move || -> Result<(), AnyError> {
        let mut conn = AsyncConnectionWrapper::<AsyncPgConnection>::from(conn);
        SimpleConnection::batch_execute(&mut conn, &format!("SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
        bring_up_to_date(&mut conn, MIGRATIONS)?;
        SimpleConnection::batch_execute(&mut conn, &format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
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

async fn connect(target: &Target, setup: &str) -> ConnectionResult<AsyncPgConnection> {
    let (client, connection) = target.connect().await.map_err(BadConnection)?;
    let mut conn = AsyncPgConnection::try_from_client_and_connection(client, connection).await?;
    conn.batch_execute(setup).await.map_err(ConnectionError::CouldntSetupConfiguration)?;
    Ok(conn)
}

//! The pools of connections to SQLite.

use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use diesel::{QueryResult, SqliteConnection};
use diesel_async::AsyncConnection;
use diesel_async::pooled_connection::{AsyncDieselConnectionManager, ManagerConfig, RecyclingMethod};
use diesel_async::sync_connection_wrapper::SyncConnectionWrapper;
use tokio::runtime::Handle;

use super::error;
use super::location::Location;
use crate::bounded_pool::{define_pool, make_on};
use crate::error::RecordError;
use crate::settings::RecordSettings;

define_pool!(SyncConnectionWrapper<SqliteConnection>);

/// The pool of the one connection that writes.
pub(super) fn writer(location: &Location, settings: &RecordSettings) -> Result<Pool, RecordError> {
    let journal = match location {
        Location::Memory => "",
        Location::File(_) => "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;",
    };
    location.make_private();
    pool(location, 1, settings.wait_timeout, journal)
}

/// The pool of the connections that only read; memory belongs to the one connection that writes.
pub(super) fn readers(location: &Location, settings: &RecordSettings) -> Result<Option<Pool>, RecordError> {
    match location {
        Location::Memory => Ok(None),
        Location::File(_) => reading(location, settings).map(Some),
    }
}

/// A pool of connections that only read.
pub(super) fn reading(location: &Location, settings: &RecordSettings) -> Result<Pool, RecordError> {
    pool(location, settings.readers.get(), settings.wait_timeout, "PRAGMA query_only = ON;")
}

fn pool(location: &Location, size: usize, wait: Duration, pragmas: &'static str) -> Result<Pool, RecordError> {
    // The time-out comes first: the switch to write-ahead mode already waits for a lock.
    let setup = format!("PRAGMA busy_timeout = {}; PRAGMA foreign_keys = ON; {pragmas}", wait.as_millis());
    let mut config = ManagerConfig::default();
    config.recycling_method = RecyclingMethod::Fast;
    let runtime = Handle::current();
    config.custom_setup = Box::new(move |name| {
        let (name, setup) = (name.to_owned(), setup.clone());
        Box::pin(make_on(&runtime, async move {
            let mut conn = SyncConnectionWrapper::<SqliteConnection>::establish(&name).await?;
            let configured = conn.spawn_blocking(move |conn| configure(conn, &setup, wait)).await;
            configured.map_err(diesel::ConnectionError::CouldntSetupConfiguration)?;
            Ok(conn)
        }))
    });
    let manager = AsyncDieselConnectionManager::new_with_config(location.name(), config);
    Pool::new(manager, size, wait)
}

/// Applies the settings of a connection. The switch to write-ahead mode is the one statement that fails at once when
/// another connection is at the same, whatever the time-out says; so it is tried again until the time is over.
fn configure(conn: &mut SqliteConnection, setup: &str, wait: Duration) -> QueryResult<()> {
    const PAUSE: Duration = Duration::from_millis(5);
    let started = Instant::now();
    loop {
        match conn.batch_execute(setup) {
            Err(error) if error::is_busy(&error) && started.elapsed() < wait => std::thread::sleep(PAUSE),
            outcome => return outcome,
        }
    }
}

//! The record in SQLite: a file, or memory.

mod calls;
mod commit;
mod connect;
mod error;
mod location;
mod units;

use std::fmt;
use std::sync::Arc;

use diesel::QueryResult;
use diesel::SqliteConnection;

use crate::record::RecordError;
use crate::settings::RecordSettings;
use crate::shared_commits::Queue;
use connect::{Connection, Pool};
use location::Location;

/// The record in an SQLite file, or in memory for trials and tests.
///
/// A file is kept in write-ahead mode with full synchronisation: what has been acknowledged survives a power failure.
/// One connection writes, a few read beside it. Answers that come while a commit is under way share the next one. Several processes may share a file on a local disk.
pub struct SqliteRecord {
    writer: Pool,
    readers: Pool,
    /// Where answers wait to share a commit, if they may.
    answers: Option<Arc<Queue>>,
}

impl SqliteRecord {
    /// Opens the database that a `sqlite://` URL names and brings its schema up to date.
    ///
    /// `sqlite://adaptive.db` is a file in the working directory, `sqlite:///var/lib/adaptive.db` one by its full path;
    /// it is created if it is not there, its directory is not. `sqlite://:memory:` lasts as long as the value.
    ///
    /// # Errors
    /// [`RecordError::UnknownUrl`] for another URL, [`RecordError::Unavailable`] when the file cannot be opened,
    /// [`RecordError::Migration`] when the schema is a newer program's or cannot be brought up to date.
    pub async fn open(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let location = Location::of_url(url)?;
        let writer = connect::writer(&location, settings)?;
        connect::migrate(&writer).await?;
        let readers = connect::readers(&location, settings)?.unwrap_or_else(|| writer.clone());
        let answers = settings.shared_commits.unwrap_or(true).then(|| Queue::new(1));
        Ok(Self { writer, readers, answers })
    }

    async fn read<T: Send + 'static>(
        &self,
        unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, RecordError> {
        run(&self.readers, unit).await
    }

    async fn write<T: Send + 'static>(
        &self,
        unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
    ) -> Result<T, RecordError> {
        run(&self.writer, unit).await
    }
}

/// Runs a unit of work in one hop to a blocking thread.
///
/// The task owns the connection until the unit has ended, whether or not anyone still waits for it: the pool must
/// never see a connection that is at work, and no transaction must stay open.
async fn run<T: Send + 'static>(
    pool: &Pool,
    unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
) -> Result<T, RecordError> {
    run_on(pool.get().await.map_err(error::of_pool)?, unit).await
}

/// The same on a connection of the pool.
async fn run_on<T: Send + 'static>(
    mut conn: Connection,
    unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
) -> Result<T, RecordError> {
    let task = tokio::spawn(async move { conn.spawn_blocking(unit).await });
    match task.await {
        Ok(result) => result.map_err(error::of_query),
        Err(error) => Err(RecordError::Database(error.into())),
    }
}

impl fmt::Debug for SqliteRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SqliteRecord").finish_non_exhaustive()
    }
}

//! Units of work on a blocking thread.

use diesel::{QueryResult, SqliteConnection};

use super::error;
use super::pool::{Connection, Pool};
use crate::error::RecordError;

/// Runs a query that changes nothing.
macro_rules! read {
    ($record:expr, |$conn:ident| $query:expr) => {
        $crate::sqlite::blocking::run(&$record.readers, move |$conn| $query).await
    };
}

/// Runs a query that changes something, unless nobody would find the change.
macro_rules! change {
    ($record:expr, |$conn:ident| $query:expr) => {
        match $crate::sqlite::open_file::check(&$record.file) {
            Ok(()) => $crate::sqlite::blocking::run(&$record.writer, move |$conn| $query).await,
            Err(error) => Err(error),
        }
    };
}

/// Runs a unit of work in one hop to a blocking thread.
///
/// The task owns the connection until the unit has ended, even if its caller does not wait for it: the pool must
/// never see a connection that is at work, and no transaction must stay open.
pub(super) async fn run<T: Send + 'static>(
    pool: &Pool,
    unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
) -> Result<T, RecordError> {
    run_on(pool.get().await.map_err(error::from_pool)?, unit).await
}

/// The same on a connection of the pool.
pub(super) async fn run_on<T: Send + 'static>(
    mut conn: Connection,
    unit: impl FnOnce(&mut SqliteConnection) -> QueryResult<T> + Send + 'static,
) -> Result<T, RecordError> {
    let task = tokio::spawn(async move { conn.spawn_blocking(unit).await });
    match task.await {
        Ok(result) => result.map_err(error::from_query),
        Err(error) => Err(RecordError::Database(error.into())),
    }
}

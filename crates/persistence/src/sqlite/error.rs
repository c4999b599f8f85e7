//! What the errors of SQLite mean to the record.

use diesel::ConnectionError;
use diesel::result::Error;
use diesel_async::pooled_connection::PoolError as ConnectError;
use diesel_async::pooled_connection::deadpool::PoolError;

use crate::record::RecordError;

/// Whether another connection held the lock for too long. SQLite's messages are never translated, and diesel keeps
/// no code.
pub(super) fn is_busy(error: &Error) -> bool {
    match error {
        Error::DatabaseError(_, information) => {
            let message = information.message();
            message.starts_with("database is locked") || message.starts_with("database table is locked")
        }
        _ => false,
    }
}

pub(super) fn of_query(error: Error) -> RecordError {
    if is_busy(&error) { RecordError::Unavailable(error.into()) } else { RecordError::Database(error.into()) }
}

/// A file that opens but refuses its settings is no database; anything else may pass.
pub(super) fn of_pool(error: PoolError) -> RecordError {
    match error {
        PoolError::Backend(ConnectError::ConnectionError(ConnectionError::CouldntSetupConfiguration(error))) => {
            of_query(error)
        }
        error => RecordError::Unavailable(error.into()),
    }
}

//! What became of a call on PostgreSQL, and of its connection.

use std::time::Duration;

use deadpool::managed::TimeoutType;
use diesel::QueryResult;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::SimpleAsyncConnection;
use diesel_async::pooled_connection::PoolError as ConnectError;
use diesel_async::pooled_connection::deadpool::{Object, PoolError};
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::connect::Connection;
use super::trouble::{Told, Trouble};
use crate::record::RecordError;

/// How long a connection is given to show that it still works.
const PROOF_OF_LIFE: Duration = Duration::from_secs(1);

/// The connection broke while a statement was under way, which may or may not have been carried out.
#[derive(Debug, thiserror::Error)]
#[error("the connection to the database broke")]
struct LostConnection(#[source] Error);

/// Whether the connection broke, so that a query may go through on another one.
pub(super) fn is_lost_connection(error: &RecordError) -> bool {
    matches!(error, RecordError::Unavailable(cause) if cause.is::<LostConnection>())
}

/// Returns the connection to its pool if it still works, drops it otherwise, and says what the outcome means.
///
/// An error of no known kind that comes after the statement's time, is `overdue`, is the server's time-out.
pub(super) async fn settle<T>(
    mut conn: Connection,
    outcome: Result<QueryResult<T>, Elapsed>,
    overdue: bool,
) -> Result<T, RecordError> {
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) if is_read_only(&error) => Err(read_only(error)),
        Ok(Err(error)) if works(&mut conn, &error).await => {
            let timed_out = overdue && is_of_no_known_kind(&error);
            Err(if timed_out { RecordError::Unavailable(error.into()) } else { RecordError::Database(error.into()) })
        }
        Ok(Err(error)) => {
            drop(Object::take(conn));
            Err(RecordError::Unavailable(LostConnection(error).into()))
        }
        Err(elapsed) => {
            drop(Object::take(conn));
            Err(RecordError::Unavailable(elapsed.into()))
        }
    }
}

/// Why the pool gave no connection.
pub(super) fn of_pool(error: PoolError) -> RecordError {
    RecordError::Unavailable(match error {
        PoolError::Backend(ConnectError::ConnectionError(error)) => error.into(),
        PoolError::Timeout(TimeoutType::Wait) => Trouble::AllBusy.into(),
        PoolError::Timeout(TimeoutType::Create) => Trouble::Silent.into(),
        error => error.into(),
    })
}

/// Whether the server refused to write.
pub(super) const fn is_read_only(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _))
}

/// A server that only reads may be a replica that is about to become the primary: worth trying again.
pub(super) fn read_only(source: Error) -> RecordError {
    RecordError::Unavailable(Told { trouble: Trouble::ReadOnly, source }.into())
}

/// Whether the error itself says that the connection is of no more use.
pub(super) fn is_broken(error: &Error) -> bool {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    matches!(error, Error::DatabaseError(ClosedConnection | UnableToSendCommand, _) | Error::BrokenTransactionManager)
}

/// Whether the connection works after this error. A server that shuts down says so in its own language and under a
/// code that diesel drops, so an error of no known kind is followed by a question.
async fn works(conn: &mut Connection, error: &Error) -> bool {
    match error {
        error if is_broken(error) => false,
        error if is_of_no_known_kind(error) => {
            matches!(timeout(PROOF_OF_LIFE, conn.batch_execute("")).await, Ok(Ok(())))
        }
        _ => true,
    }
}

fn is_of_no_known_kind(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, _))
}

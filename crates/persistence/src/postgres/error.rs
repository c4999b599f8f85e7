//! What the errors of PostgreSQL mean to the record.

use deadpool::managed::TimeoutType;
use diesel::result::{DatabaseErrorKind, Error};
use diesel_async::pooled_connection::PoolError as ConnectError;
use diesel_async::pooled_connection::deadpool::PoolError;

use super::diagnosis::{Diagnosed, Diagnosis};
use crate::error::RecordError;

/// The connection broke while a statement was under way, which may or may not have been carried out.
#[derive(Debug, thiserror::Error)]
#[error("the connection to the database broke")]
pub(super) struct LostConnection(#[source] pub(super) Error);

/// Whether the connection broke, so that a query may go through on another one.
pub(super) fn is_lost_connection(error: &RecordError) -> bool {
    matches!(error, RecordError::Unavailable(cause) if cause.is::<LostConnection>())
}

/// Why the pool gave no connection.
pub(super) fn from_pool(error: PoolError) -> RecordError {
    RecordError::Unavailable(match error {
        PoolError::Backend(ConnectError::ConnectionError(error)) => error.into(),
        PoolError::Timeout(TimeoutType::Wait) => Diagnosis::AllBusy.into(),
        PoolError::Timeout(TimeoutType::Create) => Diagnosis::Silent.into(),
        error => error.into(),
    })
}

/// Whether the server refused to write.
pub(super) const fn is_read_only(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _))
}

/// A server that only reads may be a replica that is about to become the primary: worth trying again.
pub(super) fn read_only(source: Error) -> RecordError {
    RecordError::Unavailable(Diagnosed { diagnosis: Diagnosis::ReadOnly, source }.into())
}

/// Whether the error itself says that the connection is of no more use.
pub(super) fn is_broken(error: &Error) -> bool {
    use DatabaseErrorKind::{ClosedConnection, UnableToSendCommand};
    matches!(error, Error::DatabaseError(ClosedConnection | UnableToSendCommand, _) | Error::BrokenTransactionManager)
}

/// Whether the error has no kind that diesel knows.
pub(super) fn is_unknown(error: &Error) -> bool {
    matches!(error, Error::DatabaseError(DatabaseErrorKind::Unknown, _))
}

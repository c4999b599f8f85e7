//! The end of a call on PostgreSQL: its outcome, and what happens to its connection.

use std::time::Duration;

use diesel::QueryResult;
use diesel::result::Error;
use diesel_async::SimpleAsyncConnection;
use tokio::time::error::Elapsed;
use tokio::time::timeout;

use super::error::{LostConnection, is_broken, is_read_only, is_unknown, read_only};
use super::given::Given;
use crate::error::RecordError;

/// How long the probe of a connection may take.
const PROBE_TIMEOUT: Duration = Duration::from_secs(1);

/// Returns the connection to its pool if it still works, and drops it otherwise; the outcome, as the record reports it.
///
/// An error of no known kind after the statement's time (`overdue`) is the server's time-out.
pub(super) async fn settle<T>(
    mut given: Given,
    outcome: Result<QueryResult<T>, Elapsed>,
    overdue: bool,
) -> Result<T, RecordError> {
    match outcome {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(error)) if is_read_only(&error) => Err(read_only(error)),
        Ok(Err(error)) if works(&mut given, &error).await => {
            let timed_out = overdue && is_unknown(&error);
            Err(if timed_out { RecordError::Unavailable(error.into()) } else { RecordError::Database(error.into()) })
        }
        Ok(Err(error)) => {
            given.close();
            Err(RecordError::Unavailable(LostConnection(error).into()))
        }
        Err(elapsed) => {
            given.close();
            Err(RecordError::Unavailable(elapsed.into()))
        }
    }
}

/// Whether the connection works after this error. A server that shuts down reports it in its own language and under a code that
/// diesel drops, so that an error of no known kind needs a probe.
async fn works(given: &mut Given, error: &Error) -> bool {
    match error {
        error if is_broken(error) => false,
        error if is_unknown(error) => {
            let Some(conn) = given.connection() else { return false };
            matches!(timeout(PROBE_TIMEOUT, conn.batch_execute("")).await, Ok(Ok(())))
        }
        _ => true,
    }
}

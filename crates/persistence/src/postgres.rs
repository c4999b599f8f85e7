//! The record in PostgreSQL.

#[macro_use]
mod deadline;

mod advance;
mod advance_all;
mod calls;
mod commit;
mod connect;
mod settle;
mod target;
mod tls;
mod trouble;
mod units;

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;

use crate::model::GuardedAnswer;
use crate::record::RecordError;
use crate::settings::RecordSettings;
use crate::shared_commits::{Outcome, Queue};
use connect::Pool;
use target::Target;

/// How much longer the client waits than the server may work: the server's own time-out should be the one that ends a
/// statement.
const GRACE: Duration = Duration::from_secs(1);

/// The record in PostgreSQL.
///
/// An answer is one statement, so one round trip and one commit; while every connection is busy, those that wait share
/// both. A connection that breaks, or whose server falls
/// silent, leaves the pool; the next call gets another.
#[derive(Clone)]
pub struct PostgresRecord {
    pool: Pool,
    statement_timeout: Duration,
    import_timeout: Duration,
    /// Where answers wait to share a commit, if they may.
    answers: Option<Arc<Queue>>,
}

impl PostgresRecord {
    /// Opens the database that a `postgres://` or `postgresql://` URL names and brings its schema up to date.
    ///
    /// Instances that start together wait for one another. How much is asked of TLS is said by `sslmode` in the URL and by
    /// [`TlsSettings`](crate::TlsSettings).
    ///
    /// # Errors
    /// [`RecordError::UnknownUrl`] for another URL, [`RecordError::Configuration`] when what it says of TLS makes no sense or
    /// a file of TLS is of no use, [`RecordError::Unavailable`] when the server cannot be reached or
    /// lets nobody in, [`RecordError::Migration`] when the schema is a newer program's or cannot be brought up to date.
    pub async fn open(url: &str, settings: &RecordSettings) -> Result<Self, RecordError> {
        let target = Target::of(url, settings)?;
        connect::migrate(&target, settings).await?;
        Ok(Self {
            pool: connect::pool(target, settings)?,
            statement_timeout: settings.statement_timeout,
            import_timeout: settings.import_timeout,
            answers: settings.shared_commits.then(|| Queue::new(settings.connections.get())),
        })
    }

    /// How long the client waits for a statement.
    const fn deadline(&self) -> Duration {
        self.statement_timeout.saturating_add(GRACE)
    }

    /// Records one answer in a statement of its own.
    async fn advance_alone(&self, answer: &GuardedAnswer) -> Outcome {
        within_deadline!(self, |conn| commit::advance(&mut conn, answer))
    }
}

/// The outcome of a call that runs in a task of its own, so that it ends, and with it its transaction, whether or not
/// anyone still waits for it.
async fn outcome<T>(task: JoinHandle<Result<T, RecordError>>) -> Result<T, RecordError> {
    task.await.unwrap_or_else(|error| Err(RecordError::Database(error.into())))
}

impl fmt::Debug for PostgresRecord {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("PostgresRecord").finish_non_exhaustive()
    }
}

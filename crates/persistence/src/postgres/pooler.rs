//! Poolers that give each transaction another connection to the server, as PgBouncer does in transaction mode.
//!
//! Behind one, nothing may outlive a transaction: a prepared statement is not there in the next one, or is that of another client,
//! and a setting stays with whoever comes next. So each call is a transaction of its own, which begins with its settings, and its
//! statements are closed before it ends. `docs/decisions/0015-poolers-in-transaction-mode.md`.

use std::pin::pin;
use std::task::{Context, Waker};
use std::time::Duration;

use diesel::ConnectionError::BadConnection;
use diesel::QueryResult;
use diesel::result::Error;
use diesel_async::{AnsiTransactionManager, AsyncPgConnection, TransactionManager};
use tokio::task::JoinSet;
use tokio::time::timeout;
use tokio_postgres::{Client, SimpleQueryMessage};

use super::diagnosis::Diagnosis;
use super::target::Target;
use crate::error::RecordError;
use crate::settings::RecordSettings;

/// How often two connections are asked for their server. Between transactions a pooler gives the server connection that was used
/// last, so one round is enough unless others are at work.
const ROUNDS: u32 = 4;

/// How long a connection may wait for a server while another one holds the only one there is.
const PATIENCE: Duration = Duration::from_secs(1);

/// Where prepared statements are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sharing {
    /// The connections are those of this program: it keeps its statements.
    Own,
    /// A pooler shares them among its clients, transaction by transaction.
    Shared,
}

impl Sharing {
    /// What the settings say; else what two connections show.
    pub(super) async fn find(target: &Target, settings: &RecordSettings) -> Result<Self, RecordError> {
        if settings.prepared_statements == Some(false) {
            return Ok(Self::Shared);
        }
        let mut probe = Probe::connect(target, settings.connect_timeout).await?;
        let shared = probe.shares_a_server().await;
        match (shared, settings.prepared_statements) {
            (true, Some(true)) if !probe.keeps_statements().await => Err(RecordError::configuration(
                "`prepared_statements` is true, but a pooler in transaction mode is before the database, and it keeps no \
                 prepared statements: leave the setting out, or set it to false",
            )),
            (true, Some(true)) | (false, _) => Ok(Self::Own),
            (true, _) => Ok(Self::Shared),
        }
    }
}

/// Two connections that are open at the same time. The second is missing if the server has only one to spare.
struct Probe {
    first: Client,
    second: Option<Client>,
    /// What drives the connections; they end with it.
    driving: JoinSet<()>,
}

impl Probe {
    async fn connect(target: &Target, limit: Duration) -> Result<Self, RecordError> {
        let mut driving = JoinSet::new();
        let first = timeout(limit, connect(target, &mut driving)).await;
        let first = first.map_err(|_| RecordError::Unavailable(Diagnosis::Silent.into()))?;
        let first = first.map_err(|text| RecordError::Unavailable(BadConnection(text).into()))?;
        let second = timeout(limit, connect(target, &mut driving)).await.ok().and_then(Result::ok);
        Ok(Self { first, second, driving })
    }

    /// Whether both connections have had the same server, which two that are open can only have from a pooler.
    async fn shares_a_server(&self) -> bool {
        let Some(second) = &self.second else { return false };
        for _ in 0..ROUNDS {
            let (one, other) = (server_of(&self.first).await, server_of(second).await);
            if one.is_some() && one == other {
                return true;
            }
        }
        false
    }

    /// Whether a statement that was prepared in one transaction is there in the next, when that has another server.
    async fn keeps_statements(&mut self) -> bool {
        let Some(second) = &self.second else { return true };
        let Ok(statement) = self.first.prepare("SELECT 1").await else { return false };
        // The second connection takes the server on which the statement was prepared.
        if second.batch_execute("BEGIN; SELECT 1").await.is_err() {
            return false;
        }
        let outcome = timeout(PATIENCE, self.first.query(&statement, &[])).await;
        let kept = matches!(outcome, Ok(Ok(_)));
        kept & second.batch_execute("ROLLBACK").await.is_ok()
    }
}

impl Drop for Probe {
    fn drop(&mut self) {
        self.driving.abort_all();
    }
}

async fn connect(target: &Target, driving: &mut JoinSet<()>) -> Result<Client, String> {
    let (client, connection) = target.connect().await?;
    driving.spawn(async move { drop(connection.await) });
    Ok(client)
}

/// The process of the server that answers. A simple query prepares nothing.
async fn server_of(client: &Client) -> Option<String> {
    let rows = client.simple_query("SELECT pg_backend_pid()").await.ok()?;
    rows.into_iter().find_map(|message| match message {
        SimpleQueryMessage::Row(row) => row.get(0).map(str::to_owned),
        _ => None,
    })
}

/// Begins a transaction on a fresh connection, ahead of everything else that is sent over it: diesel prepares two statements to
/// set a connection up, and they have to come to one server.
pub(super) fn send_begin(client: &Client) {
    let mut begin = pin!(client.batch_execute("BEGIN"));
    // The first poll puts the message in the queue of the connection. Nobody waits for the reply.
    let _ = begin.as_mut().poll(&mut Context::from_waker(Waker::noop()));
}

/// Begins the transaction of a call, by a statement that also has its settings.
pub(super) async fn begin(conn: &mut AsyncPgConnection, statement: &str) -> QueryResult<()> {
    AnsiTransactionManager::begin_transaction_sql(conn, statement).await
}

/// Ends the transaction of a call: commits what has succeeded, and rolls the rest back.
pub(super) async fn end<T>(conn: &mut AsyncPgConnection, outcome: QueryResult<T>) -> QueryResult<T> {
    match outcome {
        Ok(value) => {
            AnsiTransactionManager::commit_transaction(conn).await?;
            Ok(value)
        }
        Err(error) => {
            // A connection on which even this fails is not used again.
            drop(AnsiTransactionManager::rollback_transaction(conn).await);
            Err(error)
        }
    }
}

/// Begins the transaction of a call anew after an error, if there is one, so that a second try is possible.
pub(super) async fn anew(conn: &mut AsyncPgConnection) -> QueryResult<()> {
    let state = AnsiTransactionManager::transaction_manager_status_mut(conn);
    if state.transaction_depth()?.is_none() {
        return Ok(());
    }
    AnsiTransactionManager::rollback_transaction(conn).await?;
    AnsiTransactionManager::begin_transaction_sql(conn, "BEGIN").await
}

/// Whether a second try of a change may succeed: the database is set to serializable transactions, and another one was in the way.
pub(super) const fn may_be_tried_again<T>(outcome: &QueryResult<T>) -> bool {
    use diesel::result::DatabaseErrorKind::SerializationFailure;
    matches!(outcome, Err(Error::DatabaseError(SerializationFailure, _)))
}

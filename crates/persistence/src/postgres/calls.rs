//! The calls of the record on PostgreSQL.

use std::sync::atomic::Ordering;

use async_trait::async_trait;
use diesel_async::AsyncConnection as _;
use tokio::task::JoinHandle;
use tokio::time::timeout;

use super::commit::PostgresCommitter;
use super::diagnosis::Diagnosis;
use super::record::PostgresRecord;
use super::{error, probe, units};
use crate::calls::implement_record;
use crate::entry_calls::implement_entries;
use crate::entry_queries::on_postgres as entry_queries;
use crate::event_calls::implement_events;
use crate::event_queries::on_postgres as event_queries;
use crate::import_calls::implement_imports;
use crate::limited_start_queries::on_postgres as limited_start_queries;
use crate::model::{BankRow, ExamTypeRow, ItemRow, NewBankRow};
use crate::queries::on_postgres as queries;
use crate::record::RecordHealth;
use crate::result_calls::implement_results;
use crate::result_queries::on_postgres as result_queries;
use crate::rows::ConnectionCounts;
use crate::statistics_calls::implement_statistics;
use crate::statistics_queries::on_postgres as statistics_queries;
use crate::webhook_calls::implement_webhooks;
use crate::webhook_queries::on_postgres as webhook_queries;

/// How long a check of health waits for a second connection.
const SECOND_CONNECTION: Duration = Duration::from_millis(100);

/// Runs a query in a transaction.
macro_rules! unit {
    ($record:expr, |$conn:ident| $query:expr) => {{
        let record = $record.clone();
        let unit = async move { change!(record, |conn| conn.transaction(async move |$conn| $query.await)) };
        outcome(tokio::spawn(unit)).await
    }};
}

implement_record!(PostgresRecord);
implement_entries!(PostgresRecord);
implement_events!(PostgresRecord);
implement_imports!(PostgresRecord);
implement_webhooks!(PostgresRecord);
implement_results!(PostgresRecord);
implement_statistics!(PostgresRecord);

impl PostgresRecord {
    async fn insert_bank_rows(&self, bank: NewBankRow, items: Vec<ItemRow>) -> Result<BankRow, RecordError> {
        within_deadline!(self, self.import_timeout, |conn| units::insert_bank(conn, bank, items))
    }

    async fn insert_first_bank_rows(
        &self,
        bank: NewBankRow,
        items: Vec<ItemRow>,
    ) -> Result<Option<BankRow>, RecordError> {
        let record = self.clone();
        let import = async move {
            within_deadline!(record, record.import_timeout, |conn| units::insert_first_bank(conn, bank, items))
        };
        outcome(tokio::spawn(import)).await
    }

    async fn insert_first_exam_type_row(&self, row: NewExamTypeRow) -> Result<Option<ExamTypeRow>, RecordError> {
        let record = self.clone();
        outcome(tokio::spawn(async move { change!(record, |conn| units::insert_first_exam_type(conn, row)) })).await
    }

    async fn insert_exam_type_row(&self, row: NewExamTypeRow) -> Result<ExamTypeRow, RecordError> {
        let record = self.clone();
        outcome(tokio::spawn(async move { change!(record, |conn| units::insert_exam_type(conn, row)) })).await
    }

    /// Whether a pooler that shares its connections has come since the start. What was seen once is not forgotten: which process
    /// of the server a connection gets depends on what else is under way.
    async fn is_pooled_since(&self) -> Result<bool, RecordError> {
        if !self.pooled_since.load(Ordering::Relaxed) && self.shares_a_server().await? {
            self.pooled_since.store(true, Ordering::Relaxed);
        }
        Ok(self.pooled_since.load(Ordering::Relaxed))
    }

    /// Whether two connections that are both in use have the same process of the server. While there is only one connection to
    /// spare, nothing is known.
    async fn shares_a_server(&self) -> Result<bool, RecordError> {
        let first = self.pool.get().await.map_err(error::from_pool)?;
        let Ok(Ok(second)) = timeout(SECOND_CONNECTION, self.pool.get()).await else { return Ok(false) };
        let first = on_connection!(self, self.deadline(), first, |conn| units::server_process(conn))?;
        let second = on_connection!(self, self.deadline(), second, |conn| units::server_process(conn))?;
        Ok(first == second)
    }

    fn committer(&self) -> PostgresCommitter {
        PostgresCommitter::new(self.clone())
    }
}

#[async_trait]
impl RecordHealth for PostgresRecord {
    async fn ping(&self) -> Result<(), RecordError> {
        read!(self, |conn| probe::probe(conn))?;
        if self.begin.is_none() && !self.trusts_pooler && self.is_pooled_since().await? {
            return Err(RecordError::Unavailable(Diagnosis::Pooled.into()));
        }
        Ok(())
    }

    async fn clock(&self) -> Result<Option<SystemTime>, RecordError> {
        Ok(Some(model::from_micros(read!(self, |conn| probe::clock(conn))?)))
    }

    fn connections(&self) -> Vec<ConnectionCounts> {
        vec![self.pool.counts("all")]
    }
}

/// The outcome of a call that runs in a task of its own, so that it ends, and with it its transaction, even if its caller does
/// not wait for it.
async fn outcome<T>(task: JoinHandle<Result<T, RecordError>>) -> Result<T, RecordError> {
    task.await.unwrap_or_else(|error| Err(RecordError::Database(error.into())))
}

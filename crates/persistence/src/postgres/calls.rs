//! The calls of the record on PostgreSQL.

use async_trait::async_trait;
use diesel_async::AsyncConnection as _;
use tokio::task::JoinHandle;

use super::commit::PostgresCommitter;
use super::record::PostgresRecord;
use super::{probe, units};
use crate::calls::implement_record;
use crate::event_calls::implement_events;
use crate::event_queries::on_postgres as event_queries;
use crate::model::{BankRow, ExamTypeRow, ItemRow, NewBankRow};
use crate::queries::on_postgres as queries;
use crate::record::RecordHealth;
use crate::rows::ConnectionCounts;

/// Runs a query in a transaction.
macro_rules! unit {
    ($record:expr, |$conn:ident| $query:expr) => {{
        let record = $record.clone();
        let unit = async move { change!(record, |conn| conn.transaction(async move |$conn| $query.await)) };
        outcome(tokio::spawn(unit)).await
    }};
}

implement_record!(PostgresRecord);
implement_events!(PostgresRecord);

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

    fn committer(&self) -> PostgresCommitter {
        PostgresCommitter::new(self.clone())
    }
}

#[async_trait]
impl RecordHealth for PostgresRecord {
    async fn ping(&self) -> Result<(), RecordError> {
        read!(self, |conn| probe::probe(conn))
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

//! The calls of the record on SQLite.

use async_trait::async_trait;

use super::commit::SqliteCommitter;
use super::record::SqliteRecord;
use super::{probe, units};
use crate::calls::implement_record;
use crate::entry_calls::implement_entries;
use crate::entry_queries::on_sqlite as entry_queries;
use crate::event_calls::implement_events;
use crate::event_queries::on_sqlite as event_queries;
use crate::import_calls::implement_imports;
use crate::limited_start_queries::on_sqlite as limited_start_queries;
use crate::model::{BankRow, ExamTypeRow, ItemRow, NewBankRow};
use crate::queries::on_sqlite as queries;
use crate::record::RecordHealth;
use crate::result_calls::implement_results;
use crate::result_queries::on_sqlite as result_queries;
use crate::rows::ConnectionCounts;
use crate::statistics_calls::implement_statistics;
use crate::statistics_queries::on_sqlite as statistics_queries;
use crate::webhook_calls::implement_webhooks;
use crate::webhook_queries::on_sqlite as webhook_queries;

/// Runs a query in a transaction.
macro_rules! unit {
    ($record:expr, |$conn:ident| $query:expr) => {
        change!($record, |conn| units::immediate(conn, move |$conn| $query))
    };
}

implement_record!(SqliteRecord);
implement_entries!(SqliteRecord);
implement_events!(SqliteRecord);
implement_imports!(SqliteRecord);
implement_webhooks!(SqliteRecord);
implement_results!(SqliteRecord);
implement_statistics!(SqliteRecord);

impl SqliteRecord {
    async fn insert_bank_rows(&self, bank: NewBankRow, items: Vec<ItemRow>) -> Result<BankRow, RecordError> {
        change!(self, |conn| units::insert_bank(conn, bank, items))
    }

    async fn insert_first_bank_rows(
        &self,
        bank: NewBankRow,
        items: Vec<ItemRow>,
    ) -> Result<Option<BankRow>, RecordError> {
        change!(self, |conn| units::insert_first_bank(conn, bank, items))
    }

    async fn insert_first_exam_type_row(&self, row: NewExamTypeRow) -> Result<Option<ExamTypeRow>, RecordError> {
        change!(self, |conn| units::insert_first_exam_type(conn, row))
    }

    async fn insert_exam_type_row(&self, row: NewExamTypeRow) -> Result<ExamTypeRow, RecordError> {
        change!(self, |conn| units::insert_exam_type(conn, row))
    }

    fn committer(&self) -> SqliteCommitter {
        SqliteCommitter::new(self.writer.clone(), self.file.clone())
    }
}

#[async_trait]
impl RecordHealth for SqliteRecord {
    async fn ping(&self) -> Result<(), RecordError> {
        change!(self, |conn| probe::probe(conn))
    }

    async fn clock(&self) -> Result<Option<SystemTime>, RecordError> {
        Ok(None)
    }

    fn connections(&self) -> Vec<ConnectionCounts> {
        vec![self.writer.counts("write"), self.readers.counts("read")]
    }
}

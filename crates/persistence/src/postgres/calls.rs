//! The calls of the record on PostgreSQL.

use std::ops::RangeInclusive;
use std::time::SystemTime;

use async_trait::async_trait;

use super::commit::SharedCommit;
use super::trouble::Trouble;
use super::{PostgresRecord, outcome, units};
use crate::model::{self, CompletionChange, GuardedAnswer, NewExamTypeRow, NewSessionRow};
use crate::queries::on_postgres as queries;
use crate::record::{Record, RecordError};
use crate::rows::{
    Advance, BankId, BankRecord, BankSummary, Completion, ExamSessionId, ExamTypeId, ExamTypeRecord, Guarded, NewBank,
    NewExamType, NewSession, Page, SessionHistory, SessionRecord, StartMark, StartedOnce,
};

#[async_trait]
impl Record for PostgresRecord {
    async fn insert_bank(&self, bank: NewBank) -> Result<BankSummary, RecordError> {
        let (bank, items) = model::new_bank(bank)?;
        let record = self.clone();
        let import = async move {
            within_deadline!(record, record.import_timeout, |conn| units::insert_bank(&mut conn, bank, items))
        };
        outcome(tokio::spawn(import)).await.map(Into::into)
    }

    async fn bank(&self, id: BankId) -> Result<Option<BankRecord>, RecordError> {
        read!(self, |conn| queries::bank(&mut conn, id.0))?.map(model::bank_record).transpose()
    }

    async fn latest_bank(&self, name: &str) -> Result<Option<BankSummary>, RecordError> {
        Ok(read!(self, |conn| queries::latest_bank(&mut conn, name))?.map(Into::into))
    }

    async fn bank_version(&self, name: &str, version: i32) -> Result<Option<BankSummary>, RecordError> {
        Ok(read!(self, |conn| queries::bank_version(&mut conn, name, version))?.map(Into::into))
    }

    async fn banks(&self, page: Page) -> Result<Vec<BankSummary>, RecordError> {
        let rows = read!(self, |conn| queries::banks(&mut conn, page))?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    async fn insert_exam_type(&self, exam_type: NewExamType) -> Result<ExamTypeRecord, RecordError> {
        let row = NewExamTypeRow::new(exam_type);
        let record = self.clone();
        let definition = async move { within_deadline!(record, |conn| units::insert_exam_type(&mut conn, row)) };
        outcome(tokio::spawn(definition)).await?.try_into()
    }

    async fn exam_type(&self, id: ExamTypeId) -> Result<Option<ExamTypeRecord>, RecordError> {
        read!(self, |conn| queries::exam_type(&mut conn, id.0))?.map(TryInto::try_into).transpose()
    }

    async fn latest_exam_type(&self, name: &str) -> Result<Option<ExamTypeRecord>, RecordError> {
        read!(self, |conn| queries::latest_exam_type(&mut conn, name))?.map(TryInto::try_into).transpose()
    }

    async fn exam_types(&self, page: Page) -> Result<Vec<ExamTypeRecord>, RecordError> {
        let rows = read!(self, |conn| queries::exam_types(&mut conn, page))?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn insert_session(&self, session: NewSession) -> Result<SessionRecord, RecordError> {
        let row = NewSessionRow::from(session);
        within_deadline!(self, |conn| queries::insert_session(&mut conn, &row))?.try_into()
    }

    async fn insert_session_once(&self, session: NewSession, mark: StartMark) -> Result<StartedOnce, RecordError> {
        let row = NewSessionRow::marked(session, mark);
        within_deadline!(self, |conn| units::insert_session_once(&mut conn, &row))?.try_into()
    }

    async fn session(&self, id: ExamSessionId) -> Result<Option<SessionRecord>, RecordError> {
        read!(self, |conn| queries::session(&mut conn, id.0))?.map(TryInto::try_into).transpose()
    }

    async fn history(&self, id: ExamSessionId) -> Result<Option<SessionHistory>, RecordError> {
        model::history(read!(self, |conn| queries::history(&mut conn, id.0))?)
    }

    async fn active_sessions(&self, page: Page) -> Result<Vec<SessionRecord>, RecordError> {
        let rows = read!(self, |conn| queries::active_sessions(&mut conn, page))?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn count_active_sessions(&self) -> Result<u64, RecordError> {
        model::narrow(read!(self, |conn| queries::count_active_sessions(&mut conn))?, "number of sessions")
    }

    async fn expiring_sessions(
        &self,
        within: RangeInclusive<SystemTime>,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, RecordError> {
        let (from, to) = model::span(&within);
        let rows = read!(self, |conn| queries::expiring_sessions(&mut conn, from, to, limit))?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn advance(&self, advance: Advance) -> Result<Guarded, RecordError> {
        let Some(answer) = GuardedAnswer::of(advance)? else { return Ok(Guarded::Stale) };
        let Some(queue) = &self.answers else { return self.advance_alone(&answer).await };
        let committer = SharedCommit(self.clone());
        match queue.turn(answer.attempt.session_id, committer.clone()) {
            Some(_turn) => self.advance_alone(&answer).await,
            None => queue.commit(&committer, answer).await,
        }
    }

    async fn complete(
        &self,
        id: ExamSessionId,
        expected_revision: u64,
        completion: Completion,
    ) -> Result<Guarded, RecordError> {
        let Ok(revision) = i64::try_from(expected_revision) else { return Ok(Guarded::Stale) };
        let completion = CompletionChange::from(completion);
        within_deadline!(self, |conn| queries::complete(&mut conn, id.0, revision, &completion)).map(Guarded::from_rows)
    }

    async fn ping(&self) -> Result<(), RecordError> {
        if read!(self, |conn| units::is_writable(&mut conn))? {
            Ok(())
        } else {
            Err(RecordError::Unavailable(Trouble::ReadOnly.into()))
        }
    }
}

//! The calls of the record on SQLite.

use std::ops::RangeInclusive;
use std::time::SystemTime;

use async_trait::async_trait;

use super::commit::SharedCommit;
use super::{SqliteRecord, units};
use crate::model::{self, GuardedAnswer, NewExamTypeRow, NewSessionRow};
use crate::queries::on_sqlite as queries;
use crate::record::{Record, RecordError};
use crate::rows::{
    Advance, BankId, BankRecord, BankSummary, Completion, ExamSessionId, ExamTypeId, ExamTypeRecord, Guarded, NewBank,
    NewExamType, NewSession, Page, SessionHistory, SessionRecord, StartMark, StartedOnce,
};

#[async_trait]
impl Record for SqliteRecord {
    async fn insert_bank(&self, bank: NewBank) -> Result<BankSummary, RecordError> {
        let (bank, items) = model::new_bank(bank)?;
        Ok(self.write(move |conn| units::insert_bank(conn, bank, items)).await?.into())
    }

    async fn bank(&self, id: BankId) -> Result<Option<BankRecord>, RecordError> {
        self.read(move |conn| queries::bank(conn, id.0)).await?.map(model::bank_record).transpose()
    }

    async fn latest_bank(&self, name: &str) -> Result<Option<BankSummary>, RecordError> {
        let name = name.to_owned();
        Ok(self.read(move |conn| queries::latest_bank(conn, &name)).await?.map(Into::into))
    }

    async fn bank_version(&self, name: &str, version: i32) -> Result<Option<BankSummary>, RecordError> {
        let name = name.to_owned();
        Ok(self.read(move |conn| queries::bank_version(conn, &name, version)).await?.map(Into::into))
    }

    async fn banks(&self, page: Page) -> Result<Vec<BankSummary>, RecordError> {
        let rows = self.read(move |conn| queries::banks(conn, page)).await?;
        Ok(rows.into_iter().map(Into::into).collect())
    }

    async fn insert_exam_type(&self, exam_type: NewExamType) -> Result<ExamTypeRecord, RecordError> {
        let row = NewExamTypeRow::new(exam_type);
        self.write(move |conn| units::insert_exam_type(conn, row)).await?.try_into()
    }

    async fn exam_type(&self, id: ExamTypeId) -> Result<Option<ExamTypeRecord>, RecordError> {
        self.read(move |conn| queries::exam_type(conn, id.0)).await?.map(TryInto::try_into).transpose()
    }

    async fn latest_exam_type(&self, name: &str) -> Result<Option<ExamTypeRecord>, RecordError> {
        let name = name.to_owned();
        self.read(move |conn| queries::latest_exam_type(conn, &name)).await?.map(TryInto::try_into).transpose()
    }

    async fn exam_types(&self, page: Page) -> Result<Vec<ExamTypeRecord>, RecordError> {
        let rows = self.read(move |conn| queries::exam_types(conn, page)).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn insert_session(&self, session: NewSession) -> Result<SessionRecord, RecordError> {
        let row = NewSessionRow::from(session);
        self.write(move |conn| units::insert_session(conn, &row)).await?.try_into()
    }

    async fn insert_session_once(&self, session: NewSession, mark: StartMark) -> Result<StartedOnce, RecordError> {
        let row = NewSessionRow::marked(session, mark);
        self.write(move |conn| units::insert_session_once(conn, &row)).await?.try_into()
    }

    async fn session(&self, id: ExamSessionId) -> Result<Option<SessionRecord>, RecordError> {
        self.read(move |conn| queries::session(conn, id.0)).await?.map(TryInto::try_into).transpose()
    }

    async fn history(&self, id: ExamSessionId) -> Result<Option<SessionHistory>, RecordError> {
        model::history(self.read(move |conn| queries::history(conn, id.0)).await?)
    }

    async fn active_sessions(&self, page: Page) -> Result<Vec<SessionRecord>, RecordError> {
        let rows = self.read(move |conn| queries::active_sessions(conn, page)).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn count_active_sessions(&self) -> Result<u64, RecordError> {
        model::narrow(self.read(queries::count_active_sessions).await?, "number of sessions")
    }

    async fn expiring_sessions(
        &self,
        within: RangeInclusive<SystemTime>,
        limit: u32,
    ) -> Result<Vec<SessionRecord>, RecordError> {
        let (from, to) = model::span(&within);
        let rows = self.read(move |conn| queries::expiring_sessions(conn, from, to, limit)).await?;
        rows.into_iter().map(TryInto::try_into).collect()
    }

    async fn advance(&self, advance: Advance) -> Result<Guarded, RecordError> {
        let Some(answer) = GuardedAnswer::of(advance)? else { return Ok(Guarded::Stale) };
        let Some(queue) = &self.answers else { return self.write(move |conn| units::advance(conn, &answer)).await };
        let committer = SharedCommit(self.writer.clone());
        match queue.turn(answer.attempt.session_id, committer.clone()) {
            Some(_turn) => self.write(move |conn| units::advance(conn, &answer)).await,
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
        let completion = completion.into();
        let rows = self.write(move |conn| queries::complete(conn, id.0, revision, &completion)).await?;
        Ok(Guarded::from_rows(rows))
    }

    async fn ping(&self) -> Result<(), RecordError> {
        self.write(units::assert_writable).await
    }
}

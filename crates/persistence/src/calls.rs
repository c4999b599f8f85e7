//! The calls of the record, written once and expanded for each database, like the queries.

/// Implements the traits of the record but for the health of the database.
///
/// The module that expands this has the macros `read!` and `change!`, which run a query on a connection of the record,
/// `queries` and `units`, and the record has `insert_bank_rows`, `insert_exam_type_row`, the two for a first version, `committer` and `answers`.
macro_rules! implement_record {
    ($record:ty) => {
        use std::ops::{Range, RangeInclusive};
        use std::time::{Duration, SystemTime};

        use $crate::error::RecordError;
        use $crate::model::{
            self, AttemptRow, CompletionChange, GuardedAnswer, NewApiKeyRow, NewExamTypeRow, NewSessionRow, SessionRow,
        };
        use $crate::rows::{
            Advance, ApiKeyId, ApiKeyRecord, BankId, BankRecord, BankSummary, Completion, ExamSessionId, ExamTypeId,
            ExamTypeRecord, Guarded, ItemExposure, ItemUses, LimitedStart, ListedAttempt, ListedSession, ListingEnd,
            NewApiKey, NewBank, NewExamType, NewSession, Page, SessionFilter, SessionHistory, SessionLimit,
            SessionRecord, StartMark, StartedOnce,
        };
        use $crate::shared_commits::Committer as _;

        #[async_trait::async_trait]
        impl $crate::record::CatalogueRecord for $record {
            async fn insert_bank(&self, bank: NewBank) -> Result<BankSummary, RecordError> {
                Ok(self.insert(bank, Vec::new()).await?.into())
            }

            async fn insert_first_bank(&self, bank: NewBank) -> Result<Option<BankSummary>, RecordError> {
                let (bank, items) = model::new_bank(bank)?;
                Ok(self.insert_first_bank_rows(bank, items).await?.map(Into::into))
            }

            async fn bank(&self, id: BankId) -> Result<Option<BankRecord>, RecordError> {
                read!(self, |conn| units::bank(conn, id.0))?.transpose()
            }

            async fn latest_bank(&self, name: &str) -> Result<Option<BankSummary>, RecordError> {
                let name = name.to_owned();
                Ok(read!(self, |conn| queries::latest_bank(conn, &name))?.map(Into::into))
            }

            async fn bank_version(&self, name: &str, version: i32) -> Result<Option<BankSummary>, RecordError> {
                let name = name.to_owned();
                Ok(read!(self, |conn| queries::bank_version(conn, &name, version))?.map(Into::into))
            }

            async fn banks(&self, page: Page) -> Result<Vec<BankSummary>, RecordError> {
                let rows = read!(self, |conn| queries::banks(conn, page))?;
                Ok(rows.into_iter().map(Into::into).collect())
            }

            async fn insert_exam_type(&self, exam_type: NewExamType) -> Result<ExamTypeRecord, RecordError> {
                self.insert_exam_type_row(NewExamTypeRow::new(exam_type)?).await?.try_into()
            }

            async fn insert_first_exam_type(
                &self,
                exam_type: NewExamType,
            ) -> Result<Option<ExamTypeRecord>, RecordError> {
                let row = self.insert_first_exam_type_row(NewExamTypeRow::new(exam_type)?).await?;
                row.map(TryInto::try_into).transpose()
            }

            async fn exam_type(&self, id: ExamTypeId) -> Result<Option<ExamTypeRecord>, RecordError> {
                read!(self, |conn| queries::exam_type(conn, id.0))?.map(TryInto::try_into).transpose()
            }

            async fn latest_exam_type(&self, name: &str) -> Result<Option<ExamTypeRecord>, RecordError> {
                let name = name.to_owned();
                read!(self, |conn| queries::latest_exam_type(conn, &name))?.map(TryInto::try_into).transpose()
            }

            async fn exam_type_versions(&self, name: &str) -> Result<Vec<ExamTypeRecord>, RecordError> {
                let name = name.to_owned();
                let rows = read!(self, |conn| queries::exam_type_versions(conn, &name))?;
                rows.into_iter().map(TryInto::try_into).collect()
            }

            async fn exam_types(&self, page: Page) -> Result<Vec<ExamTypeRecord>, RecordError> {
                let rows = read!(self, |conn| queries::exam_types(conn, page))?;
                rows.into_iter().map(TryInto::try_into).collect()
            }
        }

        #[async_trait::async_trait]
        impl $crate::record::SessionsRecord for $record {
            async fn insert_session(&self, session: NewSession) -> Result<SessionRecord, RecordError> {
                let row = NewSessionRow::try_from(session)?;
                change!(self, |conn| units::insert_session(conn, &row))?.try_into()
            }

            async fn insert_session_once(
                &self,
                session: NewSession,
                mark: StartMark,
            ) -> Result<StartedOnce, RecordError> {
                let row = NewSessionRow::marked(session, mark)?;
                change!(self, |conn| units::insert_session_once(conn, &row))?.try_into()
            }

            async fn insert_limited_session(
                &self,
                session: NewSession,
                mark: Option<StartMark>,
                limit: SessionLimit,
            ) -> Result<LimitedStart, RecordError> {
                let row = match mark {
                    Some(mark) => NewSessionRow::marked(session, mark)?,
                    None => NewSessionRow::try_from(session)?,
                };
                unit!(self, |conn| limited_start_queries::insert_limited_session(conn, &row, &limit))?.try_into()
            }

            async fn session_started_by(
                &self,
                key_digest: [u8; 32],
            ) -> Result<Option<(SessionRecord, [u8; 32])>, RecordError> {
                let started = read!(self, |conn| queries::session_started_by(conn, Some(&key_digest[..])))?;
                started.map(model::started_session).transpose()
            }

            async fn session(&self, id: ExamSessionId) -> Result<Option<SessionRecord>, RecordError> {
                read!(self, |conn| queries::session(conn, id.0))?.map(TryInto::try_into).transpose()
            }

            async fn history(&self, id: ExamSessionId) -> Result<Option<SessionHistory>, RecordError> {
                model::history(read!(self, |conn| queries::history(conn, id.0))?)
            }

            async fn sessions(&self, filter: &SessionFilter, page: Page) -> Result<Vec<ListedSession>, RecordError> {
                let filter = filter.clone();
                let rows = read!(self, |conn| queries::sessions(conn, &filter, page))?;
                Ok(rows.into_iter().map(SessionRow::listed).collect())
            }

            async fn listing_end(&self, filter: &SessionFilter, page: Page) -> Result<ListingEnd, RecordError> {
                let filter = filter.clone();
                let ids = read!(self, |conn| queries::listing_end(conn, &filter, page))?;
                Ok(ListingEnd { last: ids.first().copied(), has_more: ids.len() > 1 })
            }

            async fn attempts(&self, sessions: &[ExamSessionId]) -> Result<Vec<ListedAttempt>, RecordError> {
                let sessions: Vec<i64> = sessions.iter().map(|session| session.0).collect();
                let rows = read!(self, |conn| queries::attempts(conn, &sessions))?;
                Ok(rows.into_iter().map(AttemptRow::listed).collect())
            }

            async fn session_ids(&self, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
                let ids = read!(self, |conn| queries::session_ids(conn, page))?;
                Ok(ids.into_iter().map(ExamSessionId).collect())
            }

            async fn count_sessions(&self) -> Result<u64, RecordError> {
                model::narrow(read!(self, |conn| queries::count_sessions(conn))?, "number of sessions")
            }

            async fn count_active_sessions(&self) -> Result<u64, RecordError> {
                model::narrow(read!(self, |conn| queries::count_active_sessions(conn))?, "number of sessions")
            }

            async fn expiring_sessions(
                &self,
                within: RangeInclusive<SystemTime>,
                limit: u32,
            ) -> Result<Vec<(ExamSessionId, SystemTime)>, RecordError> {
                let (from, to) = model::span(&within);
                let rows = read!(self, |conn| queries::expiring_sessions(conn, from, to, limit))?;
                Ok(rows.into_iter().map(|(id, at)| (ExamSessionId(id), model::from_micros(at))).collect())
            }

            async fn active_session_ids(&self, page: Page) -> Result<Vec<ExamSessionId>, RecordError> {
                let ids = read!(self, |conn| queries::active_session_ids(conn, page))?;
                Ok(ids.into_iter().map(ExamSessionId).collect())
            }

            async fn sessions_in(
                &self,
                outage: Range<SystemTime>,
                page: Page,
            ) -> Result<Vec<ExamSessionId>, RecordError> {
                let (from, to) = (model::to_micros(outage.start), model::to_micros(outage.end));
                let ids = read!(self, |conn| queries::sessions_in(conn, from, to, page))?;
                Ok(ids.into_iter().map(ExamSessionId).collect())
            }

            async fn item_exposure(&self, sessions: u32) -> Result<Vec<ItemExposure>, RecordError> {
                let counts = read!(self, |conn| queries::item_exposure(conn, sessions))?;
                counts.into_iter().map(TryInto::try_into).collect()
            }

            async fn item_uses(&self, exam_type: ExamTypeId, sessions: u32) -> Result<ItemUses, RecordError> {
                read!(self, |conn| queries::item_uses(conn, exam_type.0, sessions))?.try_into()
            }

            async fn advance(&self, advance: Advance) -> Result<Guarded, RecordError> {
                let Some(answer) = GuardedAnswer::new(advance) else { return Ok(Guarded::Stale) };
                let committer = self.committer();
                match &self.answers {
                    Some(queue) => queue.commit(&committer, answer).await,
                    None => committer.commit_alone(answer).await,
                }
            }

            async fn complete(
                &self,
                id: ExamSessionId,
                expected_revision: u64,
                completion: Completion,
            ) -> Result<Guarded, RecordError> {
                let Ok(revision) = i64::try_from(expected_revision) else { return Ok(Guarded::Stale) };
                let change = CompletionChange::from(completion);
                let rows = change!(self, |conn| queries::complete(conn, id.0, revision, &change))?;
                Ok(Guarded::from_rows(rows))
            }
        }

        #[async_trait::async_trait]
        impl $crate::record::KeysRecord for $record {
            async fn insert_api_key(&self, key: NewApiKey) -> Result<ApiKeyRecord, RecordError> {
                let row = NewApiKeyRow::from(key);
                Ok(change!(self, |conn| units::insert_api_key(conn, &row))?.into())
            }

            async fn api_key_of(&self, digest: [u8; 32]) -> Result<Option<ApiKeyRecord>, RecordError> {
                Ok(read!(self, |conn| queries::api_key_of(conn, &digest))?.map(Into::into))
            }

            async fn api_keys(&self, page: Page, revoked_too: bool) -> Result<Vec<ApiKeyRecord>, RecordError> {
                let rows = read!(self, |conn| queries::api_keys(conn, page, revoked_too))?;
                Ok(rows.into_iter().map(Into::into).collect())
            }

            async fn has_api_keys(&self) -> Result<bool, RecordError> {
                read!(self, |conn| queries::has_api_keys(conn))
            }

            async fn revoke_api_key(&self, id: ApiKeyId, at: SystemTime) -> Result<Option<ApiKeyRecord>, RecordError> {
                let at = model::to_micros(at);
                change!(self, |conn| queries::revoke_api_key(conn, id.0, at))?;
                Ok(read!(self, |conn| queries::api_key(conn, id.0))?.map(Into::into))
            }

            async fn note_api_key_use(
                &self,
                id: ApiKeyId,
                at: SystemTime,
                interval: Duration,
            ) -> Result<(), RecordError> {
                let at = model::to_micros(at);
                let since = at.saturating_sub(i64::try_from(interval.as_micros()).unwrap_or(i64::MAX));
                change!(self, |conn| queries::note_api_key_use(conn, id.0, at, since)).map(drop)
            }
        }
    };
}
pub(crate) use implement_record;

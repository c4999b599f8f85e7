//! The calls of the record on events, written once and expanded for each database.

/// Implements the trait of the events.
///
/// The module that expands this has the macro `read!`, which runs a query, the macro `unit!`, which runs one in a transaction,
/// and `event_queries`.
macro_rules! implement_events {
    ($record:ty) => {
        use $crate::model::{NewEventRow, ReopenColumns};
        use $crate::rows::{EventKind, EventRecord, NewEvent, OutageCredit, Reopening, Resumption};

        #[async_trait::async_trait]
        impl $crate::record::EventsRecord for $record {
            async fn events(&self, session: ExamSessionId, page: Page) -> Result<Vec<EventRecord>, RecordError> {
                let rows = read!(self, |conn| event_queries::events(conn, session.0, page))?;
                rows.into_iter().map(TryInto::try_into).collect()
            }

            async fn event_spans(
                &self,
                sessions: &[ExamSessionId],
            ) -> Result<Vec<(ExamSessionId, Range<SystemTime>)>, RecordError> {
                let sessions = numbers(sessions);
                let spans = read!(self, |conn| event_queries::event_spans(conn, &sessions))?;
                let span = |(id, from, to)| (ExamSessionId(id), model::from_micros(from)..model::from_micros(to));
                Ok(spans.into_iter().map(span).collect())
            }

            async fn reissue_token(
                &self,
                session: ExamSessionId,
                token_digest: [u8; 32],
                event: NewEvent,
            ) -> Result<bool, RecordError> {
                let row = NewEventRow::new(EventKind::TokenReissued, event);
                unit!(self, |conn| event_queries::reissue_token(conn, session.0, &token_digest, &row))
            }

            async fn add_time(
                &self,
                session: ExamSessionId,
                time: Duration,
                event: NewEvent,
            ) -> Result<bool, RecordError> {
                let row = NewEventRow::new(EventKind::TimeAdded, event).about(Some(model::seconds(time)));
                let microseconds = model::micros(time);
                unit!(self, |conn| event_queries::add_time(conn, session.0, microseconds, &row))
            }

            async fn pause(&self, session: ExamSessionId, event: NewEvent) -> Result<bool, RecordError> {
                let row = NewEventRow::new(EventKind::Paused, event);
                unit!(self, |conn| event_queries::pause(conn, session.0, &row))
            }

            async fn resume(
                &self,
                session: ExamSessionId,
                resumption: Resumption,
                event: NewEvent,
            ) -> Result<Guarded, RecordError> {
                let Resumption { paused_at, pause } = resumption;
                let row = NewEventRow::new(EventKind::Resumed, event);
                let row = row.about(Some(model::seconds(pause))).over(&(paused_at..paused_at + pause));
                let (paused_at, pause) = (model::to_micros(paused_at), model::micros(pause));
                let resumed = unit!(self, |conn| event_queries::resume(conn, session.0, paused_at, pause, &row))?;
                Ok(Guarded::from_rows(resumed.into()))
            }

            async fn void_unfinished(
                &self,
                session: ExamSessionId,
                expected_revision: u64,
                completion: Completion,
                event: NewEvent,
            ) -> Result<Guarded, RecordError> {
                let row = NewEventRow::new(EventKind::Voided, event);
                let Ok(revision) = i64::try_from(expected_revision) else { return Ok(Guarded::Stale) };
                let change = CompletionChange::from(completion);
                let voided =
                    unit!(self, |conn| event_queries::void_unfinished(conn, session.0, revision, &change, &row))?;
                Ok(Guarded::from_rows(voided.into()))
            }

            async fn void_completed(&self, session: ExamSessionId, event: NewEvent) -> Result<bool, RecordError> {
                let row = NewEventRow::new(EventKind::Voided, event);
                unit!(self, |conn| event_queries::void_completed(conn, session.0, &row))
            }

            async fn reopen(
                &self,
                session: ExamSessionId,
                reopening: Reopening,
                event: NewEvent,
            ) -> Result<Guarded, RecordError> {
                let (change, row) = reopened(&reopening, event);
                let completed_at = model::to_micros(reopening.completed_at);
                let reopened = unit!(self, |conn| event_queries::reopen(conn, session.0, completed_at, &change, &row))?;
                Ok(Guarded::from_rows(reopened.into()))
            }

            async fn credit_outage(
                &self,
                session: ExamSessionId,
                credit: OutageCredit,
                event: NewEvent,
            ) -> Result<Guarded, RecordError> {
                let OutageCredit { updated_at, span, time, reopening } = credit;
                let seconds = Some(model::seconds(time));
                let row = NewEventRow::new(EventKind::OutageCredited, event.clone()).about(seconds).over(&span);
                let reopened = reopening.as_ref().map(|reopening| reopened(reopening, event));
                let (updated_at, time) = (model::to_micros(updated_at), model::micros(time));
                let given = unit!(self, |conn| event_queries::credit_outage(
                    conn,
                    session.0,
                    updated_at,
                    time,
                    &row,
                    reopened.as_ref()
                ))?;
                Ok(Guarded::from_rows(given.into()))
            }

            async fn unlink_examinee(&self, examinee_id: &str, event: NewEvent) -> Result<u64, RecordError> {
                let row = NewEventRow::new(EventKind::ExamineeUnlinked, event);
                let examinee_id = examinee_id.to_owned();
                let sessions = unit!(self, |conn| event_queries::unlink_examinee(conn, &examinee_id, &row))?;
                Ok(sessions.len() as u64)
            }

            async fn sessions_to_anonymize(
                &self,
                before: SystemTime,
                page: Page,
            ) -> Result<Vec<ExamSessionId>, RecordError> {
                let before = model::to_micros(before);
                Ok(ids(read!(self, |conn| event_queries::sessions_to_anonymize(conn, before, page))?))
            }

            async fn anonymize(
                &self,
                sessions: &[ExamSessionId],
                before: SystemTime,
                event: NewEvent,
            ) -> Result<Vec<ExamSessionId>, RecordError> {
                let row = NewEventRow::new(EventKind::Anonymized, event);
                let (numbers, before) = (numbers(sessions), model::to_micros(before));
                Ok(ids(unit!(self, |conn| event_queries::anonymize(conn, &numbers, before, &row))?))
            }

            async fn sessions_to_delete(
                &self,
                before: SystemTime,
                page: Page,
            ) -> Result<Vec<ExamSessionId>, RecordError> {
                let before = model::to_micros(before);
                Ok(ids(read!(self, |conn| event_queries::sessions_to_delete(conn, before, page))?))
            }

            async fn delete_sessions(
                &self,
                sessions: &[ExamSessionId],
                before: SystemTime,
                event: NewEvent,
            ) -> Result<Vec<ExamSessionId>, RecordError> {
                let row = NewEventRow::new(EventKind::Deleted, event);
                let (numbers, before) = (numbers(sessions), model::to_micros(before));
                Ok(ids(unit!(self, |conn| event_queries::delete_sessions(conn, &numbers, before, &row))?))
            }
        }

        /// What reopening changes, and its event.
        fn reopened(reopening: &Reopening, event: NewEvent) -> (ReopenColumns, NewEventRow) {
            let (left, span) = (reopening.time_left.map(model::seconds), reopening.stopped_at..event.at);
            let row = NewEventRow::new(EventKind::Reopened, event).about(left).over(&span);
            (ReopenColumns::new(reopening, row.at), row)
        }

        fn ids(numbers: Vec<i64>) -> Vec<ExamSessionId> {
            numbers.into_iter().map(ExamSessionId).collect()
        }

        fn numbers(sessions: &[ExamSessionId]) -> Vec<i64> {
            sessions.iter().map(|session| session.0).collect()
        }
    };
}
pub(crate) use implement_events;

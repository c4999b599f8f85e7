//! Looking at sessions and at the store without changing an exam.

use std::time::Duration;

use futures_util::future::join_all;
use persistence::{ExamSessionId, ListedSession, RecordError, SessionFilter, SessionRecord};
use state_store::{StoreError, StoreInfo};

use super::page::checked_page;
use super::working_copy::report_store_failure;
use super::{ExamService, store_key};
use crate::access::Access;
use crate::error::ExamError;
use crate::exam_type::check_ttl;
use crate::loaded_exam::time_left;
use crate::permission;
use crate::progress::{SessionPage, SessionState, SessionSummary};
use crate::record_fault::RecordFault;

impl ExamService {
    /// The state of the session, from the record alone: a crash can leave behind an old working copy. Only the time to live
    /// comes from the store.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn summary(&self, access: &Access, id: ExamSessionId) -> Result<SessionSummary, ExamError> {
        access.require(&permission::SUMMARY)?;
        let row = self.session(access, id).await?;
        self.recorded_summary(access, row).await
    }

    /// The sessions that a filter lets through with a number greater than `after`. One that cannot be read is named, and hides no other.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::InvalidValue`] for the page, [`ExamError::Record`].
    pub async fn sessions(
        &self,
        access: &Access,
        filter: &SessionFilter,
        after: i64,
        limit: u32,
    ) -> Result<SessionPage, ExamError> {
        access.require(&permission::LIST_SESSIONS)?;
        let page = checked_page(after, limit)?;
        let rows = self.record().sessions(filter, page).await?;
        let full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next_after = rows.last().filter(|_| full).map(|(id, _)| id.0);
        let ids: Vec<_> = rows.iter().map(|(id, _)| *id).collect();
        let mut page = SessionPage { sessions: Vec::new(), faulty: Vec::new(), next_after };
        for (id, summary) in
            ids.into_iter().zip(join_all(rows.into_iter().map(|row| self.listed_summary(access, row))).await)
        {
            match summary? {
                Some(summary) => page.sessions.push(summary),
                None => page.faulty.push(id),
            }
        }
        Ok(page)
    }

    /// The summary of a session of a listing; `None` if it cannot be read, which the log has once.
    async fn listed_summary(
        &self,
        access: &Access,
        (id, row): ListedSession,
    ) -> Result<Option<SessionSummary>, ExamError> {
        let summary = match row {
            Ok(row) => self.recorded_summary(access, row).await,
            Err(error) => Err(ExamError::of_session(id, error)),
        };
        let fault = match summary {
            Ok(summary) => return Ok(Some(summary)),
            Err(ExamError::FaultyRecord { fault, .. }) => fault,
            Err(error @ (ExamError::UnusableRecord { .. } | ExamError::Record(RecordError::Unreadable { .. }))) => {
                RecordFault::Unreadable { what: "exam type", value: error.to_string() }
            }
            Err(error) => return Err(error),
        };
        self.faults().report(id, &fault);
        Ok(None)
    }

    /// Adds seconds to the time to live of the working copy and returns the new time to live.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the seconds, [`ExamError::SessionFinished`] when the session is completed,
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`], [`ExamError::Store`].
    pub async fn extend(&self, access: &Access, id: ExamSessionId, seconds: i64) -> Result<Duration, ExamError> {
        access.require(&permission::EXTEND)?;
        check_ttl("seconds", seconds)?;
        let by = Duration::from_secs(seconds.unsigned_abs());
        let row = self.session(access, id).await?;
        if row.completion.is_some() {
            return Err(ExamError::SessionFinished { session: id });
        }
        let ttl = self.extend_copy(access, id, by).await?;
        // Another request may have completed the session meanwhile, and then removes the working copy.
        if self.row(id).await?.completion.is_some() {
            return Err(ExamError::SessionFinished { session: id });
        }
        let not_kept = || StoreError::Unavailable("the working copy is not kept".into());
        Ok(ttl.ok_or_else(not_kept)?)
    }

    /// Extends the working copy, which is rebuilt if it is missing; `None` if there is none even then.
    async fn extend_copy(
        &self,
        access: &Access,
        id: ExamSessionId,
        by: Duration,
    ) -> Result<Option<Duration>, ExamError> {
        if let Some(ttl) = self.store().extend_ttl(store_key(id), by).await? {
            return Ok(Some(ttl));
        }
        self.load_or_rebuild(access, id).await?;
        Ok(self.store().extend_ttl(store_key(id), by).await?)
    }

    /// The diagnosis of the store.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Store`].
    pub async fn store_info(&self, access: &Access) -> Result<StoreInfo, ExamError> {
        access.require(&permission::STORE_INFO)?;
        Ok(self.store().info().await?)
    }

    /// Removes all working copies and returns their number. Every session continues from the record.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Store`].
    pub async fn clear_store(&self, access: &Access) -> Result<u64, ExamError> {
        access.require(&permission::CLEAR_STORE)?;
        Ok(self.store().clear().await?)
    }

    pub(super) async fn recorded_summary(
        &self,
        access: &Access,
        row: SessionRecord,
    ) -> Result<SessionSummary, ExamError> {
        let exam = self.exams().exam(row.exam_type_id).await?;
        let ttl = self.store().ttl(store_key(row.id)).await.unwrap_or_else(|error| {
            report_store_failure("ttl", row.id, &error);
            None
        });
        let view = exam.view(access, self.environment().now());
        let completion = row.completion.as_ref();
        Ok(SessionSummary {
            header: exam.header(&row, view),
            state: SessionState::of(&row),
            ttl,
            started_at: row.started_at,
            updated_at: row.updated_at,
            completed_at: completion.map(|completion| completion.completed_at),
            expires_at: row.expires_at,
            time_left_seconds: time_left(&row, view),
            examinee_id: row.examinee_id,
        })
    }
}

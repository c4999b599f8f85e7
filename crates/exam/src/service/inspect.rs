//! Looking at sessions and at the store without changing an exam.

use std::time::Duration;

use futures_util::future::join_all;
use persistence::{ExamSessionId, Page, SessionRecord};
use state_store::{StoreError, StoreInfo};

use super::expire::is_overdue;
use super::sitting::store_failure;
use super::{ExamService, store_key};
use crate::access::Access;
use crate::error::ExamError;
use crate::exam_type::check_ttl;
use crate::progress::{SessionPage, Summary};

/// The longest page of sessions.
pub const MAX_PAGE: u32 = 200;

/// How long a part may take to show that it answers. Whoever asks has little patience.
const READINESS_DEADLINE: Duration = Duration::from_secs(1);

/// How the parts of a service do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// Whether the database answers; without it no exam can go on.
    pub record: bool,
    /// Whether the store answers; without it exams go on, slower.
    pub store: bool,
}

impl ExamService {
    /// Where the session stands, without rebuilding its engine. The record tells, as a working copy may be left behind
    /// by a crash or outlive its session; only the time to live is the store's.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn summary(&self, access: &Access, session: i64) -> Result<Summary, ExamError> {
        let row = self.session(access, ExamSessionId(session)).await?;
        self.recorded_summary(row).await
    }

    /// The active sessions with a number greater than `after`.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InvalidValue`] for the page, [`ExamError::Record`].
    pub async fn active_sessions(&self, access: &Access, after: i64, limit: u32) -> Result<SessionPage, ExamError> {
        access.require_platform("list exam sessions")?;
        let page = checked_page(after, limit)?;
        let rows = self.record().active_sessions(page).await?;
        let full = rows.len() == usize::try_from(limit).unwrap_or(usize::MAX);
        let next_after = rows.last().filter(|_| full).map(|row| row.id.0);
        let summaries = join_all(rows.into_iter().map(|row| self.recorded_summary(row))).await;
        Ok(SessionPage { sessions: summaries.into_iter().collect::<Result<_, _>>()?, next_after })
    }

    /// Keeps the working copy for so many seconds more than it would be; gives the new time to live.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the seconds, [`ExamError::SessionFinished`] when the session is completed,
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`], [`ExamError::Store`].
    pub async fn extend(&self, access: &Access, session: i64, seconds: i64) -> Result<Duration, ExamError> {
        access.require_platform("extend an exam session")?;
        check_ttl("seconds", seconds)?;
        let id = ExamSessionId(session);
        let by = Duration::from_secs(seconds.unsigned_abs());
        let row = self.session(access, id).await?;
        if row.completion.is_some() {
            return Err(ExamError::SessionFinished { session });
        }
        if let Some(ttl) = self.store().extend_ttl(store_key(id), by).await? {
            return Ok(ttl);
        }
        self.open(access, id).await?;
        let ttl = self.store().extend_ttl(store_key(id), by).await?;
        let not_kept = || StoreError::Unavailable("the working copy is not kept".into());
        Ok(ttl.ok_or_else(not_kept)?)
    }

    /// What the store is and how it does.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::Store`].
    pub async fn store_info(&self, access: &Access) -> Result<StoreInfo, ExamError> {
        access.require_platform("look into the state store")?;
        Ok(self.store().info().await?)
    }

    /// Removes all working copies; says how many. Every session goes on from the record.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::Store`].
    pub async fn clear_store(&self, access: &Access) -> Result<u64, ExamError> {
        access.require_platform("clear the state store")?;
        Ok(self.store().clear().await?)
    }

    /// Whether the database and the store answer.
    pub async fn readiness(&self) -> Readiness {
        let record = tokio::time::timeout(READINESS_DEADLINE, self.record().ping());
        let store = tokio::time::timeout(READINESS_DEADLINE, self.store().ping());
        let (record, store) = futures_util::join!(record, store);
        Readiness { record: matches!(record, Ok(Ok(()))), store: matches!(store, Ok(Ok(_))) }
    }

    fn is_over(&self, row: &SessionRecord) -> bool {
        row.expires_at.is_some() && is_overdue(row, self.environment().now())
    }

    async fn recorded_summary(&self, row: SessionRecord) -> Result<Summary, ExamError> {
        let exam = self.catalog().exam(row.exam_type_id).await?;
        let ttl = self.store().ttl(store_key(row.id)).await.unwrap_or_else(|error| {
            store_failure("ttl", row.id, &error);
            None
        });
        Ok(Summary {
            exam_session_id: row.id.0,
            exam_type: exam.exam_type.definition.name.clone(),
            theta: row.position.ability.theta,
            standard_error: row.position.ability.se,
            items_completed: u32::try_from(row.revision).unwrap_or(u32::MAX),
            max_items: exam.max_items(),
            finished: row.position.pending_item.is_none() || row.completion.is_some() || self.is_over(&row),
            expires_at: row.expires_at,
            ttl,
        })
    }
}

pub(super) fn checked_page(after: i64, limit: u32) -> Result<Page, ExamError> {
    if after < 0 {
        return Err(ExamError::invalid("after", after, "a page begins after a number from 0 on"));
    }
    if !(1..=MAX_PAGE).contains(&limit) {
        return Err(ExamError::invalid("limit", limit, "a page has 1 to 200 rows"));
    }
    Ok(Page { after, limit })
}

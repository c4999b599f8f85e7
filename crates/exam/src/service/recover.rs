//! Rebuilding the working copies that the store lacks, before any request needs them.

use futures_util::stream::{self, StreamExt as _};
use persistence::{ExamSessionId, Page, SessionRecord};
use state_store::{Expected, Saved, SessionState, StoreError};

use super::copy_mark::CopyMark;
use super::{ExamService, store_key};
use crate::access::Access;
use crate::error::ExamError;
use crate::permission;

/// How often a session is tried again because it has changed.
const MAX_ROUNDS: usize = 16;
/// How many active sessions are read at a time.
const PAGE_ROWS: u32 = 200;
/// How many sessions are rebuilt at the same time.
const AT_ONCE: usize = 16;

/// The outcome for the working copy of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Recovered {
    /// It was missing, unreadable or older than the record, and was rebuilt.
    Rebuilt,
    /// It was there.
    AlreadyThere,
    /// The session's time is over: it was completed by the policy of its exam type.
    Expired,
    /// The session is completed and needs none.
    Completed,
}

impl ExamService {
    /// Saves the working copy of a session if it is missing, unreadable or older than the record. It never replaces a newer
    /// copy.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`], [`ExamError::Store`],
    /// [`ExamError::Contended`].
    pub async fn recover_session(&self, access: &Access, id: ExamSessionId) -> Result<Recovered, ExamError> {
        access.require(&permission::RECOVER)?;
        self.recover(id).await
    }

    /// The same for all active sessions, several at once. Calls `report` with each outcome as it is known, in no particular
    /// order. A failure of one session does not stop the others.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`]; [`ExamError::Record`] when the active sessions cannot be listed.
    pub async fn recover_all(
        &self,
        access: &Access,
        mut report: impl FnMut(ExamSessionId, Result<Recovered, ExamError>),
    ) -> Result<(), ExamError> {
        access.require(&permission::RECOVER)?;
        let mut after = 0;
        loop {
            // Only the numbers: a row that cannot be read must not hide the others.
            let ids = self.record().active_session_ids(Page { after, limit: PAGE_ROWS }).await?;
            let Some(last) = ids.last() else { return Ok(()) };
            after = last.0;
            let sessions = ids.into_iter().map(|id| async move { (id, self.recover(id).await) });
            let mut outcomes = stream::iter(sessions).buffer_unordered(AT_ONCE);
            while let Some((session, outcome)) = outcomes.next().await {
                report(session, outcome);
            }
        }
    }

    /// How many sessions are active. The number is also the gauge `adaptive_active_sessions`.
    ///
    /// # Errors
    /// [`ExamError::Record`].
    pub async fn count_active_sessions(&self) -> Result<u64, ExamError> {
        let active = self.record().count_active_sessions().await?;
        #[expect(clippy::cast_precision_loss, reason = "the number of active sessions is far below 2^53")]
        metrics::gauge!("adaptive_active_sessions").set(active as f64);
        Ok(active)
    }

    async fn recover(&self, id: ExamSessionId) -> Result<Recovered, ExamError> {
        let mut row = self.row(id).await?;
        for _ in 0..MAX_ROUNDS {
            if row.completion.is_some() {
                return Ok(Recovered::Completed);
            }
            let now = self.environment().now();
            if self.expire_if_overdue(&row, now).await? {
                return Ok(Recovered::Expired);
            }
            let Some(expected) = self.replaceable(&row).await? else { return Ok(Recovered::AlreadyThere) };
            let saved = self.rebuild_copy(id, expected).await?;
            row = self.row(id).await?;
            if saved {
                if row.completion.is_some() {
                    // Another request completed the session before this copy was saved.
                    self.remove_copy(id).await;
                    return Ok(Recovered::Completed);
                }
                return Ok(Recovered::Rebuilt);
            }
        }
        Err(ExamError::Contended { session: id })
    }

    /// The value that a rebuilt copy has to replace; `None` when the store has a working copy of this session.
    async fn replaceable(&self, row: &SessionRecord) -> Result<Option<Expected>, ExamError> {
        let key = store_key(row.id);
        match self.store().load(key).await {
            Ok(None) => Ok(Some(Expected::Absent)),
            Ok(Some(state)) => {
                let revision = state.revision;
                Ok((!self.is_copy_of(row, state).await?).then_some(Expected::Revision(revision)))
            }
            Err(StoreError::Unreadable { .. }) => {
                // An unreadable value has no revision to compare with. Once it is removed, this copy cannot replace a newer one.
                self.store().delete(key).await?;
                Ok(Some(Expected::Absent))
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Whether a working copy is one of this session, whole, and not older than the row. One of the row's revision that its
    /// digest does not confirm is compared with the attempts: a row whose token was given anew has no digest.
    async fn is_copy_of(&self, row: &SessionRecord, state: SessionState) -> Result<bool, ExamError> {
        if state.token_digest != row.token_digest || state.revision < row.revision {
            return Ok(false);
        }
        let mark = CopyMark::of_copy(&state);
        if state.revision == row.revision && mark.is_doubtful(row) && !self.equals_record(row.id, &mark).await? {
            return Ok(false);
        }
        Ok(self.restore(row.id, state).await?.is_some())
    }

    /// Whether the session of the record leads to this mark.
    async fn equals_record(&self, id: ExamSessionId, mark: &CopyMark) -> Result<bool, ExamError> {
        let history = self.history(id).await?;
        let recorded = self.rebuild(&Access::PLATFORM, &history).await?;
        Ok(mark.fault(&recorded).is_none())
    }

    /// Rebuilds the working copy and returns whether it was saved.
    async fn rebuild_copy(&self, id: ExamSessionId, expected: Expected) -> Result<bool, ExamError> {
        let history = self.history(id).await?;
        if history.session.completion.is_some() {
            return Ok(false);
        }
        let session = self.rebuild(&Access::PLATFORM, &history).await?;
        let copy = session.copy_for(self.store());
        let saved = self.store().save(store_key(id), &copy, expected, session.ttl()).await?;
        Ok(saved == Saved::Stored)
    }
}

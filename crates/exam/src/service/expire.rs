//! Sessions whose time is over: completed by the first request that meets them, or by a sweep.

use std::collections::HashSet;
use std::time::SystemTime;

use futures_util::stream::{self, StreamExt as _};
use persistence::{ExamSessionId, ExpiryPolicy, RecordError, SessionHistory, SessionRecord};

use super::ExamService;
use super::complete::Ending;
use crate::access::Access;
use crate::error::ExamError;

/// How many sessions a sweep completes at the same time.
const AT_ONCE: usize = 8;

/// What a sweep did with the sessions whose time is over.
#[derive(Debug, Default)]
pub struct Sweep {
    /// So many were completed with the estimate from the answers they had.
    pub scored: u64,
    /// So many were completed without a result that counts.
    pub voided: u64,
    /// The test of so many had stopped in time; they were completed as if they had been asked to.
    pub stopped_in_time: u64,
    /// So many were completed by somebody else meanwhile.
    pub elsewhere: u64,
    /// These could not be completed, and why.
    pub failures: Vec<(i64, ExamError)>,
}

impl Sweep {
    /// How many sessions this sweep completed.
    #[must_use]
    pub const fn completed(&self) -> u64 {
        self.scored + self.voided + self.stopped_in_time
    }
}

/// Whether the session's time is over while it still has an item to be answered.
pub(super) fn is_overdue(session: &SessionRecord, now: SystemTime) -> bool {
    let unfinished = session.completion.is_none() && session.position.pending_item.is_some();
    unfinished && session.expires_at.is_some_and(|limit| limit <= now)
}

impl ExamService {
    /// Completes every session whose time is over by the policy of its exam type, reading so many at a time. Several
    /// instances may do this at once: each session is completed by one of them.
    ///
    /// # Errors
    /// [`ExamError::Record`] when the database does not answer; what was completed before stays so. A session that
    /// cannot be completed for another reason is among the failures and does not keep the others.
    pub async fn expire_overdue(&self, batch: u32) -> Result<Sweep, ExamError> {
        let swept = self.sweep(batch).await;
        let outcome = if swept.is_ok() { "ok" } else { "failed" };
        metrics::counter!("adaptive_sweeps_total", "outcome" => outcome).increment(1);
        swept
    }

    async fn sweep(&self, batch: u32) -> Result<Sweep, ExamError> {
        let now = self.environment().now();
        let mut sweep = Sweep::default();
        let mut failed = HashSet::new();
        let mut from = SystemTime::UNIX_EPOCH;
        loop {
            let rows = self.record().expiring_sessions(from..=now, batch).await?;
            let is_last = u32::try_from(rows.len()).is_ok_and(|rows| rows < batch);
            let untried: Vec<_> = rows.iter().map(|row| row.id).filter(|id| !failed.contains(id)).collect();
            if untried.is_empty() {
                return Ok(sweep);
            }
            // Those that fail stay in the listing, so it is read on from where it ended.
            from = rows.last().and_then(|row| row.expires_at).unwrap_or(now);
            self.expire_all(untried, now, &mut sweep).await?;
            if is_last {
                return Ok(sweep);
            }
            failed.extend(sweep.failures.iter().map(|(session, _)| ExamSessionId(*session)));
        }
    }

    async fn expire_all(&self, ids: Vec<ExamSessionId>, now: SystemTime, sweep: &mut Sweep) -> Result<(), ExamError> {
        let expiries = ids.into_iter().map(|id| async move { (id, self.expire(id, now).await) });
        let mut expiries = stream::iter(expiries).buffer_unordered(AT_ONCE);
        while let Some((id, outcome)) = expiries.next().await {
            match outcome {
                Ok(None) => sweep.elsewhere += 1,
                Ok(Some(Ending::Asked)) => sweep.stopped_in_time += 1,
                Ok(Some(Ending::Expired(ExpiryPolicy::Score))) => sweep.scored += 1,
                Ok(Some(Ending::Expired(ExpiryPolicy::Void))) => sweep.voided += 1,
                Err(error @ ExamError::Record(RecordError::Unavailable(_))) => return Err(error),
                Err(error) => sweep.failures.push((id.0, error)),
            }
        }
        Ok(())
    }

    /// Completes a session that was overdue at this time; says how, unless somebody else was faster.
    pub(super) async fn expire(&self, id: ExamSessionId, now: SystemTime) -> Result<Option<Ending>, ExamError> {
        let completed = self.finish(&Access::Platform, id, now).await?;
        if let Some(Ending::Expired(policy)) = completed.ending {
            let revision = completed.sitting.revision;
            tracing::info!(session = id.0, policy = policy.as_str(), revision, "session expired");
        }
        Ok(completed.ending)
    }

    /// The session's row, if the caller may see it. A session that is met when its time is over is completed first.
    pub(super) async fn session(&self, access: &Access, id: ExamSessionId) -> Result<SessionRecord, ExamError> {
        let row = self.row(id).await?;
        access.require_session(id.0, &row.token_digest)?;
        // Most sessions have no time limit, and then nobody asks for the time.
        if row.expires_at.is_some() && self.expire_if_overdue(&row, self.environment().now()).await? {
            return self.row(id).await;
        }
        Ok(row)
    }

    /// The session with its attempts, if the caller may see it. One whose time was over at this moment is completed
    /// first.
    pub(super) async fn settled_history(
        &self,
        access: &Access,
        id: ExamSessionId,
        at: SystemTime,
    ) -> Result<SessionHistory, ExamError> {
        let history = self.history(id).await?;
        access.require_session(id.0, &history.session.token_digest)?;
        if self.expire_if_overdue(&history.session, at).await? { self.history(id).await } else { Ok(history) }
    }

    pub(super) async fn row(&self, id: ExamSessionId) -> Result<SessionRecord, ExamError> {
        self.record().session(id).await?.ok_or(ExamError::UnknownSession { session: id.0 })
    }

    async fn expire_if_overdue(&self, row: &SessionRecord, at: SystemTime) -> Result<bool, ExamError> {
        let overdue = is_overdue(row, at);
        if overdue {
            self.expire(row.id, at).await?;
        }
        Ok(overdue)
    }
}

//! Sessions whose time is over: the first request for such a session completes it, or a sweep does.
//! `docs/decisions/0007-expiry.md` says why both do.

use std::collections::HashSet;
use std::time::SystemTime;

use futures_util::stream::{self, StreamExt as _};
use persistence::{Completion, ExamSessionId, ExpiryPolicy, RecordError, SessionHistory, SessionRecord};

use super::ExamService;
use super::complete::Ending;
use super::completion::{expired_by, is_overdue};
use crate::access::Access;
use crate::call_note::note_session;
use crate::error::ExamError;
use crate::loaded_exam::is_over;

/// How many sessions a sweep completes at the same time.
const AT_ONCE: usize = 8;

/// What a sweep did with the sessions whose time is over.
#[derive(Debug, Default)]
pub struct Sweep {
    /// How many were completed with the estimate from their answers.
    pub scored: u64,
    /// How many were completed without a result that counts.
    pub voided: u64,
    /// How many had stopped in time without a completion, as earlier versions left them, or were ended by a request.
    pub stopped_in_time: u64,
    /// How many another request or instance completed at the same time.
    pub elsewhere: u64,
    /// Those that could not be completed, and why.
    pub failures: Vec<(ExamSessionId, ExamError)>,
}

/// What a sweep did with one session.
enum Swept {
    /// An answer to its pending item may still count.
    InGrace,
    /// Another request or instance has completed it, or changed it so that it is not overdue any more.
    Elsewhere,
    Completed(Completion),
}

impl Sweep {
    /// How many sessions this sweep completed.
    #[must_use]
    pub const fn completed(&self) -> u64 {
        self.scored + self.voided + self.stopped_in_time
    }
}

impl ExamService {
    /// Completes every session whose time is over by the policy of its exam type, and reads `batch` sessions at a time.
    /// Several instances may sweep at once: one of them completes each session.
    ///
    /// # Errors
    /// [`ExamError::Record`] when the database does not answer; sessions completed before that stay completed. A session
    /// that cannot be completed for another reason is among the failures and does not stop the sweep.
    pub async fn expire_overdue(&self, batch: u32) -> Result<Sweep, ExamError> {
        let swept = self.sweep(batch).await;
        let outcome = if swept.is_ok() { "ok" } else { "failed" };
        metrics::counter!("adaptive_sweeps_total", "outcome" => outcome).increment(1);
        swept
    }

    async fn sweep(&self, batch: u32) -> Result<Sweep, ExamError> {
        let now = self.environment().now();
        let mut sweep = Sweep::default();
        let mut passed = HashSet::new();
        let mut from = SystemTime::UNIX_EPOCH;
        loop {
            let rows = self.record().expiring_sessions(from..=now, batch).await?;
            let is_last = u32::try_from(rows.len()).is_ok_and(|rows| rows < batch);
            let untried: Vec<_> = rows.iter().map(|(id, _)| *id).filter(|id| !passed.contains(id)).collect();
            if untried.is_empty() {
                return Ok(sweep);
            }
            // Sessions that fail, and those in their grace, stay in the listing, so the next page begins where this one ended.
            from = rows.last().map_or(now, |(_, expires_at)| *expires_at);
            passed.extend(self.expire_all(untried, now, &mut sweep).await?);
            if is_last {
                return Ok(sweep);
            }
            passed.extend(sweep.failures.iter().map(|(session, _)| *session));
        }
    }

    /// Completes those of the sessions that are overdue, and returns those that are still in their grace.
    async fn expire_all(
        &self,
        ids: Vec<ExamSessionId>,
        now: SystemTime,
        sweep: &mut Sweep,
    ) -> Result<Vec<ExamSessionId>, ExamError> {
        let mut in_grace = Vec::new();
        let expiries = ids.into_iter().map(|id| async move { (id, self.expire_after_grace(id, now).await) });
        let mut expiries = stream::iter(expiries).buffer_unordered(AT_ONCE);
        while let Some((id, outcome)) = expiries.next().await {
            match outcome {
                Ok(Swept::InGrace) => in_grace.push(id),
                Ok(Swept::Elsewhere) => sweep.elsewhere += 1,
                Ok(Swept::Completed(completion)) => match expired_by(&completion) {
                    None => sweep.stopped_in_time += 1,
                    Some(ExpiryPolicy::Score) => sweep.scored += 1,
                    Some(ExpiryPolicy::Void) => sweep.voided += 1,
                },
                Err(error @ ExamError::Record(RecordError::Unavailable(_))) => return Err(error),
                Err(error) => sweep.failures.push((id, error)),
            }
        }
        Ok(in_grace)
    }

    /// Completes a session unless an answer to its pending item may still count.
    async fn expire_after_grace(&self, id: ExamSessionId, now: SystemTime) -> Result<Swept, ExamError> {
        let row = self.row(id).await?;
        if is_over(&row, now) && !is_overdue(&row, &*self.exams().exam(row.exam_type_id).await?, now) {
            return Ok(Swept::InGrace);
        }
        Ok(self.expire(id, now).await?.map_or(Swept::Elsewhere, Swept::Completed))
    }

    /// Completes a session that was overdue at this time. Returns the result, or `None` if another call completed it.
    pub(super) async fn expire(&self, id: ExamSessionId, now: SystemTime) -> Result<Option<Completion>, ExamError> {
        let completed = self.complete_session(&Access::PLATFORM, id, Ending::Overdue(now)).await?;
        if let Some(policy) = completed.own_completion.as_ref().and_then(expired_by) {
            let revision = completed.session.revision;
            tracing::info!(session = id.0, policy = policy.as_str(), revision, "session expired");
        }
        Ok(completed.own_completion)
    }

    /// The session's row, if the caller may see it. A session whose time is over is completed first.
    pub(super) async fn session(&self, access: &Access, id: ExamSessionId) -> Result<SessionRecord, ExamError> {
        let row = self.row(id).await?;
        access.require_session(id, &row.token_digest)?;
        if self.expire_if_overdue(&row, self.environment().now()).await? {
            return self.row(id).await;
        }
        Ok(row)
    }

    /// The session with its attempts, if the caller may see it. A session whose time was over at this moment is completed
    /// first.
    pub(super) async fn settled_history(
        &self,
        access: &Access,
        id: ExamSessionId,
        at: SystemTime,
    ) -> Result<SessionHistory, ExamError> {
        let history = self.history(id).await?;
        access.require_session(id, &history.session.token_digest)?;
        if self.expire_if_overdue(&history.session, at).await? { self.history(id).await } else { Ok(history) }
    }

    pub(super) async fn row(&self, id: ExamSessionId) -> Result<SessionRecord, ExamError> {
        note_session(id);
        let row = self.record().session(id).await.map_err(|error| self.refused(ExamError::of_session(id, error)))?;
        row.ok_or(ExamError::UnknownSession { session: id })
    }

    pub(super) async fn expire_if_overdue(&self, row: &SessionRecord, at: SystemTime) -> Result<bool, ExamError> {
        // The grace is asked for only once the time is over.
        let overdue = is_over(row, at) && is_overdue(row, &*self.exams().exam(row.exam_type_id).await?, at);
        if overdue {
            self.expire(row.id, at).await?;
        }
        Ok(overdue)
    }
}

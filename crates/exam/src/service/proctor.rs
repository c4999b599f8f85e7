//! What proctors do to sessions: more time, void, reopen; `pauses.rs` has the others. Each act is an event of its session, committed with the change that it
//! makes. What is already so stays as it is, without another event.

use std::time::{Duration, SystemTime};

use persistence::{Completion, EndReason, ExamSessionId, Guarded, Reopening, SessionHistory};

use super::ExamService;
use super::completion::{completion_now, count, expired_by};
use super::contention::MAX_ROUNDS;
use super::events::check_reason;
use crate::access::Access;
use crate::error::ExamError;
use crate::exam_type::MAX_TIME_LIMIT_SECONDS;
use crate::permission;
use crate::progress::SessionSummary;
use crate::stopped_time::StoppedTime;

impl ExamService {
    /// Gives a session with a time limit, active or paused, more time. It also helps one whose time is over, as long as nobody has completed
    /// it.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the seconds, the reason, or a session without a time limit;
    /// [`ExamError::SessionFinished`], [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn add_time(
        &self,
        access: &Access,
        id: ExamSessionId,
        seconds: i64,
        reason: &str,
    ) -> Result<SessionSummary, ExamError> {
        access.require(&permission::ADD_TIME)?;
        check_reason(reason)?;
        let time = more_time(seconds)?;
        let event = self.event_by(access, Some(reason));
        let added = self.record().add_time(id, time, event).await?;
        let row = self.row(id).await?;
        if !added {
            if row.completion.is_none() && row.expires_at.is_none() {
                return Err(ExamError::invalid("seconds", seconds, "the session has no time limit"));
            }
            return Err(ExamError::SessionFinished { session: id });
        }
        // The working copy still has the end before.
        self.remove_copy(id).await;
        self.recorded_summary(access, row).await
    }

    /// Lets the result of a session not count. A session that is not completed is completed with what it has.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] for the reason, [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`],
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn void(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<SessionSummary, ExamError> {
        access.require(&permission::VOID)?;
        check_reason(reason)?;
        for _ in 0..MAX_ROUNDS {
            let history = self.history(id).await?;
            let done = match &history.session.completion {
                Some(Completion { voided: true, .. }) => true,
                Some(_) => self.record().void_completed(id, self.event_by(access, Some(reason))).await?,
                None => self.void_unfinished(access, &history, reason).await?,
            };
            if done {
                self.remove_copy(id).await;
                return self.recorded_summary(access, self.row(id).await?).await;
            }
        }
        Err(ExamError::Contended { session: id })
    }

    async fn void_unfinished(
        &self,
        access: &Access,
        history: &SessionHistory,
        reason: &str,
    ) -> Result<bool, ExamError> {
        let session = self.rebuild(access, history).await?;
        let now = self.environment().now();
        let completion = Completion { voided: true, ..completion_now(&session, &history.session, now) };
        let event = self.event_by(access, Some(reason));
        let outcome = self.record().void_unfinished(session.id, session.revision, completion.clone(), event).await?;
        let done = outcome == Guarded::Committed;
        if done {
            count(completion.reason, expired_by(&completion));
        }
        Ok(done)
    }

    /// Makes a completed session active again, with the answers that it has. Its clock goes on from the last answer: the time that
    /// was left then is left now.
    ///
    /// # Errors
    /// [`ExamError::NotReopenable`] when a stopping rule has ended the test, [`ExamError::SessionActive`] and
    /// [`ExamError::AttemptsExhausted`] where the exam type limits the sessions of the examinee,
    /// [`ExamError::InvalidValue`] for the reason,
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn reopen(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<SessionSummary, ExamError> {
        access.require(&permission::REOPEN)?;
        check_reason(reason)?;
        for _ in 0..MAX_ROUNDS {
            let history = self.history(id).await?;
            let Some(completion) = history.session.completion.clone() else {
                return self.recorded_summary(access, history.session).await;
            };
            if let EndReason::Stopped(reason) = completion.reason {
                return Err(ExamError::NotReopenable { session: id, reason });
            }
            // A session that cannot be rebuilt cannot go on either.
            self.rebuild(access, &history).await?;
            self.check_reopened(&history.session).await?;
            let stopped = self.stopped_time(id).await?;
            let reopening = reopening(&history, &stopped, completion.completed_at, self.environment().now());
            let event = self.event_by(access, Some(reason));
            if self.record().reopen(id, reopening, event).await? == Guarded::Committed {
                self.remove_copy(id).await;
                return self.recorded_summary(access, self.row(id).await?).await;
            }
        }
        Err(ExamError::Contended { session: id })
    }
}

fn more_time(seconds: i64) -> Result<Duration, ExamError> {
    match u64::try_from(seconds) {
        Ok(more @ 1..) if seconds <= MAX_TIME_LIMIT_SECONDS => Ok(Duration::from_secs(more)),
        _ => Err(ExamError::invalid("seconds", seconds, "more time is 1 to 2592000 seconds (30 days)")),
    }
}

/// How the session goes on now: with the time that it had left at its last answer. Its end has moved by each time in which its clock
/// stood still, so what it stood still since the last answer is no time that is left.
fn reopening(history: &SessionHistory, stopped: &StoppedTime, completed_at: SystemTime, now: SystemTime) -> Reopening {
    let session = &history.session;
    let last = history.attempts.last().map_or(session.started_at, |attempt| attempt.answered_at);
    let left = session.expires_at.map(|end| stopped.running(last, end));
    Reopening {
        completed_at,
        stopped_at: last,
        expires_at: left.and_then(|left| now.checked_add(left)),
        time_left: left,
    }
}

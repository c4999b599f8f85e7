//! Pausing and resuming sessions. While a session is paused its clock stands still, it shows no item and takes no answer.
//!
//! An examinee may pause where the exam type says so, and resumes such a pause alone: one of the platform is not theirs to end. A pause
//! of the platform takes the place of one of the examinee.

use std::time::{Duration, SystemTime};

use persistence::{EventKind, ExamSessionId, Guarded, NewEvent, Resumption, SessionRecord};

use super::ExamService;
use super::contention::MAX_ROUNDS;
use super::events::check_reason;
use crate::access::{Access, EXAMINEE};
use crate::error::ExamError;
use crate::loaded_exam::is_over;
use crate::permission;
use crate::progress::SessionSummary;

impl ExamService {
    /// Pauses a session: its clock stands still until it is resumed. One that is paused stays as it is, but for a pause of the
    /// examinee, which becomes one of the platform.
    ///
    /// # Errors
    /// [`ExamError::SessionFinished`] when it is completed or its time is over, [`ExamError::InvalidValue`] for the reason,
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`] for an examinee who may not pause, [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn pause(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<SessionSummary, ExamError> {
        access.require(&permission::PAUSE)?;
        check_reason(reason)?;
        for _ in 0..MAX_ROUNDS {
            let row = self.session(access, id).await?;
            self.check_may_pause(access, &row).await?;
            let event = self.event_by(access, Some(reason));
            if let Some(paused_at) = row.paused_at {
                if !access.is_platform() || !self.is_paused_by_examinee(id).await? {
                    return self.recorded_summary(access, row).await;
                }
                self.end_pause(id, paused_at, event).await?;
                continue;
            }
            if row.completion.is_some() || is_over(&row, event.at) {
                return Err(ExamError::SessionFinished { session: id });
            }
            if self.record().pause(id, event).await? {
                self.remove_copy(id).await;
                return self.recorded_summary(access, self.row(id).await?).await;
            }
        }
        Err(ExamError::Contended { session: id })
    }

    /// Lets a paused session go on with the time that it had left. One that is active stays as it is.
    ///
    /// # Errors
    /// [`ExamError::SessionFinished`] when it is completed, [`ExamError::InvalidValue`] for the reason,
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`] for an examinee who has not paused it,
    /// [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn resume(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<SessionSummary, ExamError> {
        access.require(&permission::RESUME)?;
        check_reason(reason)?;
        for _ in 0..MAX_ROUNDS {
            let row = self.session(access, id).await?;
            self.check_may_pause(access, &row).await?;
            let Some(paused_at) = row.paused_at else {
                return if row.completion.is_some() {
                    Err(ExamError::SessionFinished { session: id })
                } else {
                    self.recorded_summary(access, row).await
                };
            };
            if !access.is_platform() && !self.is_paused_by_examinee(id).await? {
                return Err(ExamError::PlatformOnly { action: "resume an exam session that the platform has paused" });
            }
            let event = self.event_by(access, Some(reason));
            if self.end_pause(id, paused_at, event).await? == Guarded::Committed {
                // Another request may have saved the copy of an answer that was committed just before the pause.
                self.remove_copy(id).await;
                return self.recorded_summary(access, self.row(id).await?).await;
            }
        }
        Err(ExamError::Contended { session: id })
    }

    /// Whether the examinee has paused the session and may resume it.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn is_own_pause(&self, access: &Access, id: ExamSessionId) -> Result<bool, ExamError> {
        let row = self.session(access, id).await?;
        Ok(row.paused_at.is_some() && !access.is_platform() && self.is_paused_by_examinee(id).await?)
    }

    /// Refuses an examinee whose exam type leaves pauses to the platform.
    async fn check_may_pause(&self, access: &Access, row: &SessionRecord) -> Result<(), ExamError> {
        if access.is_platform() || self.exams().exam(row.exam_type_id).await?.can_pause() {
            return Ok(());
        }
        Err(ExamError::PlatformOnly { action: "pause or resume an exam session of this exam type" })
    }

    /// Whether the last pause of a session is one of its examinee.
    async fn is_paused_by_examinee(&self, id: ExamSessionId) -> Result<bool, ExamError> {
        let events = self.all_events(id).await?;
        let last = events.iter().rev().find(|event| event.kind == EventKind::Paused);
        Ok(last.is_some_and(|event| event.actor == EXAMINEE))
    }

    async fn end_pause(&self, id: ExamSessionId, paused_at: SystemTime, event: NewEvent) -> Result<Guarded, ExamError> {
        let pause = event.at.duration_since(paused_at).unwrap_or(Duration::ZERO);
        Ok(self.record().resume(id, Resumption { paused_at, pause }, event).await?)
    }
}

//! Pausing and resuming sessions. While a session is paused its clock stands still, it shows no item and takes no answer.

use std::time::Duration;

use persistence::{ExamSessionId, Guarded, Resumption};

use super::ExamService;
use super::contention::MAX_ROUNDS;
use super::events::check_reason;
use crate::access::Access;
use crate::error::ExamError;
use crate::loaded_exam::is_over;
use crate::permission;
use crate::progress::SessionSummary;

impl ExamService {
    /// Pauses a session: its clock stands still until it is resumed. One that is paused stays as it is.
    ///
    /// # Errors
    /// [`ExamError::SessionFinished`] when it is completed or its time is over, [`ExamError::InvalidValue`] for the reason,
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn pause(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<SessionSummary, ExamError> {
        access.require(&permission::PAUSE)?;
        check_reason(reason)?;
        for _ in 0..MAX_ROUNDS {
            let row = self.session(access, id).await?;
            if row.paused_at.is_some() {
                return self.recorded_summary(access, row).await;
            }
            let event = self.event_by(access, Some(reason));
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
    /// [`ExamError::UnknownSession`], [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::Record`].
    pub async fn resume(&self, access: &Access, id: ExamSessionId, reason: &str) -> Result<SessionSummary, ExamError> {
        access.require(&permission::RESUME)?;
        check_reason(reason)?;
        for _ in 0..MAX_ROUNDS {
            let row = self.session(access, id).await?;
            let Some(paused_at) = row.paused_at else {
                return if row.completion.is_some() {
                    Err(ExamError::SessionFinished { session: id })
                } else {
                    self.recorded_summary(access, row).await
                };
            };
            let event = self.event_by(access, Some(reason));
            let pause = event.at.duration_since(paused_at).unwrap_or(Duration::ZERO);
            if self.record().resume(id, Resumption { paused_at, pause }, event).await? == Guarded::Committed {
                // Another request may have saved the copy of an answer that was committed just before the pause.
                self.remove_copy(id).await;
                return self.recorded_summary(access, self.row(id).await?).await;
            }
        }
        Err(ExamError::Contended { session: id })
    }
}

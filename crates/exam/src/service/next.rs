//! Asking for the pending item.

use std::sync::Arc;

use persistence::{ExamSessionId, ExtraTime};

use super::ExamService;
use super::copy_mark::CopyMark;
use super::working_copy::RebuildReason;
use crate::access::Access;
use crate::call_note::note_exam_type;
use crate::error::ExamError;
use crate::loaded_exam::{LoadedExam, is_over};
use crate::permission;
use crate::progress::Progress;

impl ExamService {
    /// The state of the session and its pending item, which stays the same until it is answered.
    ///
    /// The service asks the record at the same time as the store, so it notices and replaces a working copy that a crash
    /// left behind. It completes a session whose time is over, and shows it finished.
    ///
    /// # Errors
    /// [`ExamError::SessionPaused`], [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn next(&self, access: &Access, id: ExamSessionId) -> Result<Progress, ExamError> {
        access.require(&permission::NEXT)?;
        let (exam, mut progress) = self.pending(access, id).await?;
        if progress.item.is_some() && exam.item_time(ExtraTime::NONE).is_some() {
            let clock = self.answer_clock(&exam, &self.history(id).await?, self.environment().now()).await?;
            progress.item_time_left_seconds = clock.and_then(|clock| clock.item_seconds_left());
        }
        Ok(progress)
    }

    /// The exam of the session, its state and its pending item.
    async fn pending(&self, access: &Access, id: ExamSessionId) -> Result<(Arc<LoadedExam>, Progress), ExamError> {
        let (copy, row) = futures_util::join!(self.load_copy(id), self.session(access, id));
        let row = row?;
        if row.paused_at.is_some() {
            return Err(ExamError::SessionPaused { session: id });
        }
        let reason = match copy {
            _ if row.completion.is_some() => None,
            Ok(copy) if (copy.revision, copy.token_digest) == (row.revision, row.token_digest) => {
                let mark = CopyMark::of_copy(&copy);
                if mark.is_doubtful(&row) {
                    return self.check_copy(access, id, &mark).await;
                }
                None
            }
            Ok(copy) if copy.token_digest != row.token_digest => Some(RebuildReason::Unusable),
            Ok(copy) => Some(RebuildReason::from_revisions(copy.revision, row.revision)),
            Err(reason) => Some(reason),
        };
        match reason {
            Some(reason) if !is_over(&row, self.environment().now()) => {
                let session = self.rebuild_and_save(access, id, reason).await?;
                let progress = session.progress(session.exam.view(access, self.environment().now()));
                Ok((session.exam, progress))
            }
            _ => {
                let exam = self.exams().exam(row.exam_type_id).await?;
                note_exam_type(&exam.exam_type.definition.name);
                let progress = exam.progress(&row, exam.view(access, self.environment().now()));
                Ok((exam, progress))
            }
        }
    }

    /// The state of the session as the record has it. Replaces a working copy with this mark if it says something else.
    async fn check_copy(
        &self,
        access: &Access,
        id: ExamSessionId,
        mark: &CopyMark,
    ) -> Result<(Arc<LoadedExam>, Progress), ExamError> {
        let history = self.history(id).await?;
        let session = self.rebuild(access, &history).await?;
        if history.session.completion.is_none()
            && let Some(reason) = mark.fault(&session)
        {
            self.save_rebuilt(&session, reason).await?;
        }
        let view = session.exam.view(access, self.environment().now());
        let progress = session.exam.progress(&history.session, view);
        Ok((session.exam, progress))
    }
}

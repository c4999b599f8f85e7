//! Asking for the pending item.

use persistence::ExamSessionId;

use super::ExamService;
use super::sitting::Recovery;
use crate::access::Access;
use crate::error::ExamError;
use crate::progress::Progress;

impl ExamService {
    /// Where the session stands and the item to be answered, which stays the same until it is answered.
    ///
    /// The record is asked at the same time as the store, so a working copy that a crash left behind is noticed and
    /// replaced. A session whose time is over is completed, and shown finished.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn next(&self, access: &Access, session: i64) -> Result<Progress, ExamError> {
        let id = ExamSessionId(session);
        let (copy, row) = futures_util::join!(self.load(id), self.session(access, id));
        let row = row?;
        match copy {
            _ if row.completion.is_some() => {}
            Ok(state) if (state.revision, state.token_digest) == (row.revision, row.token_digest) => {}
            Ok(state) if state.token_digest != row.token_digest => {
                return Ok(self.recover(access, id, Recovery::Unusable).await?.progress());
            }
            Ok(state) => {
                let reason = Recovery::of_revisions(state.revision, row.revision);
                return Ok(self.recover(access, id, reason).await?.progress());
            }
            Err(reason) => return Ok(self.recover(access, id, reason).await?.progress()),
        }
        let exam = self.catalog().exam(row.exam_type_id).await?;
        let completed = usize::try_from(row.revision).unwrap_or(usize::MAX);
        let mut progress = exam.progress(id, completed, &row.position);
        if let Some(completion) = row.completion {
            progress.finished = true;
            progress.stop_reason = Some(completion.reason.as_str().to_owned());
            progress.item = None;
        }
        Ok(progress)
    }
}

//! Completing a session.

use std::time::SystemTime;

use persistence::{Completion, ExamSessionId, Guarded, SessionHistory};

use super::ExamService;
use super::completion::{completion_now, count, expired_by};
use super::loaded_session::LoadedSession;
use crate::access::Access;
use crate::error::ExamError;
use crate::permission;
use crate::report::Report;

/// How often a completion is repeated because an answer was committed in between.
const MAX_ROUNDS: usize = 8;

/// A completed session.
pub(super) struct Completed {
    pub(super) session: LoadedSession,
    pub(super) history: SessionHistory,
    /// The result, if this call completed the session.
    pub(super) own_completion: Option<Completion>,
}

impl ExamService {
    /// Ends the exam, scores it with the final estimator, removes the working copy and returns the report. The same call
    /// returns the same report again. A session that is completed before a stopping rule applies has the stop reason
    /// `ended_early`, or `expired` when its time is over. The last answer completes a session without this call.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn complete(&self, access: &Access, id: ExamSessionId) -> Result<Report, ExamError> {
        access.require(&permission::COMPLETE)?;
        let Completed { session, history, .. } = self.complete_session(access, id, SystemTime::UNIX_EPOCH).await?;
        Ok(session.report(access, &history))
    }

    /// Completes the session unless it is completed, and removes the working copy. The clock counts as `at_least` or later:
    /// a session that was overdue stays overdue, even if the clock is put back.
    pub(super) async fn complete_session(
        &self,
        access: &Access,
        id: ExamSessionId,
        at_least: SystemTime,
    ) -> Result<Completed, ExamError> {
        let mut own_completion = None;
        for _ in 0..MAX_ROUNDS {
            let history = self.history(id).await?;
            let session = self.rebuild(access, &history).await?;
            if history.session.completion.is_some() {
                self.remove_copy(id).await;
                fail_points::fail_point!("complete_removed");
                return Ok(Completed { session, history, own_completion });
            }
            let now = self.environment().now().max(at_least);
            let completion = completion_now(&session, &history.session, now);
            fail_points::fail_point!("complete_computed");
            if self.record().complete(id, session.revision, completion.clone()).await? == Guarded::Committed {
                fail_points::fail_point!("complete_committed");
                count(completion.reason, expired_by(&completion));
                own_completion = Some(completion);
            }
        }
        Err(ExamError::Contended { session: id })
    }
}

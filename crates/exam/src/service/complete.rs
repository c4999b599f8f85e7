//! Completing an exam.

use persistence::{Completion, ExamSessionId, Guarded};

use super::ExamService;
use super::sitting::Sitting;
use crate::access::Access;
use crate::error::ExamError;
use crate::fail_point::fail_point;
use crate::progress::Report;

/// How often a completion is tried anew because an answer came in between.
const MAX_ROUNDS: usize = 8;
/// The reason of an exam that was completed before a stopping rule applied.
const ENDED_EARLY: &str = "ended_early";

impl ExamService {
    /// Ends the exam, scores it with the final estimator and removes the working copy. Asked again it gives the same
    /// report. An exam may be completed before a stopping rule applies; its stop reason is then `ended_early`.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn complete(&self, access: &Access, session: i64) -> Result<Report, ExamError> {
        let id = ExamSessionId(session);
        for _ in 0..MAX_ROUNDS {
            let history = self.history(id).await?;
            let sitting = self.rebuild(access, &history).await?;
            if history.session.completion.is_some() {
                self.forget(id).await;
                fail_point!("complete_removed");
                return Ok(self.report_of(access, &sitting, &history));
            }
            let completion = self.completion_of(&sitting);
            fail_point!("complete_computed");
            if self.record().complete(id, sitting.revision, completion).await? == Guarded::Committed {
                fail_point!("complete_committed");
                metrics::counter!("adaptive_sessions_completed_total").increment(1);
            }
        }
        Err(ExamError::Contended { session })
    }

    fn completion_of(&self, sitting: &Sitting) -> Completion {
        let estimate = sitting.engine.final_estimate();
        let reason = sitting.engine.stop_reason();
        Completion {
            stop_reason: reason.map_or(ENDED_EARLY, |reason| reason.as_str()).to_owned(),
            final_theta: estimate.theta,
            final_standard_error: estimate.se,
            final_status: estimate.status.as_str().to_owned(),
            completed_at: self.environment().now(),
        }
    }
}

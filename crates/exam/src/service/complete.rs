//! Completing an exam.

use std::time::SystemTime;

use persistence::{Completion, EndReason, ExamSessionId, ExpiryPolicy, Guarded, SessionHistory, SessionRecord};

use super::ExamService;
use super::expire::is_overdue;
use super::sitting::Sitting;
use crate::access::Access;
use crate::error::ExamError;
use crate::progress::Report;

/// How often a completion is tried anew because an answer came in between.
const MAX_ROUNDS: usize = 8;

/// How a session comes to be completed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ending {
    /// The test had stopped, or somebody ends it early.
    Asked,
    /// Its time was over before the test had stopped.
    Expired(ExpiryPolicy),
}

/// A completed session, and how it ended if it was this call that completed it.
pub(super) struct Completed {
    pub(super) sitting: Sitting,
    pub(super) history: SessionHistory,
    pub(super) ending: Option<Ending>,
}

impl ExamService {
    /// Ends the exam, scores it with the final estimator and removes the working copy. Asked again it gives the same
    /// report. An exam may be completed before a stopping rule applies; its stop reason is then `ended_early`, or
    /// `expired` when its time is over.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn complete(&self, access: &Access, session: i64) -> Result<Report, ExamError> {
        let Completed { sitting, history, .. } =
            self.finish(access, ExamSessionId(session), SystemTime::UNIX_EPOCH).await?;
        Ok(self.report_of(access, &sitting, &history))
    }

    /// Completes the session unless it is, and removes the working copy. The clock is taken to be at `at_least` or
    /// later: what was overdue once stays so, should the clock be put back.
    pub(super) async fn finish(
        &self,
        access: &Access,
        id: ExamSessionId,
        at_least: SystemTime,
    ) -> Result<Completed, ExamError> {
        let mut committed = None;
        for _ in 0..MAX_ROUNDS {
            let history = self.history(id).await?;
            let sitting = self.rebuild(access, &history).await?;
            if history.session.completion.is_some() {
                self.forget(id).await;
                fail_points::fail_point!("complete_removed");
                return Ok(Completed { sitting, history, ending: committed });
            }
            let now = self.environment().now().max(at_least);
            let ending = ending_of(&sitting, &history.session, now);
            let completion = completion_of(&sitting, ending, now);
            fail_points::fail_point!("complete_computed");
            if self.record().complete(id, sitting.revision, completion).await? == Guarded::Committed {
                fail_points::fail_point!("complete_committed");
                count(ending);
                committed = Some(ending);
            }
        }
        Err(ExamError::Contended { session: id.0 })
    }
}

/// A test that has stopped in time does not expire: all that is missing is somebody who asks for its report.
fn ending_of(sitting: &Sitting, session: &SessionRecord, now: SystemTime) -> Ending {
    if is_overdue(session, now) {
        Ending::Expired(sitting.exam.exam_type.definition.time_limit.map(|limit| limit.on_expiry).unwrap_or_default())
    } else {
        Ending::Asked
    }
}

fn completion_of(sitting: &Sitting, ending: Ending, now: SystemTime) -> Completion {
    Completion {
        reason: match ending {
            Ending::Expired(_) => EndReason::Expired,
            Ending::Asked => sitting.engine.stop_reason().map_or(EndReason::EndedEarly, EndReason::Stopped),
        },
        estimate: sitting.engine.final_estimate(),
        completed_at: now,
        voided: ending == Ending::Expired(ExpiryPolicy::Void),
    }
}

fn count(ending: Ending) {
    metrics::counter!("adaptive_sessions_completed_total").increment(1);
    if let Ending::Expired(policy) = ending {
        metrics::counter!("adaptive_sessions_expired_total", "policy" => policy.as_str()).increment(1);
    }
}

//! Completing a session.

use std::time::SystemTime;

use persistence::{Completion, ExamSessionId, Guarded, SessionHistory, SessionRecord};

use super::ExamService;
use super::completion::{completion_now, count, expired_by, is_overdue};
use super::contention::MAX_ROUNDS;
use super::loaded_session::LoadedSession;
use crate::access::Access;
use crate::error::ExamError;
use crate::loaded_exam::{LoadedExam, is_over};
use crate::permission;
use crate::report::Report;

/// Why a session is to be completed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Ending {
    /// Somebody asks for it.
    Asked,
    /// It was overdue at this moment, and stays so even if the clock is put back.
    Overdue(SystemTime),
}

impl Ending {
    /// The moment that counts.
    fn now(self, clock: SystemTime) -> SystemTime {
        match self {
            Self::Asked => clock,
            Self::Overdue(at) => clock.max(at),
        }
    }
}

/// Whether an item of the session can still be answered.
fn goes_on(row: &SessionRecord, exam: &LoadedExam, now: SystemTime) -> bool {
    row.position.pending_item.is_some() && !is_overdue(row, exam, now)
}

/// A session that was to be completed.
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
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::EarlyCompletion`], [`ExamError::SessionPaused`],
    /// [`ExamError::Record`].
    pub async fn complete(&self, access: &Access, id: ExamSessionId) -> Result<Report, ExamError> {
        access.require(&permission::COMPLETE)?;
        let Completed { session, history, .. } = self.complete_session(access, id, Ending::Asked).await?;
        self.full_report(access, &session, &history).await
    }

    /// Completes the session unless it is completed, and removes the working copy. One that is not overdue any more, because it was
    /// given more time, stays as it is.
    pub(super) async fn complete_session(
        &self,
        access: &Access,
        id: ExamSessionId,
        ending: Ending,
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
            if matches!(ending, Ending::Asked) && history.session.paused_at.is_some() {
                return Err(ExamError::SessionPaused { session: id });
            }
            let now = ending.now(self.environment().now());
            if matches!(ending, Ending::Overdue(_)) && goes_on(&history.session, &session.exam, now) {
                return Ok(Completed { session, history, own_completion });
            }
            self.check_early(access, &session, &history.session, now)?;
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

    /// Refuses an examinee who wants to complete a session before the design allows it to end.
    fn check_early(
        &self,
        access: &Access,
        session: &LoadedSession,
        row: &SessionRecord,
        now: SystemTime,
    ) -> Result<(), ExamError> {
        let exam = &session.exam;
        let needed = exam.test.design().stopping_rule().min_items;
        let may_end = access.is_platform()
            || exam.exam_type.definition.rules.allow_early_completion
            || row.revision >= u64::from(needed)
            || session.engine.stop_reason().is_some()
            || is_over(row, now);
        if may_end { Ok(()) } else { Err(ExamError::EarlyCompletion { answered: row.revision, needed }) }
    }
}

//! The account of a session, so far or final.

use irt_core::ItemIndex;
use persistence::{AttemptRecord, EndReason, ExamSessionId, SessionHistory};

use super::ExamService;
use super::sitting::Sitting;
use crate::access::Access;
use crate::error::ExamError;
use crate::progress::{Report, TraceStep};

impl ExamService {
    /// The session's estimate and the trace of its answers, so far or final.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn report(&self, access: &Access, session: i64) -> Result<Report, ExamError> {
        let history = self.settled_history(access, ExamSessionId(session), self.environment().now()).await?;
        let sitting = self.rebuild(access, &history).await?;
        Ok(self.report_of(access, &sitting, &history))
    }

    #[expect(clippy::unused_self, reason = "reads as one of the service's steps")]
    pub(super) fn report_of(&self, access: &Access, sitting: &Sitting, history: &SessionHistory) -> Report {
        let session = &history.session;
        let definition = &sitting.exam.exam_type.definition;
        let scored = definition.feedback || matches!(access, Access::Platform);
        let end = session.completion.as_ref();
        let estimate = end.map_or_else(|| sitting.engine.estimate(), |end| end.estimate);
        let stop_reason = end.map(|end| end.reason).or_else(|| session.position.stop_reason.map(EndReason::Stopped));
        Report {
            exam_session_id: session.id.0,
            exam_type: definition.name.clone(),
            exam_type_version: sitting.exam.exam_type.version,
            examinee_id: session.examinee_id.clone(),
            completed: end.is_some(),
            theta: estimate.theta,
            standard_error: estimate.se,
            estimate_status: estimate.status.as_str().to_owned(),
            items_completed: u32::try_from(history.attempts.len()).unwrap_or(u32::MAX),
            max_items: sitting.exam.max_items(),
            stop_reason: stop_reason.map(|reason| reason.as_str().to_owned()),
            started_at: session.started_at,
            completed_at: end.map(|end| end.completed_at),
            expires_at: session.expires_at,
            voided: end.is_some_and(|end| end.voided),
            trace: history.attempts.iter().map(|attempt| step(sitting, attempt, scored)).collect(),
        }
    }
}

fn step(sitting: &Sitting, attempt: &AttemptRecord, scored: bool) -> TraceStep {
    let item = ItemIndex(attempt.item);
    let content = sitting.exam.test.bank().item(item).and_then(|item| item.content.map(str::to_owned));
    TraceStep {
        position: attempt.position,
        item_id: sitting.exam.content.item_id(item).to_owned(),
        content,
        answer: attempt.answer.clone(),
        response: scored.then_some(attempt.response),
        theta: attempt.ability.theta,
        standard_error: attempt.ability.se,
        answered_at: attempt.answered_at,
    }
}

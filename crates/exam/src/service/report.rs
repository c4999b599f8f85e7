//! Reports of sessions.

use std::time::SystemTime;

use irt_core::{ExamineeStart, ItemIndex, PersonFit};
use persistence::{AttemptRecord, Completion, ExamSessionId, ExtraTime, SessionHistory};

use super::ExamService;
use super::loaded_session::LoadedSession;
use crate::access::Access;
use crate::error::ExamError;
use crate::loaded_exam::stop_reason;
use crate::permission;
use crate::report::{Report, SessionScore, TraceStep};
use crate::view::View;

impl ExamService {
    /// The session's estimate and its answers: preliminary while the session is active, final once it is completed.
    ///
    /// # Errors
    /// [`ExamError::UnknownSession`], [`ExamError::ForeignSession`], [`ExamError::Record`].
    pub async fn report(&self, access: &Access, id: ExamSessionId) -> Result<Report, ExamError> {
        access.require(&permission::REPORT)?;
        let history = self.settled_history(access, id, self.environment().now()).await?;
        let session = self.rebuild(access, &history).await?;
        self.full_report(access, &session, &history).await
    }

    /// The report with the rescored results, where the caller may see them.
    pub(super) async fn full_report(
        &self,
        access: &Access,
        session: &LoadedSession,
        history: &SessionHistory,
    ) -> Result<Report, ExamError> {
        let rescored = if access.is_platform() { self.rescored_of(&history.session).await? } else { Vec::new() };
        Ok(Report { rescored, ..session.report(access, history, self.environment().now()) })
    }
}

impl LoadedSession {
    /// The report of the session with this history, as this caller may see it, without rescored results.
    fn report(&self, access: &Access, history: &SessionHistory, now: SystemTime) -> Report {
        let row = &history.session;
        let definition = &self.exam.exam_type.definition;
        let is_platform = access.is_platform();
        let shows_responses = definition.feedback || is_platform;
        let completion = row.completion.as_ref();
        let view = self.exam.view(access, now);
        let header = self.exam.header(row, view);
        let estimate = completion.map_or_else(|| self.engine.estimate(), |end| end.estimate);
        let scale = self.exam.test.design().reporting();
        Report {
            estimate_status: header.ability.map(|_| estimate.status),
            reported_score: scale.zip(header.ability).map(|(scale, ability)| SessionScore::new(scale, ability)),
            person_fit: completion.filter(|_| is_platform).and_then(|end| self.person_fit(end)),
            header,
            exam_type_version: self.exam.exam_type.version,
            examinee_id: row.examinee_id.clone(),
            examinee_start: if is_platform { row.examinee_start } else { ExamineeStart::default() },
            extra_time: if is_platform { row.extra_time } else { ExtraTime::NONE },
            completed: completion.is_some(),
            stop_reason: stop_reason(row),
            started_at: row.started_at,
            completed_at: completion.map(|end| end.completed_at),
            expires_at: row.expires_at,
            voided: completion.is_some_and(|end| end.voided),
            rescored: Vec::new(),
            trace: history.attempts.iter().map(|attempt| self.trace_step(attempt, shows_responses, view)).collect(),
        }
    }

    /// How well the answers fit the model at the final estimate. The answers are those of the engine, so they belong to its bank.
    fn person_fit(&self, completion: &Completion) -> Option<PersonFit> {
        let engine = &self.engine;
        engine.test().person_fit(engine.items(), engine.responses(), &completion.estimate).ok()
    }

    fn trace_step(&self, attempt: &AttemptRecord, shows_response: bool, view: View) -> TraceStep {
        let item = ItemIndex(attempt.item);
        let content = self.exam.test.bank().item(item).and_then(|item| item.content.map(str::to_owned));
        TraceStep {
            position: attempt.position,
            item_id: self.exam.content.item_id(item).to_owned(),
            content,
            answer: attempt.answer.clone(),
            response: shows_response.then_some(attempt.response),
            ability: view.interim(attempt.ability),
            answered_at: attempt.answered_at,
        }
    }
}

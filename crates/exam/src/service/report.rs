//! Reports of sessions.

use std::time::Duration;

use irt_core::{ExamineeStart, ItemIndex, PersonFit, Response};
use persistence::{AttemptRecord, Completion, ExamSessionId, ExtraTime, SessionHistory};

use super::ExamService;
use super::loaded_session::LoadedSession;
use crate::access::Access;
use crate::error::ExamError;
use crate::loaded_exam::stop_reason;
use crate::permission;
use crate::report::{ItemMeasures, Report, SessionCourse, SessionScore, TraceStep};
use crate::stopped_time::StoppedTime;
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

    /// The same with what the items measure.
    ///
    /// # Errors
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`], [`ExamError::UnknownSession`], [`ExamError::Record`].
    pub async fn course(&self, access: &Access, id: ExamSessionId) -> Result<SessionCourse, ExamError> {
        access.require(&permission::LIST_SESSIONS)?;
        let history = self.settled_history(access, id, self.environment().now()).await?;
        let session = self.rebuild(access, &history).await?;
        let bank = session.exam.test.bank();
        let measures = |attempt: &AttemptRecord| ItemMeasures {
            location: bank.mean_location(ItemIndex(attempt.item)),
            information: bank.information(ItemIndex(attempt.item), attempt.ability.theta),
        };
        let items = history.attempts.iter().map(measures).collect();
        Ok(SessionCourse { report: self.full_report(access, &session, &history).await?, items })
    }
}

impl ExamService {
    /// The report of the session with this history, as this caller may see it, with the rescored results where that is the platform.
    pub(super) async fn full_report(
        &self,
        access: &Access,
        session: &LoadedSession,
        history: &SessionHistory,
    ) -> Result<Report, ExamError> {
        let stopped = self.stopped_time(session.id).await?;
        let view = session.exam.view(access, self.environment().now());
        let rescored = if access.is_platform() { self.rescored_of(&history.session).await? } else { Vec::new() };
        Ok(Report { rescored, ..session.report(access, history, &stopped, view) })
    }
}

impl LoadedSession {
    fn report(&self, access: &Access, history: &SessionHistory, stopped: &StoppedTime, view: View) -> Report {
        let row = &history.session;
        let definition = &self.exam.exam_type.definition;
        let is_platform = access.is_platform();
        let shows_responses = definition.feedback || is_platform;
        let completion = row.completion.as_ref();
        let header = self.exam.header(row, view);
        let estimate = completion.map_or_else(|| self.engine.estimate(), |end| end.estimate);
        let scale = self.exam.test.design().reporting();
        let score = |(scale, ability)| match completion {
            Some(end) => SessionScore::of(scale, ability, end.estimate.status),
            None => Some(SessionScore::new(scale, ability)),
        };
        Report {
            estimate_status: header.ability.map(|_| estimate.status),
            reported_score: scale.zip(header.ability).and_then(score),
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
            trace: self.trace(history, stopped, shows_responses, view),
        }
    }

    /// How well the answers fit the model at the final estimate. The answers are those of the engine, so they belong to its bank.
    fn person_fit(&self, completion: &Completion) -> Option<PersonFit> {
        let (items, responses) = self.engine.scored();
        self.engine.test().person_fit(items, responses, &completion.estimate).ok()
    }

    fn trace(&self, history: &SessionHistory, stopped: &StoppedTime, shows: bool, view: View) -> Vec<TraceStep> {
        let mut shown_at = history.session.started_at;
        let mut trace = Vec::with_capacity(history.attempts.len());
        for attempt in &history.attempts {
            let time = stopped.running(shown_at, attempt.answered_at);
            trace.push(TraceStep { time, ..self.trace_step(attempt, shows, view) });
            shown_at = attempt.answered_at;
        }
        trace
    }

    fn trace_step(&self, attempt: &AttemptRecord, shows_response: bool, view: View) -> TraceStep {
        let item = ItemIndex(attempt.item);
        let content = self.exam.test.bank().item(item).and_then(|item| item.content.map(str::to_owned));
        TraceStep {
            position: attempt.position,
            item_id: self.exam.content.item_id(item).to_owned(),
            content,
            answer: attempt.answer.clone(),
            response: Some(attempt.response)
                .filter(|&response| shows_response && Response(response) != Response::MISSING),
            outcome: attempt.outcome,
            time: Duration::ZERO,
            response_time_ms: attempt.response_time_ms,
            shown_options: self.exam.shown_keys(item, attempt.position, self.engine.seed()),
            ability: view.interim(attempt.ability),
            answered_at: attempt.answered_at,
        }
    }
}

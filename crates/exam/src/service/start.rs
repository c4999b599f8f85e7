//! Starting an exam.

use std::sync::Arc;
use std::time::SystemTime;

use credentials::SessionToken;
use irt_core::{AdaptiveEngine, AdaptiveTest, Cancellation, DesignCause, DesignError, ExamineeStart, ItemIndex};
use persistence::{ExtraTime, NewSession, SessionRecord, StartedOnce};
use state_store::Expected;

use super::ExamService;
use super::admission::{check_extra_time, check_window};
use super::loaded_session::{LoadedSession, Origin, position_of};
use crate::access::Access;
use crate::call_note::{note_exam_type, note_session};
use crate::error::ExamError;
use crate::history_digest::{HistoryDigest, HistoryStart};
use crate::loaded_exam::LoadedExam;
use crate::permission;
use crate::progress::Started;

const MAX_EXAMINEE_ID_BYTES: usize = 256;

/// The request to start an exam.
#[derive(Debug, Clone, PartialEq)]
pub struct StartExam {
    /// The name of the exam type, of which the latest version counts.
    pub exam_type: String,
    /// The examinee, as the platform names them.
    pub examinee_id: Option<String>,
    /// The seed of the session's random draws, which makes the session repeatable; drawn when absent.
    pub seed: Option<u64>,
    /// What is known of the examinee, in the place of what the design assumes of all of them.
    pub examinee_start: ExamineeStart,
    /// What the examinee is given beyond the time limit of the exam type.
    pub extra_time: ExtraTime,
}

/// A session that is not in the record yet.
pub(super) struct SessionDraft {
    pub(super) exam: Arc<LoadedExam>,
    engine: AdaptiveEngine,
    seed: u64,
    token: SessionToken,
}

impl SessionDraft {
    /// The row for the record.
    pub(super) fn row(&self, start: &StartExam, started_at: SystemTime) -> NewSession {
        let token_digest = self.token.digest();
        let history = HistoryStart {
            token_digest: &token_digest,
            exam_type_id: self.exam.exam_type.id.0,
            seed: self.seed,
            examinee: self.engine.test().examinee(),
            withheld: self.engine.withheld(),
        };
        NewSession {
            exam_type_id: self.exam.exam_type.id,
            examinee_id: start.examinee_id.clone(),
            seed: self.seed,
            token_digest,
            position: position_of(&self.engine),
            started_at,
            expires_at: self.exam.expiry_of(started_at, start.extra_time),
            extra_time: start.extra_time,
            examinee_start: *self.engine.test().examinee(),
            withheld: self.engine.withheld().iter().map(|item| item.0).collect(),
            history_digest: Some(HistoryDigest::new(history).digest()),
        }
    }
}

impl ExamService {
    /// A session with its first item.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] when what is known of the examinee does not fit the design, [`ExamError::Busy`].
    pub(super) async fn draft(
        &self,
        exam: Arc<LoadedExam>,
        known: &ExamineeStart,
        seed: u64,
        token: SessionToken,
    ) -> Result<SessionDraft, ExamError> {
        let test = Arc::clone(&exam.test).shared_for(known).map_err(|error| misfit(&error))?;
        let withheld = self.withheld_now(&exam).await?;
        Ok(SessionDraft { engine: self.first_step(test, seed, withheld).await?, exam, seed, token })
    }

    /// An engine with its first item. A long choice is made on another thread.
    pub(super) async fn first_step(
        &self,
        test: Arc<AdaptiveTest>,
        seed: u64,
        withheld: Vec<ItemIndex>,
    ) -> Result<AdaptiveEngine, ExamError> {
        let estimate = test.cost().step_after(0);
        let start = move |c: &Cancellation| AdaptiveEngine::start_withholding_unless(test, seed, &withheld, c);
        let started = self.compute().run(estimate, start).await?;
        started.map_err(|cancelled| ExamError::Computation(cancelled.into()))
    }

    /// Starts a session: it is in the record when this returns.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::InvalidValue`] for the examinee, what is known of them and their time,
    /// [`ExamError::OutsideWindow`], [`ExamError::SessionActive`], [`ExamError::AttemptsExhausted`],
    /// [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`] for an examinee's token, [`ExamError::Record`] when the database fails.
    pub async fn start(&self, access: &Access, start: StartExam) -> Result<Started, ExamError> {
        access.require(&permission::START)?;
        check_examinee(start.examinee_id.as_deref())?;
        let exam = self.exams().latest(&start.exam_type).await?;
        check_extra_time(&exam, start.extra_time)?;
        let now = self.environment().now();
        check_window(&exam, now)?;
        let seed = start.seed.map_or_else(|| self.draw_seed(), Ok)?;
        let draft = self.draft(exam, &start.examinee_start, seed, self.draw_token()?).await?;
        let row = draft.row(&start, now);
        fail_points::fail_point!("start_computed");
        let (StartedOnce::Inserted(session) | StartedOnce::Earlier { session, .. }) =
            self.keep_start(&draft.exam, row, None).await?;
        Ok(self.begin(draft, &session).await)
    }

    /// Saves the first working copy of a session that is in the record, and shows its first item.
    pub(super) async fn begin(&self, draft: SessionDraft, session: &SessionRecord) -> Started {
        fail_points::fail_point!("start_committed");
        note_session(session.id);
        note_exam_type(&draft.exam.exam_type.definition.name);
        let SessionDraft { exam, engine, token, .. } = draft;
        let loaded = LoadedSession {
            id: session.id,
            origin: Origin::Record,
            token_digest: session.token_digest,
            revision: 0,
            expires_at: session.expires_at,
            exam,
            engine,
        };
        // A copy that an earlier database left under this number belongs to another session.
        self.save_copy(&loaded, Expected::Any).await;
        fail_points::fail_point!("start_saved");
        metrics::counter!("adaptive_sessions_started_total").increment(1);
        let view = loaded.exam.view(&Access::PLATFORM, session.started_at);
        let (mut progress, ttl) = (loaded.progress(view), loaded.ttl());
        progress.item_time_left_seconds = loaded.exam.item_time(session.extra_time).map(|limit| limit.as_secs());
        Started { progress, session_token: token, ttl, expires_at: session.expires_at }
    }

    pub(super) fn draw_token(&self) -> Result<SessionToken, ExamError> {
        Ok(SessionToken::from_bytes(self.random_bytes()?))
    }

    fn draw_seed(&self) -> Result<u64, ExamError> {
        Ok(u64::from_le_bytes(self.random_bytes()?))
    }
}

/// A value of [`ExamineeStart`] that does not fit the design, with the name that clients give it.
fn misfit(error: &DesignError) -> ExamError {
    // Neither the mean nor the standard deviation is wrong by itself.
    let field = if matches!(error.cause, DesignCause::PriorBeyondGrid { .. }) { "prior" } else { error.field };
    ExamError::invalid(field, &error.value, &format!("it {}", error.cause))
}

pub(super) fn check_examinee(examinee_id: Option<&str>) -> Result<(), ExamError> {
    let Some(name) = examinee_id else { return Ok(()) };
    if name.is_empty() || name.len() > MAX_EXAMINEE_ID_BYTES || name.chars().any(char::is_control) {
        let rule = "an examinee id has 1 to 256 bytes and no control characters";
        return Err(ExamError::invalid("examinee_id", format!("{name:?}"), rule));
    }
    Ok(())
}

//! Starting an exam.

use std::sync::Arc;
use std::time::SystemTime;

use irt_core::AdaptiveEngine;
use persistence::{NewSession, SessionRecord};
use state_store::Expected;

use super::ExamService;
use super::sitting::{Sitting, position_of};
use crate::access::{Access, SessionToken};
use crate::catalog::LoadedExam;
use crate::error::ExamError;
use crate::progress::Started;

const MAX_EXAMINEE_ID_BYTES: usize = 256;

/// What an exam is started with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StartExam {
    /// The name of the exam type; the latest version is taken.
    pub exam_type: String,
    /// Whoever sits it, as the platform names them.
    pub examinee_id: Option<String>,
    /// The seed of the session's random draws, which makes the sitting repeatable; drawn when absent.
    pub seed: Option<u64>,
}

/// A session that is not in the record yet.
pub(super) struct Draft {
    exam: Arc<LoadedExam>,
    engine: AdaptiveEngine,
    seed: u64,
    token: SessionToken,
}

impl Draft {
    pub(super) fn new(exam: Arc<LoadedExam>, seed: u64, token: SessionToken) -> Self {
        let engine = AdaptiveEngine::start(Arc::clone(&exam.test), seed);
        Self { exam, engine, seed, token }
    }

    /// What the record is to keep of it.
    pub(super) fn row(&self, examinee_id: Option<String>, started_at: SystemTime) -> NewSession {
        let (exam_type, digest) = (self.exam.exam_type.id, self.token.digest());
        let session = NewSession::new(exam_type, self.seed, digest, position_of(&self.engine), started_at);
        NewSession { examinee_id, expires_at: self.exam.expiry_of(started_at), ..session }
    }
}

impl ExamService {
    /// Starts a session: it is in the record when this returns.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`], [`ExamError::InvalidValue`] for the examinee, [`ExamError::PlatformOnly`]
    /// for an examinee's token, [`ExamError::Record`] when the database fails.
    pub async fn start(&self, access: &Access, start: StartExam) -> Result<Started, ExamError> {
        access.require_platform("start an exam session")?;
        check_examinee(start.examinee_id.as_deref())?;
        let exam = self.catalog().latest(&start.exam_type).await?;
        let seed = start.seed.map_or_else(|| self.draw_seed(), Ok)?;
        let draft = Draft::new(exam, seed, SessionToken::draw(self.environment())?);
        let row = draft.row(start.examinee_id, self.environment().now());
        fail_points::fail_point!("start_computed");
        let session = self.record().insert_session(row).await?;
        Ok(self.begin(draft, &session).await)
    }

    /// Gives a session that is in the record its working copy, and shows its first item.
    pub(super) async fn begin(&self, draft: Draft, session: &SessionRecord) -> Started {
        fail_points::fail_point!("start_committed");
        let Draft { exam, engine, token, .. } = draft;
        let sitting = Sitting { id: session.id, token_digest: session.token_digest, revision: 0, exam, engine };
        // Whatever an earlier database left under this number is not this session's.
        self.publish(&sitting, Expected::Any).await;
        fail_points::fail_point!("start_saved");
        metrics::counter!("adaptive_sessions_started_total").increment(1);
        Started {
            progress: sitting.progress(),
            session_token: token,
            ttl: sitting.ttl(),
            expires_at: session.expires_at,
        }
    }

    fn draw_seed(&self) -> Result<u64, ExamError> {
        let mut bytes = [0_u8; 8];
        self.environment().fill_random(&mut bytes).map_err(ExamError::NoEntropy)?;
        Ok(u64::from_le_bytes(bytes))
    }
}

pub(super) fn check_examinee(examinee_id: Option<&str>) -> Result<(), ExamError> {
    let Some(name) = examinee_id else { return Ok(()) };
    if name.is_empty() || name.len() > MAX_EXAMINEE_ID_BYTES || name.chars().any(char::is_control) {
        let rule = "an examinee id has 1 to 256 bytes and no control characters";
        return Err(ExamError::invalid("examinee_id", format!("{name:?}"), rule));
    }
    Ok(())
}

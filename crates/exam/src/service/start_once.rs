//! Starting an exam with a key, so that the start can be sent again.

use std::sync::Arc;

use credentials::{DIGEST_BYTES, StartKey};
use irt_core::ItemIndex;
use persistence::{SessionPosition, SessionRecord, StartMark, StartedOnce};

use super::ExamService;
use super::admission::{check_extra_time, check_window};
use super::loaded_session::position_of;
use super::start::{StartExam, check_examinee};
use crate::access::Access;
use crate::call_note::{note_exam_type, note_session};
use crate::error::ExamError;
use crate::loaded_exam::{LoadedExam, Place};
use crate::permission;
use crate::progress::Started;
use crate::record_fault::RecordFault;

impl ExamService {
    /// Starts a session by a key: it is in the record when this returns. The same start with the same key gets the same reply,
    /// token included, from any instance, also after a restart and after any number of answers. A key has one session, even
    /// when several requests send it at the same moment.
    ///
    /// # Errors
    /// Those of [`start`](Self::start), and [`ExamError::StartKeyReused`] when the key has started a session of another exam
    /// type, for another examinee, with another seed, start theta, prior or extra time, [`ExamError::SessionPaused`] when that
    /// session is paused.
    pub async fn start_once(&self, access: &Access, start: StartExam, key: &StartKey) -> Result<Started, ExamError> {
        access.require(&permission::START)?;
        check_examinee(start.examinee_id.as_deref())?;
        let exam = self.exams().latest(&start.exam_type).await?;
        let salt = self.random_bytes()?;
        let (seed, token) = (seed_of(&start, key, &salt), key.session_token(&salt));
        let now = self.environment().now();
        let fits = check_extra_time(&exam, start.extra_time).and_then(|()| check_window(&exam, now));
        let draft = match fits {
            Ok(()) => self.draft(exam, &start.examinee_start, seed, token).await,
            Err(misfit) => Err(misfit),
        };
        let draft = match draft {
            Ok(draft) => draft,
            Err(misfit @ (ExamError::InvalidValue { .. } | ExamError::OutsideWindow { .. })) => {
                return self.start_again_or(misfit, &start, key).await;
            }
            Err(error) => return Err(error),
        };
        let row = draft.row(&start, now);
        let mark = StartMark { key_digest: key.digest(), salt };
        fail_points::fail_point!("start_computed");
        match self.keep_start(&draft.exam, row, Some(mark)).await? {
            StartedOnce::Inserted(session) => Ok(self.begin(draft, &session).await),
            StartedOnce::Earlier { session, salt } => self.start_again(&start, key, session, &salt).await,
        }
    }

    /// The first reply again where the start was taken before, by an earlier version of the exam type or in time; else why it does not
    /// fit.
    async fn start_again_or(&self, misfit: ExamError, start: &StartExam, key: &StartKey) -> Result<Started, ExamError> {
        match self.record().session_started_by(key.digest()).await? {
            Some((session, salt)) => self.start_again(start, key, session, &salt).await,
            None => Err(misfit),
        }
    }

    /// The first reply again, with the first token, even if that has ended. It saves no working copy: the session may have
    /// answers, and its next request saves one.
    async fn start_again(
        &self,
        start: &StartExam,
        key: &StartKey,
        session: SessionRecord,
        salt: &[u8; DIGEST_BYTES],
    ) -> Result<Started, ExamError> {
        let exam = self.exams().exam(session.exam_type_id).await?;
        note_session(session.id);
        note_exam_type(&exam.exam_type.definition.name);
        if let Some(field) = differing_field(&exam, &session, start, seed_of(start, key, salt)) {
            return Err(ExamError::StartKeyReused { field });
        }
        if session.paused_at.is_some() {
            return Err(ExamError::SessionPaused { session: session.id });
        }
        let session_token = key.session_token(salt);
        if session_token.digest() != session.token_digest && !self.has_ended_token(session.id).await? {
            let fault = RecordFault::ForeignToken;
            return Err(self.refused(ExamError::FaultyRecord { session: session.id, fault }));
        }
        let (id, seed, expires_at) = (session.id, session.seed, session.expires_at);
        let first_item_left = self.first_item_left(&exam, &session).await?;
        let position = self.first_position(&exam, session).await?;
        metrics::counter!("adaptive_starts_repeated_total").increment(1);
        let view = exam.view(&Access::PLATFORM, self.environment().now());
        let mut progress =
            exam.interim_progress(&Place { id, seed, answers: 0, position: &position, expires_at }, view);
        progress.item_time_left_seconds = first_item_left;
        Ok(Started { progress, session_token, ttl: exam.ttl(), expires_at })
    }

    /// How many whole seconds are left for the first item of the session; none once it is answered.
    async fn first_item_left(&self, exam: &LoadedExam, session: &SessionRecord) -> Result<Option<u64>, ExamError> {
        if exam.item_time(session.extra_time).is_none() {
            return Ok(None);
        }
        let history = self.history(session.id).await?;
        let clock = self.answer_clock(exam, &history, self.environment().now()).await?;
        let left = clock.and_then(|clock| clock.item_seconds_left());
        Ok(if history.attempts.is_empty() { left } else { left.map(|_| 0) })
    }

    /// The position of the session before its first answer. The item is the one that was shown. Once the record has a later
    /// estimate, the first one is computed from the design.
    async fn first_position(&self, exam: &LoadedExam, session: SessionRecord) -> Result<SessionPosition, ExamError> {
        if session.revision == 0 {
            return Ok(session.position);
        }
        let history = self.history(session.id).await?;
        let pending_item = history.attempts.first().map(|attempt| attempt.item);
        let test = Arc::clone(&exam.test).shared_for(&session.examinee_start).map_err(|error| {
            let fault = RecordFault::MisfitStart { reason: error.to_string() };
            self.refused(ExamError::FaultyRecord { session: session.id, fault })
        })?;
        let withheld = session.withheld.iter().copied().map(ItemIndex).collect();
        let engine = self.first_step(test, session.seed, withheld).await?;
        Ok(SessionPosition { pending_item, stop_reason: None, ..position_of(&engine) })
    }
}

/// The first field of a start in which the session of its key differs.
fn differing_field(exam: &LoadedExam, session: &SessionRecord, start: &StartExam, seed: u64) -> Option<&'static str> {
    let (recorded, sent) = (&session.examinee_start, &start.examinee_start);
    let fields = [
        ("exam_type", exam.exam_type.definition.name == start.exam_type),
        ("examinee_id", session.examinee_id == start.examinee_id),
        ("seed", session.seed == seed),
        ("start_theta", recorded.start_theta == sent.start_theta),
        ("prior", recorded.prior == sent.prior),
        ("extra_time_seconds", session.extra_time.seconds == start.extra_time.seconds),
        ("time_multiplier", session.extra_time.multiplier == start.extra_time.multiplier),
    ];
    fields.into_iter().find_map(|(field, is_same)| (!is_same).then_some(field))
}

/// The seed of a start. It follows from the key when the start names none, so that starts with different seeds differ.
fn seed_of(start: &StartExam, key: &StartKey, salt: &[u8; DIGEST_BYTES]) -> u64 {
    start.seed.unwrap_or_else(|| key.seed(salt))
}

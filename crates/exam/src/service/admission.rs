//! Whether an examinee may start a session of an exam type now.

use std::time::SystemTime;

use persistence::{
    ExamSessionId, ExtraTime, LimitedStart, ListedState, NewSession, Page, SessionFilter, SessionLimit, SessionRecord,
    StartMark, StartedOnce,
};

use super::ExamService;
use super::contention::MAX_ROUNDS;
use super::page::MAX_PAGE;
use crate::error::ExamError;
use crate::exam_type::MAX_TIME_LIMIT_SECONDS;
use crate::loaded_exam::LoadedExam;

/// The greatest factor by which the start of a session may multiply its time limit.
const MAX_TIME_MULTIPLIER: f64 = 10.0;

/// Whether the exam type takes starts at this moment.
///
/// # Errors
/// [`ExamError::OutsideWindow`].
pub(super) fn check_window(exam: &LoadedExam, now: SystemTime) -> Result<(), ExamError> {
    let rules = &exam.exam_type.definition.rules;
    let early = rules.opens_at.filter(|opens_at| now < *opens_at);
    let late = rules.closes_at.filter(|closes_at| *closes_at <= now);
    let exam_type = || exam.exam_type.definition.name.clone();
    match (early, late) {
        (Some(opens_at), _) => Err(ExamError::OutsideWindow { exam_type: exam_type(), opens: true, at: opens_at }),
        (None, Some(closes_at)) => {
            Err(ExamError::OutsideWindow { exam_type: exam_type(), opens: false, at: closes_at })
        }
        (None, None) => Ok(()),
    }
}

/// Whether the extra time is one that sessions of the exam type can have.
///
/// # Errors
/// [`ExamError::InvalidValue`].
pub(super) fn check_extra_time(exam: &LoadedExam, extra: ExtraTime) -> Result<(), ExamError> {
    let ExtraTime { seconds, multiplier } = extra;
    if !(0..=MAX_TIME_LIMIT_SECONDS).contains(&seconds) {
        let rule = "extra time is 0 to 2592000 seconds (30 days)";
        return Err(ExamError::invalid("extra_time_seconds", seconds, rule));
    }
    if !(1.0..=MAX_TIME_MULTIPLIER).contains(&multiplier) {
        return Err(ExamError::invalid("time_multiplier", multiplier, "a time limit is multiplied by 1 to 10"));
    }
    let has_item_limit = exam.exam_type.definition.rules.item_time_limit_seconds.is_some();
    if extra == ExtraTime::NONE || exam.exam_type.definition.time_limit.is_some() || has_item_limit && seconds == 0 {
        return Ok(());
    }
    let rule = "the exam type has no time limit";
    Err(if seconds > 0 {
        ExamError::invalid("extra_time_seconds", seconds, rule)
    } else {
        ExamError::invalid("time_multiplier", multiplier, rule)
    })
}

impl ExamService {
    /// Keeps the session of a start: the one of its mark, if there is one, else a new one, if the examinee may have another.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] without an examinee whose sessions are limited, [`ExamError::SessionActive`],
    /// [`ExamError::AttemptsExhausted`], [`ExamError::Record`].
    pub(super) async fn keep_start(
        &self,
        exam: &LoadedExam,
        row: NewSession,
        mark: Option<StartMark>,
    ) -> Result<StartedOnce, ExamError> {
        let definition = &exam.exam_type.definition;
        let Some(most) = definition.rules.max_sessions_per_examinee else {
            return Ok(match mark {
                Some(mark) => self.record().insert_session_once(row, mark).await?,
                None => StartedOnce::Inserted(self.record().insert_session(row).await?),
            });
        };
        if row.examinee_id.is_none() {
            let rule = "the exam type limits the sessions of an examinee, so the start has to say who it is";
            return Err(ExamError::invalid("examinee_id", "missing", rule));
        }
        let limit = SessionLimit { exam_type: definition.name.clone(), most };
        for _ in 0..MAX_ROUNDS {
            match self.record().insert_limited_session(row.clone(), mark, limit.clone()).await? {
                LimitedStart::Started(started) => return Ok(*started),
                LimitedStart::Exhausted => {
                    return Err(ExamError::AttemptsExhausted { exam_type: limit.exam_type, most });
                }
                LimitedStart::Active(session) if self.ends_now(session).await? => {}
                LimitedStart::Active(session) => return Err(ExamError::SessionActive { session }),
            }
        }
        Err(ExamError::TooManyStarts)
    }

    /// Whether a completed session may be active again beside the others of its examinee, of whom the exam type may allow one at a
    /// time and so many in all.
    ///
    /// # Errors
    /// [`ExamError::SessionActive`], [`ExamError::AttemptsExhausted`], [`ExamError::Record`].
    pub(super) async fn check_reopened(&self, row: &SessionRecord) -> Result<(), ExamError> {
        let exam = self.exams().exam(row.exam_type_id).await?;
        let definition = &exam.exam_type.definition;
        let (Some(most), Some(examinee_id)) = (definition.rules.max_sessions_per_examinee, &row.examinee_id) else {
            return Ok(());
        };
        let filter = SessionFilter {
            state: ListedState::All,
            exam_type: Some(definition.name.clone()),
            examinee_id: Some(examinee_id.clone()),
            ..SessionFilter::default()
        };
        let (mut after, mut counted) = (0, 0);
        loop {
            let listed = self.record().sessions(&filter, Page { after, limit: MAX_PAGE }).await?;
            let Some((last, _)) = listed.last() else { break };
            after = last.0;
            for (session, other) in listed {
                if session == row.id {
                    continue;
                }
                let ended = match other?.completion {
                    None if self.ends_now(session).await? => self.row(session).await?.completion,
                    completion => completion,
                };
                match ended {
                    None => return Err(ExamError::SessionActive { session }),
                    Some(completion) => counted += u32::from(!completion.voided),
                }
            }
        }
        if counted >= most {
            return Err(ExamError::AttemptsExhausted { exam_type: definition.name.clone(), most });
        }
        Ok(())
    }

    /// Whether a session that looked active is over; it is completed then.
    async fn ends_now(&self, session: ExamSessionId) -> Result<bool, ExamError> {
        let row = self.row(session).await?;
        Ok(row.completion.is_some() || self.expire_if_overdue(&row, self.environment().now()).await?)
    }
}

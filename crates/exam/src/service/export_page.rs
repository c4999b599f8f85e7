//! One page of an export: sessions with their answers, within a limit of both.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use irt_core::{ItemIndex, PersonFit, Response};
use persistence::{AttemptRecord, ExamSessionId, ListedSession, Page, RecordError, SessionFilter, SessionRecord};

use super::ExamService;
use crate::error::ExamError;
use crate::export::{Exported, ExportedAttempt, ExportedSession};
use crate::loaded_exam::LoadedExam;
use crate::record_fault::RecordFault;

/// How many sessions a page has at most.
const PAGE_SESSIONS: u32 = 100;
/// How many answers a page has at most, unless one session has more.
const PAGE_ATTEMPTS: u64 = 5_000;

/// A page of an export.
pub(super) struct ExportPage {
    pub(super) sessions: Vec<Exported>,
    /// The session number after which the next page begins; `None` on the last page.
    pub(super) next_after: Option<i64>,
}

impl ExamService {
    /// The sessions that a filter lets through, after a number and up to another one. `with_fit` asks for the fit of their answers.
    pub(super) async fn export_page(
        &self,
        filter: &SessionFilter,
        (after, last): (i64, Option<i64>),
        with_fit: bool,
    ) -> Result<ExportPage, ExamError> {
        let mut rows = self.record().sessions(filter, Page { after, limit: PAGE_SESSIONS }).await?;
        let mut is_last = rows.len() < PAGE_SESSIONS as usize;
        if let Some(last) = last {
            is_last |= rows.last().is_some_and(|(id, _)| id.0 >= last);
            rows.retain(|(id, _)| id.0 <= last);
        }
        is_last &= !cut(&mut rows);
        let next_after = rows.last().filter(|_| !is_last).map(|(id, _)| id.0);
        let mut attempts = self.attempts_of(&rows).await?;
        let mut sessions = Vec::with_capacity(rows.len());
        for (id, row) in rows {
            let attempts = attempts.remove(&id).unwrap_or_default();
            sessions.extend(self.exported(id, row, attempts, with_fit).await?);
            // Others are served between the sessions.
            tokio::task::yield_now().await;
        }
        Ok(ExportPage { sessions, next_after })
    }

    /// The attempts of sessions, by session; one that cannot be read stands at its place.
    async fn attempts_of(&self, rows: &[ListedSession]) -> Result<Attempts, ExamError> {
        let ids: Vec<ExamSessionId> = rows.iter().map(|(id, _)| *id).collect();
        let mut attempts = Attempts::new();
        for (session, attempt) in self.record().attempts(&ids).await? {
            attempts.entry(session).or_default().push(attempt);
        }
        Ok(attempts)
    }

    /// The session; `None` if it has been deleted meanwhile. A fault of its record is logged once.
    async fn exported(
        &self,
        id: ExamSessionId,
        row: Result<SessionRecord, RecordError>,
        attempts: Vec<Result<AttemptRecord, RecordError>>,
        with_fit: bool,
    ) -> Result<Option<Exported>, ExamError> {
        let session = match (row, attempts.into_iter().collect::<Result<Vec<_>, _>>()) {
            (Ok(row), Ok(attempts)) => {
                if attempts.is_empty() && row.revision > 0 && self.record().session(id).await?.is_none() {
                    return Ok(None);
                }
                self.exported_session(row, attempts, with_fit).await
            }
            (Err(error), _) | (_, Err(error)) => Err(ExamError::of_session(id, error)),
        };
        let fault = match session {
            Ok(session) => return Ok(Some(Exported::Session(Box::new(session)))),
            Err(ExamError::FaultyRecord { fault, .. }) => fault,
            Err(error @ (ExamError::UnusableRecord { .. } | ExamError::Record(RecordError::Unreadable { .. }))) => {
                RecordFault::Unreadable { what: "exam type", value: error.to_string() }
            }
            Err(error) => return Err(error),
        };
        self.faults().report(id, &fault);
        Ok(Some(Exported::Faulty(id)))
    }

    async fn exported_session(
        &self,
        session: SessionRecord,
        mut attempts: Vec<AttemptRecord>,
        with_fit: bool,
    ) -> Result<ExportedSession, ExamError> {
        let exam = self.exams().exam(session.exam_type_id).await?;
        // The session may have been answered since its row was read.
        attempts.truncate(usize::try_from(session.revision).unwrap_or(usize::MAX));
        let faulty = |fault| ExamError::FaultyRecord { session: session.id, fault };
        check_attempts(&session, &attempts, &exam).map_err(faulty)?;
        let fit = if with_fit { person_fit(&exam, &session, &attempts).map_err(faulty)? } else { PersonFit::default() };
        let attempts = with_seconds(session.started_at, attempts);
        Ok(ExportedSession { exam, session, attempts, fit })
    }
}

/// The attempts of sessions.
type Attempts = HashMap<ExamSessionId, Vec<Result<AttemptRecord, RecordError>>>;

/// Takes the sessions from the end with which the page would have too many answers; whether there are any.
fn cut(rows: &mut Vec<ListedSession>) -> bool {
    let mut answers = 0_u64;
    let fits = |(_, row): &ListedSession| {
        answers = answers.saturating_add(row.as_ref().map_or(0, |session| session.revision));
        answers <= PAGE_ATTEMPTS
    };
    let kept = rows.iter().take_while({
        let mut fits = fits;
        move |row| fits(row)
    });
    let kept = kept.count().max(1);
    let is_cut = kept < rows.len();
    rows.truncate(kept);
    is_cut
}

/// The attempts have the positions from 1 to the revision, and are about items of the bank.
fn check_attempts(session: &SessionRecord, attempts: &[AttemptRecord], exam: &LoadedExam) -> Result<(), RecordFault> {
    for (position, attempt) in (1..).zip(attempts) {
        if attempt.position != position {
            return Err(RecordFault::MissingAttempt { position });
        }
        if exam.test.bank().item(ItemIndex(attempt.item)).is_none() {
            return Err(RecordFault::MisfitAnswers { reason: format!("the bank has no item {}", attempt.item) });
        }
    }
    let revision = session.revision;
    if u64::try_from(attempts.len()).is_ok_and(|count| count == revision) {
        Ok(())
    } else {
        Err(RecordFault::WrongRevision { revision, attempts: attempts.len() })
    }
}

/// How well the answers of a completed session fit the model at its final estimate.
pub(super) fn person_fit(
    exam: &LoadedExam,
    session: &SessionRecord,
    attempts: &[AttemptRecord],
) -> Result<PersonFit, RecordFault> {
    let Some(completion) = &session.completion else { return Ok(PersonFit::default()) };
    let test = Arc::clone(&exam.test).shared_for(&session.examinee_start);
    let test = test.map_err(|error| RecordFault::MisfitStart { reason: error.to_string() })?;
    let items: Vec<_> = attempts.iter().map(|attempt| ItemIndex(attempt.item)).collect();
    let responses: Vec<_> = attempts.iter().map(|attempt| Response(attempt.response)).collect();
    let fit = test.person_fit(&items, &responses, &completion.estimate);
    fit.map_err(|error| RecordFault::MisfitAnswers { reason: error.to_string() })
}

/// The answers with the time that each took: the one place that says what this time is.
fn with_seconds(started_at: SystemTime, attempts: Vec<AttemptRecord>) -> Vec<ExportedAttempt> {
    let mut before = started_at;
    let mut timed = |attempt: AttemptRecord| {
        let seconds = attempt.answered_at.duration_since(before).unwrap_or_default().as_secs_f64();
        before = attempt.answered_at;
        ExportedAttempt { attempt, seconds }
    };
    attempts.into_iter().map(&mut timed).collect()
}

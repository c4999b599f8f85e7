//! A page of results: sessions with their answers, within a limit of both.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::SystemTime;

use irt_core::{ItemIndex, PersonFit, Response};
use persistence::{AttemptRecord, ExamSessionId, ListedSession, Page, RecordError, SessionFilter, SessionRecord};

use super::ExamService;
use super::rescored::RescoredScores;
use crate::error::ExamError;
use crate::export::{Exported, ExportedAttempt, ExportedSession};
use crate::loaded_exam::LoadedExam;
use crate::record_fault::RecordFault;
use crate::report::RescoredScore;
use crate::stopped_time::StoppedTime;

/// How many answers a page has at most, unless one session has more.
const PAGE_ATTEMPTS: u64 = 5_000;

/// A page of results.
pub(super) struct ResultsPage {
    pub(super) sessions: Vec<Exported>,
    /// The session number after which the next page begins; `None` on the last page.
    pub(super) next_after: Option<i64>,
}

/// Which part of the sessions a page has.
#[derive(Debug, Clone, Copy)]
pub(super) struct PageBounds {
    /// Only sessions with a greater number.
    pub(super) after: i64,
    /// Only sessions up to this number.
    pub(super) last: Option<i64>,
    /// At most this number of sessions.
    pub(super) limit: u32,
}

/// What the sessions of a page have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Detail {
    /// Their answers.
    Answers,
    /// The fit of the answers, and the results under other versions of the exam type, too.
    Results,
}

impl ExamService {
    /// The sessions that a filter lets through.
    pub(super) async fn results_page(
        &self,
        filter: &SessionFilter,
        PageBounds { after, last, limit }: PageBounds,
        detail: Detail,
    ) -> Result<ResultsPage, ExamError> {
        let mut rows = self.record().sessions(filter, Page { after, limit }).await?;
        let mut is_last = rows.len() < usize::try_from(limit).unwrap_or(usize::MAX);
        if let Some(last) = last {
            is_last |= rows.last().is_some_and(|(id, _)| id.0 >= last);
            rows.retain(|(id, _)| id.0 <= last);
        }
        is_last &= !cut(&mut rows);
        let next_after = rows.last().filter(|_| !is_last).map(|(id, _)| id.0);
        let ids: Vec<ExamSessionId> = rows.iter().map(|(id, _)| *id).collect();
        let mut attempts = self.attempts_of(&ids).await?;
        let mut stopped = self.stopped_times(&ids).await?;
        let mut rescored = match detail {
            Detail::Answers => RescoredScores::new(),
            Detail::Results => self.rescored_scores(&ids).await?,
        };
        let mut sessions = Vec::with_capacity(rows.len());
        for (id, row) in rows {
            let rescored = rescored.remove(&id).unwrap_or_else(|| Ok(Vec::new()));
            let attempts = attempts.remove(&id).unwrap_or_default();
            let stopped = stopped.remove(&id).unwrap_or_default();
            sessions.extend(self.exported(id, row, (attempts, stopped), (rescored, detail)).await?);
            // Others are served between the sessions.
            tokio::task::yield_now().await;
        }
        Ok(ResultsPage { sessions, next_after })
    }

    /// The attempts of sessions, by session; one that cannot be read stands at its place.
    async fn attempts_of(&self, sessions: &[ExamSessionId]) -> Result<Attempts, ExamError> {
        let mut attempts = Attempts::new();
        for (session, attempt) in self.record().attempts(sessions).await? {
            attempts.entry(session).or_default().push(attempt);
        }
        Ok(attempts)
    }

    /// The session; `None` if it has been deleted meanwhile. A fault of its record is logged once.
    async fn exported(
        &self,
        id: ExamSessionId,
        row: Result<SessionRecord, RecordError>,
        (attempts, stopped): (Vec<Result<AttemptRecord, RecordError>>, StoppedTime),
        (rescored, detail): (Result<Vec<RescoredScore>, ExamError>, Detail),
    ) -> Result<Option<Exported>, ExamError> {
        let session = match (row, attempts.into_iter().collect::<Result<Vec<_>, _>>(), rescored) {
            (Ok(row), Ok(attempts), Ok(rescored)) => {
                if attempts.is_empty() && row.revision > 0 && self.record().session(id).await?.is_none() {
                    return Ok(None);
                }
                self.exported_session(row, (attempts, stopped), (rescored, detail)).await
            }
            (Err(error), ..) | (_, Err(error), _) => Err(ExamError::of_session(id, error)),
            (.., Err(error)) => Err(error),
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
        (mut attempts, stopped): (Vec<AttemptRecord>, StoppedTime),
        (mut rescored, detail): (Vec<RescoredScore>, Detail),
    ) -> Result<ExportedSession, ExamError> {
        let exam = self.exams().exam(session.exam_type_id).await?;
        // The session may have been answered since its row was read.
        attempts.truncate(usize::try_from(session.revision).unwrap_or(usize::MAX));
        let faulty = |fault| ExamError::FaultyRecord { session: session.id, fault };
        check_attempts(&session, &attempts, &exam).map_err(faulty)?;
        let fit = match detail {
            Detail::Answers => PersonFit::default(),
            Detail::Results => person_fit(&exam, &session, &attempts).map_err(faulty)?,
        };
        let attempts = with_times(session.started_at, attempts, &stopped);
        // Those of fewer answers are of the time before the session was reopened.
        rescored.retain(|score| score.answers == session.revision);
        Ok(ExportedSession { exam, session, attempts, fit, rescored: rescored.pop() })
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
fn person_fit(
    exam: &LoadedExam,
    session: &SessionRecord,
    attempts: &[AttemptRecord],
) -> Result<PersonFit, RecordFault> {
    let Some(completion) = &session.completion else { return Ok(PersonFit::default()) };
    let test = Arc::clone(&exam.test).shared_for(&session.examinee_start);
    let test = test.map_err(|error| RecordFault::MisfitStart { reason: error.to_string() })?;
    let counted = attempts.iter().filter(|attempt| Response(attempt.response) != Response::MISSING);
    let (items, responses): (Vec<_>, Vec<_>) =
        counted.map(|attempt| (ItemIndex(attempt.item), Response(attempt.response))).unzip();
    let fit = test.person_fit(&items, &responses, &completion.estimate);
    fit.map_err(|error| RecordFault::MisfitAnswers { reason: error.to_string() })
}

/// The answers with the time that each took.
fn with_times(started_at: SystemTime, attempts: Vec<AttemptRecord>, stopped: &StoppedTime) -> Vec<ExportedAttempt> {
    let mut before = started_at;
    let mut timed = |attempt: AttemptRecord| {
        let time = stopped.running(before, attempt.answered_at);
        before = attempt.answered_at;
        ExportedAttempt { attempt, time }
    };
    attempts.into_iter().map(&mut timed).collect()
}

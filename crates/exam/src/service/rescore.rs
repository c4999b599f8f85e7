//! Rescoring: the recorded answers of completed sessions under another version of their exam type, whose key or bank differs. The
//! results of the sessions stay.

use std::collections::BTreeSet;
use std::sync::Arc;

use irt_core::{AdaptiveTest, Estimate, ExamineeStart, ItemIndex, Response};
use persistence::{ExamSessionId, ExamTypeRecord, ListedState, Rescored, RescoredResult, SessionFilter};

use super::ExamService;
use super::events::check_reason;
use super::page::checked_page;
use super::results_page::{Detail, PageBounds};
use crate::access::Access;
use crate::answer::Answer;
use crate::error::ExamError;
use crate::export::{Exported, ExportedSession};
use crate::loaded_exam::LoadedExam;
use crate::permission;

/// How many items an error names.
const NAMED_ITEMS: usize = 10;

/// Which sessions are scored again, and under which version of their exam type.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescoreRequest {
    /// The exam type.
    pub exam_type: String,
    /// The version under which the answers are scored; the latest when absent.
    pub exam_type_version: Option<i32>,
    /// What becomes of answers to items that the bank of this version does not have.
    pub missing_items: MissingItems,
    /// The sessions. They are those of the exam type, whatever the filter says of it; its version is the one with which they were
    /// started.
    pub filter: SessionFilter,
    /// Why, for the events of the sessions.
    pub reason: String,
    /// Only sessions with a greater number.
    pub after: i64,
    /// At most this number of sessions.
    pub limit: u32,
}

/// What becomes of answers to items that a bank does not have.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum MissingItems {
    /// They are named, and nothing is rescored.
    #[default]
    Refuse,
    /// They do not count.
    Drop,
}

impl MissingItems {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Refuse, Self::Drop];

    /// The name over HTTP and on the command line.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Refuse => "refuse",
            Self::Drop => "drop",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|missing| missing.as_str() == name)
    }
}

/// What one call has rescored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RescoredPage {
    /// The version under which the answers were scored.
    pub exam_type_version: i32,
    /// How many sessions have another result.
    pub rescored: u64,
    /// How many have none: they were started under this version, have its result already, or were reopened meanwhile.
    pub skipped: u64,
    /// How many answers do not count, because the bank does not have their items.
    pub dropped_answers: u64,
    /// The sessions whose record cannot be read.
    pub faulty: Vec<ExamSessionId>,
    /// The session number after which the next call begins; `None` when there are no more.
    pub next_after: Option<i64>,
}

impl ExamService {
    /// Scores the answers of a page of completed sessions under another version of their exam type, into results beside those of
    /// the sessions. The option that an examinee chose is scored by the key of this version; an answer that came scored keeps its
    /// category. The estimate is that of the final estimator over the given answers. The same call again changes nothing.
    ///
    /// # Errors
    /// [`ExamError::UnknownExamType`]; [`ExamError::InvalidValue`] for the request, and for answers that this version cannot score:
    /// then no session of the page is rescored; [`ExamError::PlatformOnly`], [`ExamError::InsufficientScope`],
    /// [`ExamError::Record`], [`ExamError::Busy`].
    pub async fn rescore(&self, access: &Access, request: RescoreRequest) -> Result<RescoredPage, ExamError> {
        access.require(&permission::RESCORE)?;
        check_reason(&request.reason)?;
        let page = checked_page(request.after, request.limit)?;
        let filter = checked_filter(&request)?;
        let version = self.version(&request.exam_type, request.exam_type_version).await?;
        let exam = self.exams().exam(version.id).await?;
        let bounds = PageBounds { after: page.after, last: None, limit: page.limit };
        let read = self.results_page(&filter, bounds, Detail::Answers).await?;
        let mut outcome = RescoredPage {
            exam_type_version: version.version,
            rescored: 0,
            skipped: 0,
            dropped_answers: 0,
            faulty: Vec::new(),
            next_after: read.next_after,
        };
        // All of them are mapped before one is rescored, so that a refusal changes nothing.
        for mapped in mapped_sessions(&exam, read.sessions, request.missing_items, &mut outcome)? {
            let dropped = mapped.dropped;
            match self.rescore_session(access, &exam, mapped, &request.reason).await? {
                Rescored::Kept => {
                    outcome.rescored += 1;
                    outcome.dropped_answers += dropped;
                }
                Rescored::Earlier | Rescored::Stale => outcome.skipped += 1,
            }
        }
        Ok(outcome)
    }

    /// The version of an exam type with this number, or the latest.
    async fn version(&self, name: &str, version: Option<i32>) -> Result<ExamTypeRecord, ExamError> {
        let latest = self.exams().latest_version(name).await?;
        if version.is_none_or(|version| version == latest.version) {
            return Ok(latest);
        }
        let found = self.versions(name, version).await?.pop();
        found.ok_or_else(|| ExamError::UnknownExamType { name: name.to_owned() })
    }

    async fn rescore_session(
        &self,
        access: &Access,
        exam: &LoadedExam,
        mapped: MappedSession,
        reason: &str,
    ) -> Result<Rescored, ExamError> {
        let MappedSession { id, revision, test, items, responses, .. } = mapped;
        let scored = items.len() as u64;
        let cost = exam.test.cost().restore_after(items.len());
        let estimate = self.compute().run(cost, move |_| test.score(&items, &responses)).await?;
        let estimate: Estimate = estimate.map_err(|error| not_scorable(exam, id, &error.to_string()))?;
        let event = self.event_by(access, Some(reason));
        let result = RescoredResult {
            session: id,
            exam_type_id: exam.exam_type.id,
            revision,
            items: scored,
            estimate,
            created_at: event.at,
        };
        Ok(self.record().insert_rescored(result, event).await?)
    }
}

/// The answers of a session as another version scores them.
struct MappedSession {
    id: ExamSessionId,
    revision: u64,
    test: Arc<AdaptiveTest>,
    items: Vec<ItemIndex>,
    responses: Vec<Response>,
    /// How many answers do not count.
    dropped: u64,
}

/// The sessions of a page as another version scores them, but for those that are its own.
fn mapped_sessions(
    exam: &LoadedExam,
    sessions: Vec<Exported>,
    missing_items: MissingItems,
    outcome: &mut RescoredPage,
) -> Result<Vec<MappedSession>, ExamError> {
    let mut missing = BTreeSet::new();
    let mut mapped = Vec::with_capacity(sessions.len());
    for exported in sessions {
        match exported {
            Exported::Faulty(id) => outcome.faulty.push(id),
            Exported::Session(session) if session.exam.exam_type.id == exam.exam_type.id => outcome.skipped += 1,
            Exported::Session(session) => mapped.push(mapped_session(exam, &session, &mut missing)?),
        }
    }
    if missing_items == MissingItems::Refuse && !missing.is_empty() {
        return Err(items_missing(exam, &missing));
    }
    Ok(mapped)
}

fn mapped_session(
    exam: &LoadedExam,
    given: &ExportedSession,
    missing: &mut BTreeSet<String>,
) -> Result<MappedSession, ExamError> {
    let session = &given.session;
    let refused = |reason: &str| not_scorable(exam, session.id, reason);
    // Where the first item was chosen does not change an estimate.
    let known = ExamineeStart { start_theta: None, prior: session.examinee_start.prior };
    let test = Arc::clone(&exam.test).shared_for(&known).map_err(|error| refused(&error.to_string()))?;
    let (mut items, mut responses, mut dropped) = (Vec::new(), Vec::new(), 0);
    for given_answer in &given.attempts {
        let attempt = &given_answer.attempt;
        let item_id = given.exam.content.item_id(ItemIndex(attempt.item));
        let Some(item) = exam.test.bank().index_of(item_id) else {
            missing.insert(item_id.to_owned());
            dropped += 1;
            continue;
        };
        let answer = match (&attempt.answer, attempt.outcome) {
            _ if Response(attempt.response) == Response::MISSING => continue,
            (Some(option), None) => Answer::Choice(option.clone()),
            // An option that came too late stays wrong, whatever the key.
            (_, Some(_)) | (None, None) => Answer::Score(attempt.response),
        };
        let response = exam.content.score(item, &answer);
        responses.push(response.map_err(|error| refused(&format!("item {item_id:?}: {error}")))?);
        items.push(item);
    }
    Ok(MappedSession { id: session.id, revision: session.revision, test, items, responses, dropped })
}

/// The filter of the sessions: completed ones of the exam type.
fn checked_filter(request: &RescoreRequest) -> Result<SessionFilter, ExamError> {
    let filter = &request.filter;
    if !matches!(filter.state, ListedState::Completed | ListedState::Voided) {
        let rule = "only completed and voided sessions have results";
        return Err(ExamError::invalid("status", filter.state.as_str(), rule));
    }
    let versions = [("exam_type_version", request.exam_type_version), ("from_version", filter.exam_type_version)];
    for (field, version) in versions {
        if let Some(version) = version.filter(|version| *version < 1) {
            return Err(ExamError::invalid(field, version, "versions begin with 1"));
        }
    }
    Ok(SessionFilter { exam_type: Some(request.exam_type.clone()), ..filter.clone() })
}

fn items_missing(exam: &LoadedExam, missing: &BTreeSet<String>) -> ExamError {
    let mut names: Vec<String> = missing.iter().take(NAMED_ITEMS).map(|item| format!("{item:?}")).collect();
    if missing.len() > NAMED_ITEMS {
        names.push(format!("{} more", missing.len() - NAMED_ITEMS));
    }
    let rule = format!(
        "the bank of version {} does not have {}, which the sessions have answered; \"drop\" leaves these answers out",
        exam.exam_type.version,
        names.join(", ")
    );
    ExamError::invalid("missing_items", MissingItems::Refuse.as_str(), &rule)
}

/// The error for answers that a version cannot score.
fn not_scorable(exam: &LoadedExam, session: ExamSessionId, reason: &str) -> ExamError {
    let rule = format!("it cannot score exam session {}: {reason}", session.0);
    ExamError::invalid("exam_type_version", exam.exam_type.version, &rule)
}

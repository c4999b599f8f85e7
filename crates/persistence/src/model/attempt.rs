//! Attempts, and the change that an answer makes.

use diesel::prelude::*;
use irt_core::Ability;

use super::column::{named, narrow};
use super::completion::CompletionColumns;
use super::position::PositionColumns;
use super::session::SessionRow;
use super::time::{from_micros, micros, to_micros};
use crate::error::RecordError;
use crate::rows::{
    Advance, AnswerBasis, AttemptRecord, Completion, EndReason, ExamSessionId, ItemOutcome, ListedAttempt, NextStep,
    SessionHistory, SessionPosition,
};
use crate::schema::{attempts, exam_sessions};

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts, treat_none_as_default_value = false)]
pub(crate) struct AttemptRow {
    pub session_id: i64,
    pub position: i64,
    pub item: i64,
    pub answer: Option<String>,
    pub response: i32,
    pub theta: f64,
    pub standard_error: f64,
    pub answered_at: i64,
    pub response_time_ms: Option<i64>,
    pub outcome: Option<String>,
}

/// What an answer changes of its session: the columns of the result only if it is the last one.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct SessionChange {
    pub revision: i64,
    #[diesel(embed)]
    pub position: PositionColumns,
    #[diesel(embed)]
    pub completion: Option<CompletionColumns>,
    pub history_digest: Vec<u8>,
    pub updated_at: i64,
}

/// An answer: the change of its session, its row, and the digests that the session must have for it.
#[derive(Debug)]
pub(crate) struct GuardedAnswer {
    pub token_digest: Vec<u8>,
    /// The digest of the history that the answer was computed from; `None` when the history came from the record.
    pub copy_digest: Option<Vec<u8>>,
    /// The session must expire after this, if ever: the time of the answer without its grace.
    pub expires_after: i64,
    /// The session must expire by this, if ever: nothing but for an answer whose time is over.
    pub expires_by: i64,
    pub session: SessionChange,
    pub attempt: AttemptRow,
}

impl GuardedAnswer {
    /// The rows of an answer. `None` when the expected revision is beyond any that a session can have.
    pub(crate) fn new(advance: Advance) -> Option<Self> {
        let Advance { session, expected_revision, token_digest, basis, history_digest, item, .. } = advance;
        let Advance { answer, response, ability, grace, response_time_ms, outcome, answered_at, next, .. } = advance;
        let revision = expected_revision.checked_add(1).and_then(|next| i64::try_from(next).ok())?;
        let end = |reason, estimate, voided| Some(Completion { reason, estimate, completed_at: answered_at, voided });
        let (pending_item, stop_reason, completion) = match next {
            NextStep::Item(item) => (Some(item), None, None),
            NextStep::Stopped(reason) => (None, Some(reason), None),
            NextStep::Completed(reason, estimate) => {
                (None, Some(reason), end(EndReason::Stopped(reason), estimate, false))
            }
            NextStep::Expired { item, estimate, voided } => {
                (Some(item), None, end(EndReason::Expired, estimate, voided))
            }
        };
        let answered_at = to_micros(answered_at);
        // The session may have been given more time since the answer was found late.
        let expires_by = if matches!(next, NextStep::Expired { .. }) { answered_at } else { i64::MAX };
        Some(Self {
            token_digest: token_digest.to_vec(),
            copy_digest: match basis {
                AnswerBasis::Record => None,
                AnswerBasis::Copy(digest) => Some(digest.to_vec()),
            },
            expires_after: answered_at.saturating_sub(micros(grace)),
            expires_by,
            session: SessionChange {
                revision,
                position: SessionPosition { pending_item, stop_reason, ability }.into(),
                completion: completion.map(Into::into),
                history_digest: history_digest.to_vec(),
                updated_at: answered_at,
            },
            attempt: AttemptRow {
                session_id: session.0,
                position: revision,
                item: item.into(),
                answer,
                response: response.into(),
                theta: ability.theta,
                standard_error: ability.se,
                answered_at,
                response_time_ms: response_time_ms.map(Into::into),
                outcome: outcome.map(|outcome| outcome.as_str().to_owned()),
            },
        })
    }
}

/// The condition under which an answer changes an active session: it is at the revision before, has the item pending, the token and
/// the history expected, and expires late enough if ever.
macro_rules! guard {
    ($answer:expr) => {{
        use diesel::sql_types::{Binary, Nullable};
        use diesel::{BoolExpressionMethods as _, ExpressionMethods as _, IntoSql as _};
        use $crate::schema::exam_sessions::dsl;
        let $crate::model::GuardedAnswer { token_digest, copy_digest, expires_after, expires_by, session, attempt } =
            $answer;
        dsl::id
            .eq(attempt.session_id)
            .and(dsl::revision.eq(session.revision - 1))
            .and(dsl::pending_item.eq(attempt.item))
            .and(dsl::token_digest.eq(token_digest))
            .and(copy_digest.into_sql::<Nullable<Binary>>().is_null().or(dsl::history_digest.eq(copy_digest)))
            .and(dsl::expires_at.is_null().or(dsl::expires_at.gt(expires_after).and(dsl::expires_at.le(expires_by))))
    }};
}
pub(crate) use guard;

impl AttemptRow {
    /// The attempt as a listing has it.
    pub(crate) fn listed(self) -> ListedAttempt {
        (ExamSessionId(self.session_id), self.try_into())
    }
}

impl TryFrom<AttemptRow> for AttemptRecord {
    type Error = RecordError;

    fn try_from(row: AttemptRow) -> Result<Self, RecordError> {
        Ok(Self {
            position: narrow(row.position, "attempt position")?,
            item: narrow(row.item, "attempt item")?,
            answer: row.answer,
            response: narrow(row.response.into(), "attempt response")?,
            ability: Ability { theta: row.theta, se: row.standard_error },
            answered_at: from_micros(row.answered_at),
            response_time_ms: row.response_time_ms.map(|time| narrow(time, "response time")).transpose()?,
            outcome: row.outcome.map(|name| named(&name, "item outcome", ItemOutcome::from_name)).transpose()?,
        })
    }
}

/// The history of the rows of a session joined with its attempts, by position: no row, no session.
pub(crate) fn history(rows: Vec<(SessionRow, Option<AttemptRow>)>) -> Result<Option<SessionHistory>, RecordError> {
    let mut session = None;
    let mut attempts = Vec::with_capacity(rows.len());
    for (session_row, attempt) in rows {
        session.get_or_insert(session_row);
        attempts.extend(attempt.map(AttemptRecord::try_from).transpose()?);
    }
    session.map(|row| Ok(SessionHistory { session: row.try_into()?, attempts })).transpose()
}

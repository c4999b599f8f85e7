//! Attempts, and the change that an answer makes.

use diesel::prelude::*;
use irt_core::Ability;

use super::column::narrow;
use super::position::PositionColumns;
use super::session::SessionRow;
use super::time::{from_micros, to_micros};
use crate::record::RecordError;
use crate::rows::{Advance, AttemptRecord, SessionHistory};
use crate::schema::{attempts, exam_sessions};

#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = attempts)]
pub(crate) struct AttemptRow {
    pub session_id: i64,
    pub position: i64,
    pub item: i64,
    pub answer: Option<String>,
    pub response: i32,
    pub theta: f64,
    pub standard_error: f64,
    pub answered_at: i64,
}

/// An attempt handed in for another position than the one after the session's revision.
#[derive(Debug, thiserror::Error)]
#[error("an attempt at position {position} cannot follow revision {revision}")]
pub(crate) struct MisplacedAttempt {
    position: u32,
    revision: u64,
}

/// What an answer changes of its session.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct Advancement {
    pub revision: i64,
    #[diesel(embed)]
    pub position: PositionColumns,
    pub updated_at: i64,
}

/// What an answer changes, and the token digest that the session must have for it.
#[derive(Debug)]
pub(crate) struct GuardedAnswer {
    pub token_digest: Vec<u8>,
    pub advancement: Advancement,
    pub attempt: AttemptRow,
}

impl GuardedAnswer {
    /// The changed columns of the session and the row of the attempt. `None` when the expected revision is beyond any
    /// that a session can have.
    pub(crate) fn of(advance: Advance) -> Result<Option<Self>, RecordError> {
        let Advance { session, expected_revision, token_digest, attempt, position } = advance;
        let Some(revision) = expected_revision.checked_add(1).and_then(|next| i64::try_from(next).ok()) else {
            return Ok(None);
        };
        if i64::from(attempt.position) != revision {
            let misplaced = MisplacedAttempt { position: attempt.position, revision: expected_revision };
            return Err(RecordError::Database(misplaced.into()));
        }
        let answered_at = to_micros(attempt.answered_at);
        let attempt = AttemptRow {
            session_id: session.0,
            position: revision,
            item: attempt.item.into(),
            answer: attempt.answer,
            response: attempt.response.into(),
            theta: attempt.ability.theta,
            standard_error: attempt.ability.se,
            answered_at,
        };
        let advancement = Advancement { revision, position: position.into(), updated_at: answered_at };
        Ok(Some(Self { token_digest: token_digest.to_vec(), advancement, attempt }))
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

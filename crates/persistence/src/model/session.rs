//! Exam sessions.

use diesel::prelude::*;

use super::number::narrow;
use super::time::{from_micros, to_micros};
use crate::record::RecordError;
use crate::rows::{
    Completion, ExamSessionId, ExamTypeId, NewSession, SessionPosition, SessionRecord, SessionStatus, StartMark,
    StartedOnce,
};
use crate::schema::exam_sessions;

#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct SessionRow {
    id: i64,
    exam_type_id: i64,
    examinee_id: Option<String>,
    seed: i64,
    token_digest: Vec<u8>,
    status: String,
    revision: i64,
    pending_item: Option<i64>,
    stop_reason: Option<String>,
    theta: f64,
    standard_error: f64,
    completion_reason: Option<String>,
    final_theta: Option<f64>,
    final_standard_error: Option<f64>,
    final_status: Option<String>,
    completed_at: Option<i64>,
    started_at: i64,
    updated_at: i64,
    expires_at: Option<i64>,
    voided: Option<bool>,
}

#[derive(Debug, Insertable)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct NewSessionRow {
    exam_type_id: i64,
    examinee_id: Option<String>,
    seed: i64,
    token_digest: Vec<u8>,
    status: &'static str,
    revision: i64,
    pending_item: Option<i64>,
    stop_reason: Option<String>,
    theta: f64,
    standard_error: f64,
    started_at: i64,
    updated_at: i64,
    expires_at: Option<i64>,
    start_key_digest: Option<Vec<u8>>,
    start_salt: Option<Vec<u8>>,
}

impl NewSessionRow {
    /// A session whose start has a key.
    pub(crate) fn marked(session: NewSession, mark: StartMark) -> Self {
        Self {
            start_key_digest: Some(mark.key_digest.to_vec()),
            start_salt: Some(mark.salt.to_vec()),
            ..Self::from(session)
        }
    }

    /// The digest of the key that the start has.
    pub(crate) fn key_digest(&self) -> Option<&[u8]> {
        self.start_key_digest.as_deref()
    }
}

/// The one session that a key starts: inserted, or earlier and with its salt.
#[derive(Debug)]
pub(crate) enum StartedOnceRow {
    Inserted(SessionRow),
    Earlier(SessionRow, Vec<u8>),
}

impl TryFrom<StartedOnceRow> for StartedOnce {
    type Error = RecordError;

    fn try_from(row: StartedOnceRow) -> Result<Self, RecordError> {
        Ok(match row {
            StartedOnceRow::Inserted(session) => Self::Inserted(session.try_into()?),
            StartedOnceRow::Earlier(session, salt) => {
                Self::Earlier { session: session.try_into()?, salt: bytes(salt, "start salt")? }
            }
        })
    }
}

/// What an answer changes of its session. A pending item or stop reason that is no more is set to null.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_sessions, treat_none_as_null = true)]
pub(crate) struct Advancement {
    pub revision: i64,
    pub pending_item: Option<i64>,
    pub stop_reason: Option<String>,
    pub theta: f64,
    pub standard_error: f64,
    pub updated_at: i64,
}

/// What completing changes of a session.
#[derive(Debug, AsChangeset)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct CompletionRow {
    status: &'static str,
    completion_reason: String,
    final_theta: f64,
    final_standard_error: f64,
    final_status: String,
    completed_at: i64,
    updated_at: i64,
    voided: bool,
}

impl From<NewSession> for NewSessionRow {
    fn from(session: NewSession) -> Self {
        let started_at = to_micros(session.started_at);
        Self {
            exam_type_id: session.exam_type_id.0,
            examinee_id: session.examinee_id,
            seed: session.seed.cast_signed(),
            token_digest: session.token_digest.to_vec(),
            status: SessionStatus::Active.as_str(),
            revision: 0,
            pending_item: session.position.pending_item.map(i64::from),
            stop_reason: session.position.stop_reason,
            theta: session.position.theta,
            standard_error: session.position.standard_error,
            started_at,
            updated_at: started_at,
            expires_at: session.expires_at.map(to_micros),
            start_key_digest: None,
            start_salt: None,
        }
    }
}

impl From<Completion> for CompletionRow {
    fn from(completion: Completion) -> Self {
        let completed_at = to_micros(completion.completed_at);
        Self {
            status: SessionStatus::Completed.as_str(),
            completion_reason: completion.stop_reason,
            final_theta: completion.final_theta,
            final_standard_error: completion.final_standard_error,
            final_status: completion.final_status,
            completed_at,
            updated_at: completed_at,
            voided: completion.voided,
        }
    }
}

impl TryFrom<SessionRow> for SessionRecord {
    type Error = RecordError;

    fn try_from(row: SessionRow) -> Result<Self, RecordError> {
        let status = status(&row.status)?;
        let completion = completion(&row)?;
        let token_digest = bytes(row.token_digest, "token digest")?;
        Ok(Self {
            id: ExamSessionId(row.id),
            exam_type_id: ExamTypeId(row.exam_type_id),
            examinee_id: row.examinee_id,
            seed: row.seed.cast_unsigned(),
            token_digest,
            status,
            revision: narrow(row.revision, "session revision")?,
            position: SessionPosition {
                pending_item: row.pending_item.map(|item| narrow(item, "pending item")).transpose()?,
                stop_reason: row.stop_reason,
                theta: row.theta,
                standard_error: row.standard_error,
            },
            completion,
            started_at: from_micros(row.started_at),
            updated_at: from_micros(row.updated_at),
            expires_at: row.expires_at.map(from_micros),
        })
    }
}

fn bytes(column: Vec<u8>, what: &'static str) -> Result<[u8; 32], RecordError> {
    <[u8; 32]>::try_from(column)
        .map_err(|column| RecordError::Unreadable { what, value: format!("{} bytes", column.len()) })
}

fn status(name: &str) -> Result<SessionStatus, RecordError> {
    [SessionStatus::Active, SessionStatus::Completed]
        .into_iter()
        .find(|status| status.as_str() == name)
        .ok_or_else(|| RecordError::Unreadable { what: "session status", value: name.to_owned() })
}

/// The columns of the completion stand together, all or none. Whether it is void is left open by programs that void
/// nothing.
fn completion(row: &SessionRow) -> Result<Option<Completion>, RecordError> {
    let columns =
        (&row.completion_reason, row.final_theta, row.final_standard_error, &row.final_status, row.completed_at);
    match columns {
        (None, None, None, None, None) => Ok(None),
        (Some(reason), Some(theta), Some(standard_error), Some(final_status), Some(completed_at)) => {
            Ok(Some(Completion {
                stop_reason: reason.clone(),
                final_theta: theta,
                final_standard_error: standard_error,
                final_status: final_status.clone(),
                completed_at: from_micros(completed_at),
                voided: row.voided.unwrap_or(false),
            }))
        }
        _ => Err(RecordError::Unreadable { what: "session completion", value: format!("{columns:?}") }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row() -> SessionRow {
        SessionRow {
            id: 1,
            exam_type_id: 1,
            examinee_id: None,
            seed: -1,
            token_digest: vec![7; 32],
            status: "active".to_owned(),
            revision: 0,
            pending_item: Some(3),
            stop_reason: None,
            theta: 0.5,
            standard_error: 1.0,
            completion_reason: None,
            final_theta: None,
            final_standard_error: None,
            final_status: None,
            completed_at: None,
            started_at: 0,
            updated_at: 0,
            expires_at: None,
            voided: None,
        }
    }

    fn unreadable(row: SessionRow) -> (&'static str, String) {
        match SessionRecord::try_from(row) {
            Err(RecordError::Unreadable { what, value }) => (what, value),
            other => panic!("expected an unreadable value, got {other:?}"),
        }
    }

    #[test]
    fn a_seed_is_the_bits_of_its_column() {
        assert_eq!(SessionRecord::try_from(row()).unwrap().seed, u64::MAX);
    }

    #[test]
    fn an_unknown_status_is_named() {
        let row = SessionRow { status: "paused".to_owned(), ..row() };
        assert_eq!(unreadable(row), ("session status", "paused".to_owned()));
    }

    #[test]
    fn values_out_of_range_are_named() {
        assert_eq!(unreadable(SessionRow { revision: -1, ..row() }).0, "session revision");
        assert_eq!(unreadable(SessionRow { pending_item: Some(1 << 40), ..row() }).0, "pending item");
        assert_eq!(unreadable(SessionRow { token_digest: vec![7; 31], ..row() }), ("token digest", "31 bytes".into()));
        assert_eq!(unreadable(SessionRow { final_theta: Some(0.0), ..row() }).0, "session completion");
    }
}

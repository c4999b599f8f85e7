//! Exam sessions.

use diesel::prelude::*;
use irt_core::{ExamineeStart, NormalPrior};

use super::column::{bytes, narrow};
use super::completion::CompletionColumns;
use super::position::PositionColumns;
use super::time::{from_micros, to_micros};
use crate::error::RecordError;
use crate::rows::{
    ExamSessionId, ExamTypeId, ExtraTime, LimitedStart, ListedSession, NewSession, SessionPosition, SessionRecord,
    SessionStatus, StartMark, StartedOnce,
};
use crate::schema::exam_sessions;

/// The columns that the start of a session fills and nothing changes. A statement that has defaults in the place of absent values
/// would be prepared again each time.
#[derive(Debug, Queryable, Selectable, Insertable)]
#[diesel(table_name = exam_sessions, treat_none_as_default_value = false)]
pub(crate) struct StartColumns {
    exam_type_id: i64,
    examinee_id: Option<String>,
    seed: i64,
    token_digest: Vec<u8>,
    started_at: i64,
    expires_at: Option<i64>,
    start_theta: Option<f64>,
    prior_mean: Option<f64>,
    prior_sd: Option<f64>,
    extra_time_seconds: Option<i64>,
    time_multiplier: Option<f64>,
    withheld: Option<String>,
}

/// A session as it is read.
#[derive(Debug, Queryable, Selectable)]
#[diesel(table_name = exam_sessions)]
pub(crate) struct SessionRow {
    id: i64,
    #[diesel(embed)]
    start: StartColumns,
    #[diesel(embed)]
    position: PositionColumns,
    #[diesel(embed)]
    completion: CompletionColumns,
    revision: i64,
    updated_at: i64,
    history_digest: Option<Vec<u8>>,
    paused_at: Option<i64>,
}

/// A session as it is inserted.
#[derive(Debug, Insertable)]
#[diesel(table_name = exam_sessions, treat_none_as_default_value = false)]
pub(crate) struct NewSessionRow {
    #[diesel(embed)]
    start: StartColumns,
    #[diesel(embed)]
    position: PositionColumns,
    status: &'static str,
    revision: i64,
    updated_at: i64,
    start_key_digest: Option<Vec<u8>>,
    start_salt: Option<Vec<u8>>,
    history_digest: Option<Vec<u8>>,
}

impl NewSessionRow {
    /// A session whose start has a key.
    pub(crate) fn marked(session: NewSession, mark: StartMark) -> Result<Self, RecordError> {
        Ok(Self {
            start_key_digest: Some(mark.key_digest.to_vec()),
            start_salt: Some(mark.salt.to_vec()),
            ..Self::try_from(session)?
        })
    }

    /// The examinee, as the platform names them.
    pub(crate) fn examinee_id(&self) -> Option<&str> {
        self.start.examinee_id.as_deref()
    }

    /// The digest of the key that the start has.
    pub(crate) fn key_digest(&self) -> Option<&[u8]> {
        self.start_key_digest.as_deref()
    }
}

impl TryFrom<NewSession> for NewSessionRow {
    type Error = RecordError;

    fn try_from(session: NewSession) -> Result<Self, RecordError> {
        let NewSession {
            exam_type_id,
            examinee_id,
            seed,
            token_digest,
            position,
            started_at,
            expires_at,
            extra_time,
            examinee_start,
            withheld,
            history_digest,
        } = session;
        let ExamineeStart { start_theta, prior } = examinee_start;
        check_finite(&examinee_start)?;
        let started_at = to_micros(started_at);
        Ok(Self {
            start: StartColumns {
                exam_type_id: exam_type_id.0,
                examinee_id,
                seed: seed.cast_signed(),
                token_digest: token_digest.to_vec(),
                started_at,
                expires_at: expires_at.map(to_micros),
                start_theta,
                prior_mean: prior.map(|prior| prior.mean),
                prior_sd: prior.map(|prior| prior.sd),
                extra_time_seconds: Some(extra_time.seconds).filter(|&seconds| seconds != 0),
                time_multiplier: Some(extra_time.multiplier).filter(|&multiplier| multiplier != 1.0),
                withheld: (!withheld.is_empty()).then(|| serde_json::json!(withheld).to_string()),
            },
            position: position.into(),
            status: SessionStatus::Active.as_str(),
            revision: 0,
            updated_at: started_at,
            start_key_digest: None,
            start_salt: None,
            history_digest: history_digest.map(|digest| digest.to_vec()),
        })
    }
}

/// Refuses what is no number. SQLite keeps NaN as null, and a column that may be null would take it for nothing known.
fn check_finite(start: &ExamineeStart) -> Result<(), RecordError> {
    let prior = start.prior.map(|prior| [prior.mean, prior.sd]);
    let mut values = start.start_theta.iter().chain(prior.iter().flatten());
    match values.find(|value| !value.is_finite()) {
        Some(value) => Err(RecordError::Database(format!("the start of an examinee has the value {value}").into())),
        None => Ok(()),
    }
}

impl SessionRow {
    /// The session as a listing has it.
    pub(crate) fn listed(self) -> ListedSession {
        (ExamSessionId(self.id), self.try_into())
    }
}

impl TryFrom<SessionRow> for SessionRecord {
    type Error = RecordError;

    fn try_from(row: SessionRow) -> Result<Self, RecordError> {
        let SessionRow { id, start, position, completion, revision, updated_at, history_digest, paused_at } = row;
        let StartColumns { exam_type_id, examinee_id, seed, token_digest, started_at, expires_at, .. } = start;
        let prior = read_prior(start.prior_mean, start.prior_sd)?;
        let (status, completion) = completion.read()?;
        if (status == SessionStatus::Paused) != paused_at.is_some() {
            let value = format!("{} with {paused_at:?}", status.as_str());
            return Err(RecordError::Unreadable { what: "session pause", value });
        }
        Ok(Self {
            id: ExamSessionId(id),
            exam_type_id: ExamTypeId(exam_type_id),
            examinee_id,
            seed: seed.cast_unsigned(),
            token_digest: bytes(token_digest, "token digest")?,
            status,
            revision: narrow(revision, "session revision")?,
            position: SessionPosition::try_from(position)?,
            completion,
            started_at: from_micros(started_at),
            updated_at: from_micros(updated_at),
            expires_at: expires_at.map(from_micros),
            paused_at: paused_at.map(from_micros),
            extra_time: ExtraTime {
                seconds: start.extra_time_seconds.unwrap_or(ExtraTime::NONE.seconds),
                multiplier: start.time_multiplier.unwrap_or(ExtraTime::NONE.multiplier),
            },
            examinee_start: ExamineeStart { start_theta: start.start_theta, prior },
            withheld: start.withheld.map_or_else(|| Ok(Vec::new()), |list| read_withheld(&list))?,
            history_digest: history_digest.map(|digest| bytes(digest, "history digest")).transpose()?,
        })
    }
}

fn read_withheld(list: &str) -> Result<Vec<u32>, RecordError> {
    serde_json::from_str(list)
        .map_err(|_| RecordError::Unreadable { what: "withheld items", value: list.chars().take(100).collect() })
}

/// The prior of an examinee, which has both of its columns or none.
fn read_prior(mean: Option<f64>, sd: Option<f64>) -> Result<Option<NormalPrior>, RecordError> {
    let half = match (mean, sd) {
        (Some(mean), Some(sd)) => return Ok(Some(NormalPrior { mean, sd })),
        (None, None) => return Ok(None),
        (Some(mean), None) => format!("mean {mean} without a standard deviation"),
        (None, Some(sd)) => format!("standard deviation {sd} without a mean"),
    };
    Err(RecordError::Unreadable { what: "prior", value: half })
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
                let (session, salt) = started_session((session, salt))?;
                Self::Earlier { session, salt }
            }
        })
    }
}

/// What became of the start of an examinee who may have a limited number of sessions.
#[derive(Debug)]
pub(crate) enum LimitedStartRow {
    Started(Box<StartedOnceRow>),
    Active(i64),
    Exhausted,
}

impl TryFrom<LimitedStartRow> for LimitedStart {
    type Error = RecordError;

    fn try_from(row: LimitedStartRow) -> Result<Self, RecordError> {
        Ok(match row {
            LimitedStartRow::Started(started) => Self::Started(Box::new((*started).try_into()?)),
            LimitedStartRow::Active(session) => Self::Active(ExamSessionId(session)),
            LimitedStartRow::Exhausted => Self::Exhausted,
        })
    }
}

/// A session that a key has started, with the salt of its start.
pub(crate) fn started_session(
    (session, salt): (SessionRow, Vec<u8>),
) -> Result<(SessionRecord, [u8; 32]), RecordError> {
    Ok((session.try_into()?, bytes(salt, "start salt")?))
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use irt_core::Ability;

    use super::*;

    fn row() -> SessionRow {
        let position =
            SessionPosition { pending_item: Some(3), stop_reason: None, ability: Ability { theta: 0.5, se: 1.0 } };
        let session = NewSession::new(ExamTypeId(1), u64::MAX, [7; 32], position, UNIX_EPOCH);
        let NewSessionRow { start, position, .. } = session.try_into().unwrap();
        let completion = CompletionColumns::active();
        SessionRow {
            id: 1,
            start,
            position,
            completion,
            revision: 0,
            updated_at: 0,
            history_digest: None,
            paused_at: None,
        }
    }

    fn unreadable(change: impl FnOnce(&mut SessionRow)) -> (&'static str, String) {
        let mut row = row();
        change(&mut row);
        match SessionRecord::try_from(row) {
            Err(RecordError::Unreadable { what, value }) => (what, value),
            other => panic!("expected an unreadable value, got {other:?}"),
        }
    }

    #[test]
    fn a_seed_is_the_bits_of_its_column() {
        assert_eq!(row().start.seed, -1);
        assert_eq!(SessionRecord::try_from(row()).unwrap().seed, u64::MAX);
    }

    #[test]
    fn an_unknown_stop_reason_is_an_error_that_names_it() {
        let boredom = unreadable(|row| row.position.stop_reason = Some("boredom".to_owned()));
        assert_eq!(boredom, ("stop reason", "boredom".to_owned()));
        // Only a session that is over has a reason like this.
        let expired = unreadable(|row| row.position.stop_reason = Some("expired".to_owned()));
        assert_eq!(expired, ("stop reason", "expired".to_owned()));
    }

    #[test]
    fn values_out_of_range_are_named() {
        assert_eq!(unreadable(|row| row.revision = -1).0, "session revision");
        assert_eq!(unreadable(|row| row.position.pending_item = Some(1 << 40)).0, "pending item");
        assert_eq!(unreadable(|row| row.start.token_digest = vec![7; 31]), ("token digest", "31 bytes".into()));
    }

    #[test]
    fn a_listing_has_the_number_of_a_session_whose_row_cannot_be_read() {
        let faulty = SessionRow { id: 7, revision: -1, ..row() };
        let (id, row) = faulty.listed();
        assert!(id == ExamSessionId(7) && matches!(row, Err(RecordError::Unreadable { .. })), "{row:?}");
    }

    #[test]
    fn a_prior_with_one_of_its_columns_is_unreadable() {
        let mean = unreadable(|row| row.start.prior_mean = Some(0.5));
        assert_eq!(mean, ("prior", "mean 0.5 without a standard deviation".to_owned()));
        let sd = unreadable(|row| row.start.prior_sd = Some(2.0));
        assert_eq!(sd, ("prior", "standard deviation 2 without a mean".to_owned()));
    }

    #[test]
    fn columns_without_values_are_an_empty_start() {
        assert_eq!(SessionRecord::try_from(row()).unwrap().examinee_start, ExamineeStart::default());
    }
}

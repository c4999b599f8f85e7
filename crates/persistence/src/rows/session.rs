//! Exam sessions.

use std::time::SystemTime;

use irt_core::{Ability, ExamineeStart, StopReason};

use super::completion::Completion;
use super::exam_type::ExamTypeId;
use crate::error::RecordError;

/// The number of an exam session, as clients see it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Deserialize)]
pub struct ExamSessionId(pub i64);

/// The state of a session in its life.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SessionStatus {
    /// Items are being answered, or the test has stopped and waits to be completed.
    Active,
    /// The clock stands still, and no answer is taken until it is resumed.
    Paused,
    /// Completed: the report is final.
    Completed,
}

impl SessionStatus {
    /// The name in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Active => "active",
            Self::Paused => "paused",
            Self::Completed => "completed",
        }
    }

    /// The status with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::Active, Self::Paused, Self::Completed].into_iter().find(|status| status.as_str() == name)
    }
}

/// An exam session to be kept. The record gives it its number.
#[derive(Debug, Clone, PartialEq)]
pub struct NewSession {
    /// The exam type version that it is pinned to.
    pub exam_type_id: ExamTypeId,
    /// The examinee, as the platform names them.
    pub examinee_id: Option<String>,
    /// The seed of its random draws.
    pub seed: u64,
    /// SHA-256 of the token that lets the examinee in.
    pub token_digest: [u8; 32],
    /// Where it stands before the first answer.
    pub position: SessionPosition,
    /// When it was started.
    pub started_at: SystemTime,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
    /// What the examinee was given beyond the time limit. It is included in `expires_at`.
    pub extra_time: ExtraTime,
    /// What was known of the examinee; empty where the design's values hold.
    pub examinee_start: ExamineeStart,
    /// The items, by their place in the bank, that it does not get.
    pub withheld: Vec<u32>,
    /// The digest of its history before the first answer; `None` as programs that keep none insert it.
    pub history_digest: Option<[u8; 32]>,
}

impl NewSession {
    /// A session of an examinee without a name, of whom nothing is known, without a time limit and without a digest of its
    /// history. The fields are public, for all that differs.
    #[must_use]
    pub const fn new(
        exam_type_id: ExamTypeId,
        seed: u64,
        token_digest: [u8; 32],
        position: SessionPosition,
        started_at: SystemTime,
    ) -> Self {
        let examinee_start = ExamineeStart { start_theta: None, prior: None };
        Self {
            exam_type_id,
            examinee_id: None,
            seed,
            token_digest,
            position,
            started_at,
            expires_at: None,
            extra_time: ExtraTime::NONE,
            examinee_start,
            withheld: Vec::new(),
            history_digest: None,
        }
    }
}

/// What the conformance suite needs of every field. The compiler names these two places for a field that is added, so that the
/// suite writes it and reads it back.
#[cfg(feature = "conformance")]
impl NewSession {
    /// A session with a value in every field.
    pub(crate) fn with_every_field(
        exam_type_id: ExamTypeId,
        position: SessionPosition,
        started_at: SystemTime,
    ) -> Self {
        Self {
            exam_type_id,
            examinee_id: Some("examinee".to_owned()),
            seed: 7,
            token_digest: [9; 32],
            position,
            started_at,
            expires_at: Some(started_at + std::time::Duration::from_secs(5)),
            extra_time: ExtraTime { seconds: 600, multiplier: 1.25 },
            examinee_start: ExamineeStart {
                start_theta: Some(-0.5),
                prior: Some(irt_core::NormalPrior { mean: 0.25, sd: 0.75 }),
            },
            withheld: vec![2, 0],
            history_digest: Some([3; 32]),
        }
    }

    /// What the session was inserted as, if nothing has changed it since.
    pub(crate) fn from_record(session: SessionRecord) -> Self {
        let SessionRecord { exam_type_id, examinee_id, seed, token_digest, .. } = session;
        let SessionRecord { position, started_at, expires_at, extra_time, .. } = session;
        let SessionRecord { examinee_start, withheld, history_digest, .. } = session;
        Self {
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
        }
    }
}

/// What an examinee is given beyond the time limit of the exam type.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ExtraTime {
    /// Seconds that are added to the time limit.
    pub seconds: i64,
    /// By what the time limit is multiplied before that.
    pub multiplier: f64,
}

impl ExtraTime {
    /// Nothing.
    pub const NONE: Self = Self { seconds: 0, multiplier: 1.0 };
}

impl Default for ExtraTime {
    fn default() -> Self {
        Self::NONE
    }
}

/// What identifies a start that a client may send again.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct StartMark {
    /// SHA-256 of the key that the client gave the start; one session at most has it.
    pub key_digest: [u8; 32],
    /// The salt from which, with the key, the session's token follows.
    pub salt: [u8; 32],
}

/// The one session that a key starts, however often the client sends it.
#[derive(Debug, Clone, PartialEq)]
pub enum StartedOnce {
    /// This call inserted it.
    Inserted(SessionRecord),
    /// An earlier or concurrent call inserted it; this one changed nothing.
    Earlier {
        /// The session as it stands.
        session: SessionRecord,
        /// The salt of its start.
        salt: [u8; 32],
    },
}

/// Where a session stands after its latest answer.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionPosition {
    /// The bank index of the item that is shown and not answered yet.
    pub pending_item: Option<u32>,
    /// Why the test has stopped, once it has.
    pub stop_reason: Option<StopReason>,
    /// The interim estimate.
    pub ability: Ability,
}

/// An exam session as the record has it.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionRecord {
    /// Its number.
    pub id: ExamSessionId,
    /// The exam type version that it is pinned to.
    pub exam_type_id: ExamTypeId,
    /// The examinee, as the platform names them.
    pub examinee_id: Option<String>,
    /// The seed of its random draws.
    pub seed: u64,
    /// SHA-256 of the token that lets the examinee in.
    pub token_digest: [u8; 32],
    /// Its state.
    pub status: SessionStatus,
    /// The number of answers recorded.
    pub revision: u64,
    /// Where it stands after its latest answer.
    pub position: SessionPosition,
    /// Its result, once completed.
    pub completion: Option<Completion>,
    /// When it was started.
    pub started_at: SystemTime,
    /// When it last changed.
    pub updated_at: SystemTime,
    /// From when on it takes no more answers; `None` when it has no time limit. While it is paused, this is as if the clock ran.
    pub expires_at: Option<SystemTime>,
    /// Since when it is paused; `None` while it is not.
    pub paused_at: Option<SystemTime>,
    /// What the start gave the examinee beyond the time limit.
    pub extra_time: ExtraTime,
    /// What was known of the examinee at the start; empty where the design's values hold.
    pub examinee_start: ExamineeStart,
    /// The items, by their place in the bank, that it does not get.
    pub withheld: Vec<u32>,
    /// The digest of its history, as the latest program that keeps one has written it: `None` if no such program has, and that
    /// of an earlier revision if another program has recorded the latest answers.
    pub history_digest: Option<[u8; 32]>,
}

/// A session of a listing: its number, and its row, unless that cannot be read. It hides no other session.
pub type ListedSession = (ExamSessionId, Result<SessionRecord, RecordError>);

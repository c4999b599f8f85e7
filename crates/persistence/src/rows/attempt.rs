//! Answers, and the change of a session that each makes.

use std::time::{Duration, SystemTime};

use irt_core::{Ability, Estimate, StopReason};

use super::session::{ExamSessionId, SessionRecord};
use crate::error::RecordError;

/// One answer that counted.
#[derive(Debug, Clone, PartialEq)]
pub struct AttemptRecord {
    /// Its place in the session, counted from 1.
    pub position: u32,
    /// The bank index of the item.
    pub item: u32,
    /// The key of the chosen option; `None` when the answer came scored.
    pub answer: Option<String>,
    /// The category scored.
    pub response: u8,
    /// The interim estimate after this answer.
    pub ability: Ability,
    /// When it was given.
    pub answered_at: SystemTime,
    /// How long the examinee took for the item, in milliseconds, where the client says so.
    pub response_time_ms: Option<u32>,
    /// What else than an answer in time became of the item.
    pub outcome: Option<ItemOutcome>,
}

/// What else than an answer in time became of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ItemOutcome {
    /// The examinee left it out.
    Skipped,
    /// The time of the item was over when its answer came.
    TimedOut,
}

impl ItemOutcome {
    /// All of them.
    pub const ALL: &[Self] = &[Self::Skipped, Self::TimedOut];

    /// The name in the database and over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Skipped => "skipped",
            Self::TimedOut => "timed_out",
        }
    }

    /// The one with this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|outcome| outcome.as_str() == name)
    }
}

/// An attempt of a listing: its session, and its row, unless that cannot be read.
pub type ListedAttempt = (ExamSessionId, Result<AttemptRecord, RecordError>);

/// A session and all its attempts, as of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionHistory {
    /// The session.
    pub session: SessionRecord,
    /// Its attempts by position.
    pub attempts: Vec<AttemptRecord>,
}

/// One answer to be recorded, and what follows it.
///
/// It takes place only if the session is active, has its item pending and expires late enough.
#[derive(Debug, Clone, PartialEq)]
pub struct Advance {
    /// The session.
    pub session: ExamSessionId,
    /// The revision that the answer was computed from. The advance takes place only if it is still the session's. The
    /// attempt gets the position after it.
    pub expected_revision: u64,
    /// The digest of the session's token that the answer was computed with. The advance takes place only if it is the
    /// session's, so that a working copy of another session cannot make an answer count.
    pub token_digest: [u8; 32],
    /// What the answer was computed from.
    pub basis: AnswerBasis,
    /// The digest of the history with this answer, which the session keeps.
    pub history_digest: [u8; 32],
    /// The bank index of the item.
    pub item: u32,
    /// The key of the chosen option; `None` when the answer came scored.
    pub answer: Option<String>,
    /// The category scored.
    pub response: u8,
    /// The interim estimate after this answer, which the attempt and the session keep.
    pub ability: Ability,
    /// For how long after its end the session still takes the answer.
    pub grace: Duration,
    /// How long the examinee took for the item, in milliseconds, where the client says so.
    pub response_time_ms: Option<u32>,
    /// What else than an answer in time became of the item.
    pub outcome: Option<ItemOutcome>,
    /// When it was given; also when the session last changed and, if this is the last answer, when it was completed.
    pub answered_at: SystemTime,
    /// What follows the answer.
    pub next: NextStep,
}

/// What an answer was computed from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum AnswerBasis {
    /// The attempts in the record at the expected revision, which cannot have changed.
    Record,
    /// A working copy, which anybody may have written, whose history has this digest. The advance takes place only if it is
    /// the digest of the session.
    Copy([u8; 32]),
}

/// What follows an answer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum NextStep {
    /// The item with this bank index is shown.
    Item(u32),
    /// The test has stopped. The session stays active until it is completed.
    Stopped(StopReason),
    /// The test has stopped, and the answer completes the session with this final estimate.
    Completed(StopReason, Estimate),
    /// The time of the session was over when the answer came. It counts and completes the session: the item with this bank index
    /// would have been next, and is not shown.
    Expired {
        /// The bank index of the item.
        item: u32,
        /// The final estimate.
        estimate: Estimate,
        /// Whether the result does not count.
        voided: bool,
    },
}

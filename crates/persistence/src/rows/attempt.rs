//! Answers, and the change of a session that each makes.

use std::time::SystemTime;

use irt_core::Ability;

use super::session::{ExamSessionId, SessionPosition, SessionRecord};

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
}

/// A session and all its attempts, as of one moment.
#[derive(Debug, Clone, PartialEq)]
pub struct SessionHistory {
    /// The session.
    pub session: SessionRecord,
    /// Its attempts by position.
    pub attempts: Vec<AttemptRecord>,
}

/// One answer to be recorded, with where the session stands after it. It takes place only if its item is pending and it
/// was given before the session expires.
#[derive(Debug, Clone, PartialEq)]
pub struct Advance {
    /// The session.
    pub session: ExamSessionId,
    /// The revision the answer was computed from; the advance takes place only if it is still the session's.
    pub expected_revision: u64,
    /// The digest of the session's token as the answer was computed with; the advance takes place only if it is the
    /// session's, so that a working copy of another session cannot make an answer count.
    pub token_digest: [u8; 32],
    /// The answer.
    pub attempt: AttemptRecord,
    /// Where the session stands after it.
    pub position: SessionPosition,
}

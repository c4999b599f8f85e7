//! Completed sessions that go on.

use std::time::{Duration, SystemTime};

/// How a completed session becomes active again. It takes place only if the session was completed at this time, so that nobody
/// reopens a session that somebody else has reopened and completed meanwhile.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reopening {
    /// When the session was completed.
    pub completed_at: SystemTime,
    /// From when on until it is reopened the examinee could not work.
    pub stopped_at: SystemTime,
    /// From when on it takes no more answers; `None` when it has no time limit.
    pub expires_at: Option<SystemTime>,
    /// How much time that leaves.
    pub time_left: Option<Duration>,
}

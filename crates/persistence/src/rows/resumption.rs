//! Sessions that go on after a pause.

use std::time::{Duration, SystemTime};

/// How a paused session goes on. It takes place only if the session is paused since this time, so that nobody ends a pause that
/// somebody else has begun after the one that was seen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Resumption {
    /// Since when the session is paused.
    pub paused_at: SystemTime,
    /// How long the pause is: a time limit ends so much later.
    pub pause: Duration,
}

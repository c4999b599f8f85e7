//! What the latest probe of the service has found.

use tokio::sync::Mutex;
use tokio::time::Instant;

/// Which parts of a service answer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// Whether the database takes writes; without it no exam can continue.
    pub record: bool,
    /// Whether the store answers; without it exams continue, but more slowly.
    pub store: bool,
}

/// The latest probe.
#[derive(Debug, Default)]
pub(super) struct LatestProbe(pub(super) Mutex<Option<(Instant, Readiness)>>);

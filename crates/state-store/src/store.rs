//! What the rest of the system asks of a store.

use std::time::Duration;

use async_trait::async_trait;

use crate::codec::ValueError;
use crate::state::{SessionState, StateSummary};

/// What the operations of a store return.
pub type Result<T, E = StoreError> = std::result::Result<T, E>;

/// The number of an exam session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SessionKey(pub i64);

/// What must be stored for a save to take place.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Expected {
    /// Anything or nothing: the value is replaced.
    Any,
    /// Nothing.
    Absent,
    /// A value of exactly this revision.
    Revision(u64),
}

/// What became of a save.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Saved {
    /// The value is stored.
    Stored,
    /// Nothing was changed: the stored revision was another, or there was none.
    Conflict {
        /// The revision that is stored; `None` when there is no (readable) value.
        stored: Option<u64>,
    },
}

/// The working copies of running exam sessions, each with a time to live.
///
/// The store only accelerates: whatever it loses is rebuilt from the record. Each call is one round trip.
#[async_trait]
pub trait EngineStateStore: Send + Sync {
    /// Whether values carry `item_params_list`. Where they do not, it need not be filled in before a save.
    fn keeps_parameters(&self) -> bool {
        true
    }
    /// The stored state of a session.
    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>>;
    /// Stores a state if what is stored is as expected: value and time to live in one atomic step. A save never
    /// shortens the time that the value would still have been kept.
    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved>;
    /// Removes a session's state; returns whether there was one.
    async fn delete(&self, key: SessionKey) -> Result<bool>;
    /// Whether a session's state is stored.
    async fn exists(&self, key: SessionKey) -> Result<bool>;
    /// How long a session's state will still be kept.
    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>>;
    /// Adds to the time a session's state will be kept; gives the new time to live, `None` when nothing is stored.
    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>>;
    /// The sessions whose state is stored, in no particular order.
    async fn active_sessions(&self) -> Result<Vec<SessionKey>>;
    /// The progress of a session.
    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>>;
    /// Whether the store answers; gives the time it took.
    async fn ping(&self) -> Result<Duration>;
    /// What the store is and how it does.
    async fn info(&self) -> Result<StoreInfo>;
    /// Removes all states under the store's own prefix; returns how many.
    async fn clear(&self) -> Result<u64>;
}

/// What a store is and how it does.
#[derive(Debug, Clone, PartialEq, serde::Serialize)]
pub struct StoreInfo {
    /// `memory` or `redis`.
    pub backend: &'static str,
    /// How values are written: `messagepack` or `json`.
    pub format: &'static str,
    /// The prefix of every key.
    pub key_prefix: String,
    /// How many session states are stored.
    pub active_sessions: u64,
    /// The version of the server, where there is one.
    pub server_version: Option<String>,
    /// `standalone`, `sentinel` or `cluster`, where there is a server.
    pub mode: Option<String>,
    /// Memory used by the server in bytes, where there is one.
    pub used_memory_bytes: Option<u64>,
    /// Share of look-ups that found a value since the server started, 0 to 1, where the server counts them.
    pub hit_rate: Option<f64>,
}

/// Why an operation of the store has failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// The store cannot be reached or did not answer in time.
    #[error("the state store is unavailable")]
    Unavailable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// What is stored is not a state: corrupt bytes, or a format version this program does not know.
    #[error("the stored state of exam session {session} cannot be read: {reason}")]
    Unreadable {
        /// The session.
        session: i64,
        /// What is wrong with the bytes.
        reason: String,
    },
    /// The state that was to be stored contradicts itself: nothing was changed.
    #[error("the state of exam session {session} cannot be stored: {reason}")]
    InvalidState {
        /// The session.
        session: i64,
        /// What is wrong with the state.
        reason: String,
    },
    /// The settings of the store make no sense.
    #[error("the state store cannot be set up: {reason}")]
    Configuration {
        /// What is wrong, without any password.
        reason: String,
    },
}

impl StoreError {
    pub(crate) fn unreadable(key: SessionKey, error: &ValueError) -> Self {
        Self::Unreadable { session: key.0, reason: error.to_string() }
    }

    pub(crate) fn invalid_state(key: SessionKey, error: &ValueError) -> Self {
        Self::InvalidState { session: key.0, reason: error.to_string() }
    }
}

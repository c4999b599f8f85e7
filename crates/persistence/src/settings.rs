//! How the record uses its database.

use std::num::NonZeroUsize;
use std::time::Duration;

/// How the record uses its database: connections and time-outs.
///
/// ```
/// use std::time::Duration;
///
/// use persistence::RecordSettings;
///
/// let settings = RecordSettings { wait_timeout: Duration::from_secs(1), ..RecordSettings::default() };
/// assert_eq!(settings.connections.get(), 16);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RecordSettings {
    /// PostgreSQL: the greatest number of connections. Default 16.
    pub connections: NonZeroUsize,
    /// SQLite file: the number of connections that read, beside the one that writes. Default 4.
    pub readers: NonZeroUsize,
    /// How long a call waits for a connection, or for SQLite's write lock. Default 5 s.
    pub wait_timeout: Duration,
    /// PostgreSQL: how long to wait for a connection to be set up. Default 3 s.
    pub connect_timeout: Duration,
    /// PostgreSQL: how long one statement may take; enforced by the server, and by the client should the server fall
    /// silent. Default 10 s.
    pub statement_timeout: Duration,
    /// Whether the answers of several sessions may be committed together when they come while commits are under way.
    /// Default `None`: as is faster, on SQLite yes, on PostgreSQL no.
    pub shared_commits: Option<bool>,
    /// PostgreSQL: how long the import of a bank may take. Default 120 s.
    pub import_timeout: Duration,
}

impl Default for RecordSettings {
    fn default() -> Self {
        Self {
            connections: NonZeroUsize::MIN.saturating_add(15),
            readers: NonZeroUsize::MIN.saturating_add(3),
            wait_timeout: Duration::from_secs(5),
            connect_timeout: Duration::from_secs(3),
            statement_timeout: Duration::from_secs(10),
            shared_commits: None,
            import_timeout: Duration::from_secs(120),
        }
    }
}

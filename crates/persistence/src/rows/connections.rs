//! What the connections to the database are doing.

use std::time::Duration;

/// What the connections of a pool are doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConnectionCounts {
    /// The pool: `all` in PostgreSQL; `write` and `read` in SQLite.
    pub pool: &'static str,
    /// The largest number of connections.
    pub most: usize,
    /// How many connections serve a call.
    pub in_use: usize,
    /// How many open connections serve none.
    pub idle: usize,
    /// How many calls wait for a connection.
    pub waiting: usize,
    /// How many calls have waited for one so far.
    pub waits: u64,
    /// How long they have waited, in all.
    pub waited: Duration,
}

//! Outages that are given back to the sessions that they hit.

use std::ops::Range;
use std::time::{Duration, SystemTime};

use super::reopening::Reopening;

/// What a session gets back of an outage. It takes place only if the session has not changed since this time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OutageCredit {
    /// When the session last changed.
    pub updated_at: SystemTime,
    /// The part of the outage that hit the session.
    pub span: Range<SystemTime>,
    /// How much later the session ends.
    pub time: Duration,
    /// How the session becomes active again, if it has expired.
    pub reopening: Option<Reopening>,
}

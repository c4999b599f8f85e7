//! Times on the wire.

use std::time::SystemTime;

/// A time as RFC 3339 text in UTC, to the microsecond that the record keeps.
pub(crate) fn rfc3339(moment: SystemTime) -> String {
    jiff::Timestamp::try_from(moment).map_or_else(|_| String::new(), |timestamp| timestamp.to_string())
}

/// The time of an RFC 3339 text.
pub(crate) fn from_rfc3339(text: &str) -> Option<SystemTime> {
    text.parse::<jiff::Timestamp>().ok().and_then(|time| SystemTime::try_from(time).ok())
}

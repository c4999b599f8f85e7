//! Times as the interface shows them.

use std::time::SystemTime;

/// A time as RFC 3339 text in UTC.
pub(crate) fn rfc3339(moment: SystemTime) -> String {
    jiff::Timestamp::try_from(moment).map_or_else(|_| String::new(), |timestamp| timestamp.to_string())
}

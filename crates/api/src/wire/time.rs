//! Times on the wire.

use std::time::SystemTime;

use crate::code::Code;
use crate::problem::Problem;

/// A time as RFC 3339 text in UTC, to the microsecond that the record keeps.
#[must_use]
pub fn rfc3339(moment: SystemTime) -> String {
    jiff::Timestamp::try_from(moment).map_or_else(|_| String::new(), |timestamp| timestamp.to_string())
}

/// The time that a field has as RFC 3339 text.
pub(crate) fn moment(field: &str, text: &str) -> Result<SystemTime, Problem> {
    let time = text.parse::<jiff::Timestamp>().ok().and_then(|time| SystemTime::try_from(time).ok());
    // A plus sign in an address is read as a space.
    let hint = if text.contains(' ') { "; in an address, + is written as %2B" } else { "" };
    let detail = || format!("{field}: {text:?} is no time as in RFC 3339, for example 2030-01-31T12:00:00Z{hint}");
    time.ok_or_else(|| Problem::new(Code::InvalidValue, detail()).with_field(field))
}

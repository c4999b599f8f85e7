//! Times as microseconds since 1970-01-01 UTC; anything finer is cut off.

use std::ops::RangeInclusive;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

/// The time in microseconds. A time more than 290 000 years away is cut to the furthest that fits.
pub(crate) fn to_micros(time: SystemTime) -> i64 {
    match time.duration_since(UNIX_EPOCH) {
        Ok(after) => i64::try_from(after.as_micros()).unwrap_or(i64::MAX),
        Err(before) => i64::try_from(before.duration().as_micros()).map_or(i64::MIN, |micros| -micros),
    }
}

/// A length of time in microseconds.
pub(crate) fn micros(length: Duration) -> i64 {
    i64::try_from(length.as_micros()).unwrap_or(i64::MAX)
}

/// A length of time in whole seconds.
pub(crate) fn seconds(length: Duration) -> i64 {
    i64::try_from(length.as_secs()).unwrap_or(i64::MAX)
}

/// A span of time in microseconds.
pub(crate) fn span(within: &RangeInclusive<SystemTime>) -> (i64, i64) {
    (to_micros(*within.start()), to_micros(*within.end()))
}

/// The time that stands for these microseconds.
pub(crate) fn from_micros(micros: i64) -> SystemTime {
    let distance = Duration::from_micros(micros.unsigned_abs());
    let time = if micros < 0 { UNIX_EPOCH.checked_sub(distance) } else { UNIX_EPOCH.checked_add(distance) };
    time.unwrap_or(UNIX_EPOCH)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn microseconds_survive_on_both_sides_of_1970() {
        for micros in [0, 1, -1, 1_700_000_000_123_456, -1_700_000_000_123_456, i64::MAX] {
            assert_eq!(to_micros(from_micros(micros)), micros);
        }
    }

    #[test]
    fn what_is_finer_than_a_microsecond_is_cut_off() {
        assert_eq!(to_micros(UNIX_EPOCH + Duration::from_nanos(1_999)), 1);
    }
}

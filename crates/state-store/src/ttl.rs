//! The range of times to live.

use std::time::Duration;

/// The longest time a value is kept: 100 years of 365 days. Longer times are taken as this one.
pub const MAX_TTL: Duration = Duration::from_secs(100 * 365 * 24 * 60 * 60);

/// The shortest time a value is kept, as Redis counts in milliseconds. Shorter times are taken as this one.
pub const MIN_TTL: Duration = Duration::from_millis(1);

/// A time to live within the range, in whole milliseconds.
pub(crate) fn within_range(ttl: Duration) -> Duration {
    let ttl = ttl.clamp(MIN_TTL, MAX_TTL);
    Duration::new(ttl.as_secs(), ttl.subsec_millis() * 1_000_000)
}

//! When a message is sent again.

use std::time::Duration;

/// The longest time that an endpoint can ask to wait: an hour.
pub const MAX_RETRY_AFTER: Duration = Duration::from_secs(3600);

/// How often a message is sent, and how long the pauses are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Schedule {
    /// The longest pause after the first attempt. It doubles with each attempt.
    pub base: Duration,
    /// The longest of all pauses.
    pub longest: Duration,
    /// How many attempts there are.
    pub max_attempts: u32,
}

impl Schedule {
    /// The pause after this number of attempts, all of which have failed; `None` after the last one.
    ///
    /// It is a random part of the longest pause, so that messages which failed together do not come back together: `draw` is a
    /// random number from 0 to 1. What the endpoint asks for, an hour at most, is added to it.
    #[must_use]
    pub fn pause(&self, attempts: u32, draw: f64, retry_after: Option<Duration>) -> Option<Duration> {
        if attempts >= self.max_attempts {
            return None;
        }
        let doubled = 1_u32.checked_shl(attempts.saturating_sub(1)).unwrap_or(u32::MAX);
        let longest = self.base.saturating_mul(doubled).min(self.longest);
        let asked = retry_after.unwrap_or_default().min(MAX_RETRY_AFTER);
        Some(longest.mul_f64(draw.clamp(0.0, 1.0)).saturating_add(asked))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SCHEDULE: Schedule =
        Schedule { base: Duration::from_secs(5), longest: Duration::from_secs(3600), max_attempts: 40 };

    #[test]
    fn pauses_double_up_to_the_longest_and_end() {
        let seconds = |attempts| SCHEDULE.pause(attempts, 1.0, None).map(|pause| pause.as_secs());
        let first = [1, 2, 3, 4, 10, 11, 12, 39].map(seconds);
        assert_eq!(first, [5, 10, 20, 40, 2560, 3600, 3600, 3600].map(Some));
        assert_eq!(seconds(40), None);
        assert_eq!(Schedule { max_attempts: 1, ..SCHEDULE }.pause(1, 0.5, None), None);
    }

    #[test]
    fn a_pause_is_any_part_of_the_longest() {
        assert_eq!(SCHEDULE.pause(3, 0.0, None), Some(Duration::ZERO));
        assert_eq!(SCHEDULE.pause(3, 0.25, None), Some(Duration::from_secs(5)));
    }

    #[test]
    fn what_the_endpoint_asks_for_is_added_within_bounds() {
        let asked = |seconds| SCHEDULE.pause(3, 0.5, Some(Duration::from_secs(seconds)));
        assert_eq!(asked(120), Some(Duration::from_secs(130)));
        assert_eq!(asked(1_000_000), Some(Duration::from_secs(3610)));
        assert_eq!(SCHEDULE.pause(40, 0.5, Some(Duration::ZERO)), None);
    }
}

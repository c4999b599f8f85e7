//! How many requests each key, token or address may send.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use governor::clock::{Clock, DefaultClock};
use governor::middleware::NoOpMiddleware;
use governor::nanos::Nanos;
use governor::state::StateStore;
use governor::state::keyed::ShrinkableKeyedStateStore;
use governor::{Quota, RateLimiter as Governor};

/// The largest number of senders that a limiter remembers: a few megabytes.
const MOST_SENDERS: usize = 100_000;

/// The number of requests after which the limiter forgets the senders that have paused.
const REQUESTS_BETWEEN_CLEANINGS: usize = 1024;

/// A limit for each sender on its requests in a minute. They come evenly; after a pause, all of a minute may come at once.
///
/// A limiter remembers a bounded number of senders. While as many send at once, it does not limit further ones.
pub struct RateLimiter<K: Hash + Eq + Clone, C: Clock = DefaultClock> {
    governor: Governor<(K, Step), Senders<K>, C, NoOpMiddleware<C::Instant>>,
    clock: C,
    taken: AtomicUsize,
}

/// How long a sender waits until its next request is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Wait(Duration);

impl Wait {
    /// The time in whole seconds, at least one.
    #[must_use]
    pub fn seconds(self) -> u64 {
        self.0.as_secs().saturating_add(u64::from(self.0.subsec_nanos() > 0)).max(1)
    }
}

impl<K: Hash + Eq + Clone> RateLimiter<K> {
    /// A limiter without senders.
    #[must_use]
    pub fn per_minute(requests: NonZeroU32) -> Self {
        Self::with_clock(requests, MOST_SENDERS, DefaultClock::default())
    }
}

impl<K: Hash + Eq + Clone, C: Clock + Clone> RateLimiter<K, C> {
    fn with_clock(requests: NonZeroU32, most_senders: usize, clock: C) -> Self {
        let senders = Senders { arrivals: Mutex::default(), most: most_senders };
        let governor = Governor::new(Quota::per_minute(requests), senders, clock.clone());
        Self { governor, clock, taken: AtomicUsize::new(0) }
    }

    /// Counts a request of this sender.
    ///
    /// # Errors
    /// When the sender has reached the limit. The request does not count then.
    pub fn take(&self, sender: &K) -> Result<(), Wait> {
        if self.taken.fetch_add(1, Ordering::Relaxed).is_multiple_of(REQUESTS_BETWEEN_CLEANINGS) {
            self.governor.retain_recent();
        }
        self.check(sender, Step::Take)
    }

    /// Whether a request of this sender would be taken. It does not count.
    ///
    /// # Errors
    /// When the sender has reached the limit.
    pub fn look(&self, sender: &K) -> Result<(), Wait> {
        self.check(sender, Step::Look)
    }

    fn check(&self, sender: &K, step: Step) -> Result<(), Wait> {
        let outcome = self.governor.check_key(&(sender.clone(), step));
        outcome.map_err(|not_until| Wait(not_until.wait_time_from(self.clock.now())))
    }
}

impl<K: Hash + Eq + Clone, C: Clock> fmt::Debug for RateLimiter<K, C> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RateLimiter").field("senders", &self.governor.len()).finish_non_exhaustive()
    }
}

/// Whether a request counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Step {
    Take,
    Look,
}

/// The theoretical arrival time of the next request of each sender.
struct Senders<K> {
    arrivals: Mutex<HashMap<K, Nanos>>,
    most: usize,
}

impl<K> Senders<K> {
    fn arrivals(&self) -> MutexGuard<'_, HashMap<K, Nanos>> {
        self.arrivals.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl<K: Hash + Eq + Clone> StateStore for Senders<K> {
    type Key = (K, Step);

    fn measure_and_replace<T, F, E>(&self, (sender, step): &Self::Key, f: F) -> Result<T, E>
    where
        F: Fn(Option<Nanos>) -> Result<(T, Nanos), E>,
    {
        let mut arrivals = self.arrivals();
        let before = arrivals.get(sender).copied();
        let (outcome, after) = f(before)?;
        let is_known_or_fits = before.is_some() || arrivals.len() < self.most;
        if *step == Step::Take && is_known_or_fits {
            arrivals.insert(sender.clone(), after);
        }
        Ok(outcome)
    }
}

impl<K: Hash + Eq + Clone> ShrinkableKeyedStateStore<(K, Step)> for Senders<K> {
    fn retain_recent(&self, drop_below: Nanos) {
        self.arrivals().retain(|_, arrival| *arrival > drop_below);
    }

    fn len(&self) -> usize {
        self.arrivals().len()
    }

    fn is_empty(&self) -> bool {
        self.arrivals().is_empty()
    }
}

#[cfg(test)]
mod tests {
    use governor::clock::FakeRelativeClock;

    use super::*;

    fn limiter(requests: u32, most: usize) -> (RateLimiter<u32, FakeRelativeClock>, FakeRelativeClock) {
        let clock = FakeRelativeClock::default();
        (RateLimiter::with_clock(NonZeroU32::new(requests).unwrap(), most, clock.clone()), clock)
    }

    #[test]
    fn each_sender_has_a_limit_of_its_own() {
        let (limiter, clock) = limiter(3, 10);
        for sender in [1, 2] {
            assert!((0..3).all(|_| limiter.take(&sender).is_ok()));
            assert_eq!(limiter.take(&sender).unwrap_err().seconds(), 20);
        }
        clock.advance(Duration::from_secs(20));
        assert!(limiter.take(&1).is_ok() && limiter.take(&1).is_err());
    }

    #[test]
    fn looking_does_not_count() {
        let (limiter, _) = limiter(2, 10);
        assert!((0..9).all(|_| limiter.look(&1).is_ok()));
        assert!(limiter.take(&1).is_ok() && limiter.look(&1).is_ok() && limiter.take(&1).is_ok());
        assert!(limiter.look(&1).is_err() && limiter.look(&1).is_err());
    }

    #[test]
    fn a_refused_request_does_not_count() {
        let (limiter, clock) = limiter(1, 10);
        assert!(limiter.take(&1).is_ok());
        assert!((0..100).all(|_| limiter.take(&1).is_err()));
        clock.advance(Duration::from_secs(60));
        assert!(limiter.take(&1).is_ok());
    }

    #[test]
    fn senders_that_pause_are_forgotten_and_their_number_is_bounded() {
        let (limiter, clock) = limiter(60, 50);
        for sender in 0..2000 {
            assert!(limiter.take(&sender).is_ok(), "{sender}");
        }
        assert_eq!(limiter.governor.len(), 50);
        assert!((0..60).filter(|_| limiter.take(&1).is_ok()).count() < 60, "known senders stay limited");
        clock.advance(Duration::from_secs(120));
        for _ in 0..2 * 1024 {
            let _ = limiter.take(&7);
        }
        assert_eq!(limiter.governor.len(), 1);
    }

    #[test]
    fn a_wait_is_at_least_a_second() {
        for (millis, seconds) in [(0, 1), (1, 1), (1000, 1), (1001, 2), (59_999, 60)] {
            assert_eq!(Wait(Duration::from_millis(millis)).seconds(), seconds);
        }
    }
}

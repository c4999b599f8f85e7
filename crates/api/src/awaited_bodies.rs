//! The bodies that a server waits for. One client may take its time; many slow ones must not hold all connections.

use std::pin::pin;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use actix_web::rt::time::timeout;

/// A body that has not arrived after this time is slow.
const PATIENCE: Duration = Duration::from_secs(2);
/// How often a slow body looks whether there are too many of them.
const BETWEEN_LOOKS: Duration = Duration::from_secs(1);

/// The number of slow bodies that the server waits for at the moment, and how many there may be.
#[derive(Debug)]
pub(crate) struct AwaitedBodies {
    slow: AtomicUsize,
    most: usize,
}

/// Why a server does not wait any longer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum TooSlow {
    /// The time for the body is over.
    Deadline,
    /// Too many bodies are slow.
    Crowd,
}

impl AwaitedBodies {
    /// A count of slow bodies, none yet, and the largest number of them.
    pub(crate) const fn at_most(most: usize) -> Self {
        Self { slow: AtomicUsize::new(0), most }
    }

    /// Waits for a body until the deadline. While too many bodies are slow, the slow ones are given up.
    pub(crate) async fn receive<T>(&self, arrival: impl Future<Output = T>, deadline: Duration) -> Result<T, TooSlow> {
        let mut arrival = pin!(arrival);
        if let Ok(body) = timeout(PATIENCE.min(deadline), arrival.as_mut()).await {
            return Ok(body);
        }
        let _place = Place::taken(&self.slow);
        let mut left = deadline.saturating_sub(PATIENCE);
        while !left.is_zero() {
            if self.slow.load(Ordering::Relaxed) > self.most {
                return Err(TooSlow::Crowd);
            }
            let wait = left.min(BETWEEN_LOOKS);
            if let Ok(body) = timeout(wait, arrival.as_mut()).await {
                return Ok(body);
            }
            left -= wait;
        }
        Err(TooSlow::Deadline)
    }
}

/// A place among the slow bodies, which is free again when it is dropped: also when the client has gone.
struct Place<'a>(&'a AtomicUsize);

impl<'a> Place<'a> {
    fn taken(slow: &'a AtomicUsize) -> Self {
        slow.fetch_add(1, Ordering::Relaxed);
        Self(slow)
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

#[cfg(test)]
mod tests {
    use std::future::{pending, ready};

    use super::*;

    const DEADLINE: Duration = Duration::from_millis(2100);

    #[actix_web::test]
    async fn a_body_that_is_there_does_not_wait() {
        assert_eq!(AwaitedBodies::at_most(0).receive(ready(7), DEADLINE).await, Ok(7));
    }

    #[actix_web::test]
    async fn a_slow_body_waits_for_its_deadline_unless_too_many_are_slow() {
        assert_eq!(AwaitedBodies::at_most(1).receive(pending::<()>(), DEADLINE).await, Err(TooSlow::Deadline));
        let crowded = AwaitedBodies::at_most(0);
        assert_eq!(crowded.receive(pending::<()>(), DEADLINE * 100).await, Err(TooSlow::Crowd));
        assert_eq!(crowded.slow.load(Ordering::Relaxed), 0);
    }
}

//! A queue of bounded length before something that few may use at a time.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};
use tokio::time::timeout;

use crate::error::ExamError;
use crate::limits::QueueLimits;

/// A queue of bounded length. Those that wait are served in their order; one whose future is dropped leaves the queue.
#[derive(Debug)]
pub(crate) struct BoundedQueue {
    /// What is waited for, as errors and metrics name it.
    what: &'static str,
    limits: QueueLimits,
    free: Arc<Semaphore>,
    waiting: AtomicUsize,
}

/// A turn. It ends when this is dropped.
#[derive(Debug)]
pub(crate) struct Turn {
    what: &'static str,
    _permit: OwnedSemaphorePermit,
}

/// A place in the queue.
struct Place<'a> {
    queue: &'a BoundedQueue,
    is_served: bool,
}

impl BoundedQueue {
    pub(crate) fn new(what: &'static str, limits: QueueLimits) -> Self {
        let free = Arc::new(Semaphore::new(limits.most.get()));
        for gauge in ["adaptive_queue_waiting", "adaptive_queue_running"] {
            metrics::gauge!(gauge, "queue" => what).set(0.0);
        }
        Self { what, limits, free, waiting: AtomicUsize::new(0) }
    }

    /// Waits for a turn.
    ///
    /// # Errors
    /// [`ExamError::Busy`] when the queue is full, or the turn does not come in time.
    pub(crate) async fn turn(&self) -> Result<Turn, ExamError> {
        // While others wait there is no free permit: the semaphore hands each to the first of them.
        if let Ok(permit) = Arc::clone(&self.free).try_acquire_owned() {
            return Ok(Turn::new(self.what, permit));
        }
        let mut place = self.place().ok_or_else(|| self.refusal())?;
        let permit = timeout(self.limits.patience, Arc::clone(&self.free).acquire_owned()).await;
        place.is_served = true;
        // The semaphore is never closed, so that only the time can run out.
        let Ok(Ok(permit)) = permit else { return Err(self.refusal()) };
        Ok(Turn::new(self.what, permit))
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.waiting.load(Ordering::Relaxed)
    }

    fn place(&self) -> Option<Place<'_>> {
        let one_more = |waiting: usize| (waiting < self.limits.waiting).then_some(waiting + 1);
        self.waiting.fetch_update(Ordering::Relaxed, Ordering::Relaxed, one_more).ok()?;
        metrics::gauge!("adaptive_queue_waiting", "queue" => self.what).increment(1.0);
        Some(Place { queue: self, is_served: false })
    }

    fn refusal(&self) -> ExamError {
        metrics::counter!("adaptive_queue_refused_total", "queue" => self.what).increment(1);
        ExamError::Busy { what: self.what, waiting: self.waiting() }
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let what = self.queue.what;
        self.queue.waiting.fetch_sub(1, Ordering::Relaxed);
        metrics::gauge!("adaptive_queue_waiting", "queue" => what).decrement(1.0);
        if !self.is_served {
            metrics::counter!("adaptive_queue_left_total", "queue" => what).increment(1);
        }
    }
}

impl Turn {
    fn new(what: &'static str, permit: OwnedSemaphorePermit) -> Self {
        metrics::gauge!("adaptive_queue_running", "queue" => what).increment(1.0);
        Self { what, _permit: permit }
    }
}

impl Drop for Turn {
    fn drop(&mut self) {
        metrics::gauge!("adaptive_queue_running", "queue" => self.what).decrement(1.0);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::time::Duration;

    use futures_util::FutureExt as _;

    use super::*;

    fn queue(waiting: usize, patience: Duration) -> BoundedQueue {
        BoundedQueue::new("tests", QueueLimits { most: NonZeroUsize::MIN, waiting, patience })
    }

    #[tokio::test]
    async fn the_one_after_the_last_that_may_wait_is_refused() {
        let queue = queue(1, Duration::MAX);
        let first = queue.turn().await.unwrap();
        let mut second = Box::pin(queue.turn());
        assert!(second.as_mut().now_or_never().is_none());
        assert!(matches!(queue.turn().await, Err(ExamError::Busy { what: "tests", waiting: 1 })));
        drop(first);
        second.await.unwrap();
    }

    #[tokio::test]
    async fn one_that_is_dropped_leaves_the_queue() {
        let queue = queue(1, Duration::MAX);
        let first = queue.turn().await.unwrap();
        let mut left = Box::pin(queue.turn());
        assert!(left.as_mut().now_or_never().is_none());
        drop(left);
        let mut second = Box::pin(queue.turn());
        assert!(second.as_mut().now_or_never().is_none());
        drop(first);
        second.await.unwrap();
        assert_eq!(queue.waiting(), 0);
    }

    #[tokio::test]
    async fn nobody_waits_longer_than_their_patience() {
        let queue = queue(1, Duration::ZERO);
        let _first = queue.turn().await.unwrap();
        assert!(matches!(queue.turn().await, Err(ExamError::Busy { .. })));
        assert_eq!(queue.waiting(), 0);
    }
}

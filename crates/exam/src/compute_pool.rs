//! Computations that take too long for the threads that serve requests.

use std::time::Duration;

use irt_core::Cancellation;

use crate::bounded_queue::BoundedQueue;
use crate::error::ExamError;
use crate::limits::QueueLimits;

/// From which estimated time on a computation leaves the thread that serves the request. The way to another thread and
/// back takes about a tenth of it.
const LONG: Duration = Duration::from_micros(250);

/// Runs computations: short ones where they are, long ones on threads of their own, of which there are few.
///
/// A long computation waits in a queue of bounded length. Dropping the future of one that waits takes it out of the queue;
/// dropping that of one that runs tells it to stop at its next checkpoint.
#[derive(Debug)]
pub(crate) struct ComputePool {
    queue: BoundedQueue,
}

/// A computation on a thread of its own. It is cancelled when this is dropped before it has ended.
struct Running {
    cancellation: Cancellation,
    has_ended: bool,
}

impl ComputePool {
    pub(crate) fn new(limits: QueueLimits) -> Self {
        Self { queue: BoundedQueue::new("computations", limits) }
    }

    /// The outcome of a computation that is estimated to take this long. The work looks at the cancellation where it can
    /// stop.
    ///
    /// # Errors
    /// [`ExamError::Busy`] when too many computations wait, [`ExamError::Computation`] when the work panics.
    pub(crate) async fn run<T: Send + 'static>(
        &self,
        estimate: Duration,
        work: impl FnOnce(&Cancellation) -> T + Send + 'static,
    ) -> Result<T, ExamError> {
        if estimate < LONG { Ok(work(&Cancellation::new())) } else { self.run_elsewhere(work).await }
    }

    async fn run_elsewhere<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Cancellation) -> T + Send + 'static,
    ) -> Result<T, ExamError> {
        let turn = self.queue.turn().await?;
        let cancellation = Cancellation::new();
        let mut running = Running { cancellation: cancellation.clone(), has_ended: false };
        // The turn stays with the thread: work that nobody waits for takes it until it stops.
        let task = tokio::task::spawn_blocking(move || {
            let outcome = work(&cancellation);
            drop(turn);
            outcome
        });
        let outcome = task.await;
        running.has_ended = true;
        outcome.map_err(|error| ExamError::Computation(error.into()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.cancellation.cancel();
        let outcome = if self.has_ended { "ended" } else { "abandoned" };
        metrics::counter!("adaptive_computations_total", "outcome" => outcome).increment(1);
    }
}

#[cfg(test)]
mod tests {
    use std::num::NonZeroUsize;
    use std::sync::mpsc;
    use std::thread;

    use futures_util::FutureExt as _;

    use super::*;

    fn pool(waiting: usize) -> ComputePool {
        ComputePool::new(QueueLimits { most: NonZeroUsize::MIN, waiting, patience: Duration::MAX })
    }

    #[tokio::test]
    async fn only_long_work_leaves_its_thread() {
        let pool = pool(1);
        let here = thread::current().id();
        let place = |estimate| pool.run(estimate, |_| thread::current().id());
        assert_eq!(place(Duration::from_micros(1)).await.unwrap(), here);
        assert_ne!(place(Duration::from_millis(1)).await.unwrap(), here);
    }

    #[tokio::test]
    async fn work_that_nobody_waits_for_is_cancelled_and_what_waits_never_begins() {
        let pool = pool(8);
        let (say, heard) = mpsc::channel();
        let (said, listen) = (say.clone(), heard);
        let mut first = Box::pin(pool.run(Duration::MAX, move |cancellation| {
            said.send("begun").unwrap();
            while !cancellation.is_cancelled() {
                thread::yield_now();
            }
            said.send("stopped").unwrap();
        }));
        assert!(first.as_mut().now_or_never().is_none());
        assert_eq!(listen.recv(), Ok("begun"));
        let waiting = say.clone();
        let mut second = Box::pin(pool.run(Duration::MAX, move |_| waiting.send("never").unwrap()));
        assert!(second.as_mut().now_or_never().is_none());
        drop(second);
        drop(first);
        assert_eq!(listen.recv(), Ok("stopped"));
        pool.run(Duration::MAX, move |_| say.send("next").unwrap()).await.unwrap();
        assert_eq!(listen.recv(), Ok("next"));
    }

    #[tokio::test]
    async fn work_that_panics_is_an_error_and_leaves_the_thread_to_others() {
        let pool = pool(0);
        let failed = pool.run(Duration::MAX, |_| panic!("on purpose")).await;
        assert!(matches!(failed, Err::<(), _>(ExamError::Computation(_))));
        assert_eq!(pool.run(Duration::MAX, |_| 7).await.unwrap(), 7);
    }
}

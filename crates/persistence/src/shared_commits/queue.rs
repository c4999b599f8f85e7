//! The queue of answers, and what takes from it.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use super::batch::Batch;
use super::waiting::{Outcome, SharedState, Waiting};
use crate::error::RecordError;
use crate::model::GuardedAnswer;

/// The most answers in one commit: if one of them fails, the others are tried again one by one.
const MOST_AT_ONCE: usize = 256;

/// Commits answers in a database.
pub(crate) trait Committer: Clone + Send + Sync + 'static {
    /// Commits one answer.
    fn commit_alone(&self, answer: GuardedAnswer) -> impl Future<Output = Outcome> + Send;

    /// Takes the next answers from the queue as late as possible, commits them, and sends each caller its outcome.
    fn commit_next(&self, queue: &Queue) -> impl Future<Output = ()> + Send;
}

/// The runtime that the record was opened on ended before the answer was committed or rejected.
#[derive(Debug, thiserror::Error)]
#[error("the runtime on which the record was opened has ended")]
struct RuntimeEnded;

/// The answers that wait to be committed.
pub(crate) struct Queue {
    state: SharedState,
    /// The most commits at the same time.
    committers: usize,
    /// Where workers run: the runtime on which the record was opened. That of a caller may end while others wait.
    runtime: Handle,
}

impl Queue {
    /// An empty queue for at most this number of commits at the same time. Its workers run on the current runtime.
    pub(crate) fn new(committers: usize) -> Arc<Self> {
        Arc::new(Self { state: SharedState::default(), committers, runtime: Handle::current() })
    }

    /// Commits an answer: in the task of the caller if no other answer waits and fewer commits than allowed are in progress, as
    /// a worker would cost time; else together with others.
    pub(crate) async fn commit(self: &Arc<Self>, committer: &impl Committer, answer: GuardedAnswer) -> Outcome {
        match self.permit(answer.attempt.session_id, committer) {
            Some(_permit) => committer.commit_alone(answer).await,
            None => self.enqueue(committer, answer).await,
        }
    }

    /// A permit for a commit of this session, if one is free.
    fn permit<'a, C: Committer>(self: &Arc<Self>, session: i64, committer: &'a C) -> Option<Permit<'a, C>> {
        let mut state = self.state.lock();
        let is_free = state.waiting.is_empty() && state.running < self.committers;
        (is_free && state.in_flight.insert(session)).then(|| {
            state.running += 1;
            Permit { queue: Arc::clone(self), session, committer }
        })
    }

    /// Leaves an answer to a worker, which commits it even if its caller does not wait for the outcome.
    async fn enqueue(self: &Arc<Self>, committer: &impl Committer, answer: GuardedAnswer) -> Outcome {
        let (caller, outcome) = oneshot::channel();
        let needs_worker = {
            let mut state = self.state.lock();
            state.waiting.push_back(Waiting { answer, caller });
            let needs_worker = state.running < self.committers;
            state.running += usize::from(needs_worker);
            needs_worker
        };
        if needs_worker {
            self.runtime.spawn(Worker(Some(Arc::clone(self))).run(committer.clone()));
        }
        outcome.await.unwrap_or_else(|_| Err(RecordError::Unavailable(RuntimeEnded.into())))
    }

    /// The share of one commit in the answers that wait, at most one answer of each session.
    pub(crate) fn take_share(&self) -> Batch<'_> {
        let mut state = self.state.lock();
        let share = state.waiting.len().div_ceil(self.committers);
        Batch::new(state.take_first(share.min(MOST_AT_ONCE)), &self.state)
    }

    /// All answers that wait, to be rejected: at most one of each session, as in every batch.
    pub(crate) fn take_all(&self) -> Batch<'_> {
        Batch::new(self.state.lock().take_first(usize::MAX), &self.state)
    }
}

/// A task that commits until no answer is left. It counts as running until then, or until it is dropped.
struct Worker(Option<Arc<Queue>>);

impl Worker {
    async fn run(mut self, committer: impl Committer) {
        while let Some(queue) = self.0.clone().filter(|_| self.has_next()) {
            committer.commit_next(&queue).await;
        }
    }

    /// Whether an answer can be taken. If not, the worker stops counting under the same lock: the next caller finds either a
    /// worker that has not looked yet or room for another one. Answers of sessions in flight are left to the commit that has
    /// the session.
    fn has_next(&mut self) -> bool {
        let Some(queue) = &self.0 else { return false };
        let mut state = queue.state.lock();
        let has_next = state.has_next();
        if !has_next {
            state.running -= 1;
            drop(state);
            self.0 = None;
        }
        has_next
    }
}

impl Drop for Worker {
    fn drop(&mut self) {
        if let Some(queue) = &self.0 {
            queue.state.lock().running -= 1;
        }
    }
}

/// The right of a caller to commit its own answer. It counts as running until it is dropped, and then starts a worker if
/// others have come meanwhile.
struct Permit<'a, C: Committer> {
    queue: Arc<Queue>,
    session: i64,
    committer: &'a C,
}

impl<C: Committer> Drop for Permit<'_, C> {
    fn drop(&mut self) {
        self.queue.state.lock().in_flight.remove(&self.session);
        let mut worker = Worker(Some(Arc::clone(&self.queue)));
        if worker.has_next() {
            self.queue.runtime.spawn(worker.run(self.committer.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::UNIX_EPOCH;

    use irt_core::Ability;
    use tokio::sync::Semaphore;

    use super::*;
    use crate::rows::{Advance, AnswerBasis, ExamSessionId, Guarded, NextStep};

    fn answer(session: i64) -> GuardedAnswer {
        GuardedAnswer::new(Advance {
            session: ExamSessionId(session),
            expected_revision: 0,
            token_digest: [0; 32],
            basis: AnswerBasis::Record,
            history_digest: [0; 32],
            item: 0,
            answer: None,
            response: 1,
            ability: Ability { theta: 0.0, se: 1.0 },
            answered_at: UNIX_EPOCH,
            next: NextStep::Item(1),
        })
        .unwrap()
    }

    /// Keeps the sessions of each commit, and finishes a commit for each permit.
    #[derive(Clone)]
    struct Gate {
        open: Arc<Semaphore>,
        batches: Arc<Mutex<Vec<Vec<i64>>>>,
    }

    impl Gate {
        async fn pass(&self, sessions: Vec<i64>) {
            self.batches.lock().unwrap().push(sessions);
            self.open.acquire().await.unwrap().forget();
        }
    }

    impl Committer for Gate {
        async fn commit_alone(&self, answer: GuardedAnswer) -> Outcome {
            self.pass(vec![answer.attempt.session_id]).await;
            Ok(Guarded::Committed)
        }

        async fn commit_next(&self, queue: &Queue) {
            let batch = queue.take_share();
            let sessions: Vec<_> = batch.answers().iter().map(|one| one.attempt.session_id).collect();
            let count = sessions.len();
            self.pass(sessions).await;
            batch.reply_each((0..count).map(|_| Ok(Guarded::Committed)));
        }
    }

    #[tokio::test]
    async fn those_that_come_while_a_commit_is_under_way_share_the_next_one() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(1);
        let mut callers = tokio::task::JoinSet::new();
        for session in [5, 9, 5, 2, 7] {
            let (queue, committer, answer) = (Arc::clone(&queue), gate.clone(), answer(session));
            callers.spawn(async move { queue.enqueue(&committer, answer).await.unwrap() });
            while gate.batches.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        }
        while queue.state.lock().waiting.len() < 4 {
            tokio::task::yield_now().await;
        }
        gate.open.add_permits(3);
        assert_eq!(callers.join_all().await, [Guarded::Committed; 5]);
        let batches = gate.batches.lock().unwrap();
        assert_eq!(batches[0], [5], "the first goes at once and alone");
        assert_eq!(batches.concat().len(), 5);
        assert!(batches.iter().all(|batch| batch.is_sorted_by(|one, next| one < next)), "{batches:?}");
    }

    #[tokio::test]
    async fn an_answer_that_arrives_during_the_commit_of_a_caller_is_committed_after_it() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(1);
        let mut callers = tokio::task::JoinSet::new();
        for session in [4, 3, 8] {
            let (queue, committer, answer) = (Arc::clone(&queue), gate.clone(), answer(session));
            callers.spawn(async move { queue.commit(&committer, answer).await.unwrap() });
            while gate.batches.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        }
        while queue.state.lock().waiting.len() < 2 {
            tokio::task::yield_now().await;
        }
        gate.open.add_permits(2);
        assert_eq!(callers.join_all().await, [Guarded::Committed; 3]);
        assert_eq!(*gate.batches.lock().unwrap(), [vec![4], vec![3, 8]]);
        let state = queue.state.lock();
        assert_eq!((state.running, state.in_flight.len()), (0, 0));
    }

    #[tokio::test]
    async fn an_abandoned_answer_is_committed_and_its_session_is_free_again() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(1);
        let abandoned = tokio::spawn({
            let (queue, gate) = (Arc::clone(&queue), gate.clone());
            async move { queue.enqueue(&gate, answer(3)).await }
        });
        while gate.batches.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        abandoned.abort();
        gate.open.add_permits(2);
        assert_eq!(queue.enqueue(&gate, answer(3)).await.unwrap(), Guarded::Committed);
        assert_eq!(*gate.batches.lock().unwrap(), [[3], [3]]);
    }
}

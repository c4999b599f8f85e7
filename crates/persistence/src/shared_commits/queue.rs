//! The queue of answers, and what takes from it.

use std::sync::Arc;

use tokio::runtime::Handle;
use tokio::sync::oneshot;
use tokio::time::timeout;

use super::batch::Batch;
use super::in_progress::{CommitLimits, Load, PATIENCE, WORK};
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
    /// Where workers run: the runtime on which the record was opened. That of a caller may end while others wait.
    runtime: Handle,
}

impl Queue {
    /// An empty queue. Its workers run on the current runtime.
    pub(crate) fn new(limits: CommitLimits) -> Arc<Self> {
        Arc::new(Self { state: SharedState::new(limits), runtime: Handle::current() })
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
        if !state.waiting.is_empty() || state.in_flight.contains(&session) {
            return None;
        }
        let load = Load { waiting: 1, in_flight: state.in_flight.len() };
        let commit = state.in_progress.begin(load)?;
        state.in_flight.insert(session);
        drop(state);
        Some(Permit { commit: Commit::new(self, commit), session, committer })
    }

    /// Leaves an answer to a worker, which commits it even if its caller does not wait for the outcome.
    async fn enqueue(self: &Arc<Self>, committer: &impl Committer, answer: GuardedAnswer) -> Outcome {
        let (caller, mut outcome) = oneshot::channel();
        self.state.lock().waiting.push_back(Waiting { answer, caller });
        let mut patience = WORK;
        loop {
            self.start_worker(committer);
            // When this time is over, the commits that the answer waits for may leave room for another one.
            if let Ok(outcome) = timeout(patience, &mut outcome).await {
                return outcome.unwrap_or_else(|_| Err(RecordError::Unavailable(RuntimeEnded.into())));
            }
            patience = PATIENCE;
        }
    }

    /// Starts a worker if an answer waits and there may be a further commit.
    fn start_worker(self: &Arc<Self>, committer: &impl Committer) {
        let commit = {
            let mut state = self.state.lock();
            let load = state.load();
            if state.has_next() { state.in_progress.begin(load) } else { None }
        };
        if let Some(commit) = commit {
            self.runtime.spawn(work(Commit::new(self, commit), committer.clone()));
        }
    }

    /// The answers of one commit: those that wait, at most one of each session.
    pub(crate) fn take_next(&self) -> Batch<'_> {
        Batch::new(self.state.lock().take_first(MOST_AT_ONCE), &self.state)
    }

    /// All answers that wait, to be rejected: at most one of each session, as in every batch.
    pub(crate) fn take_all(&self) -> Batch<'_> {
        Batch::new(self.state.lock().take_first(usize::MAX), &self.state)
    }
}

/// A commit in progress, until this is dropped or has ended.
struct Commit {
    queue: Arc<Queue>,
    /// `None` when it has ended.
    number: Option<u64>,
}

impl Commit {
    fn new(queue: &Arc<Queue>, number: u64) -> Self {
        Self { queue: Arc::clone(queue), number: Some(number) }
    }

    /// Whether an answer can be taken. If not, the commit ends under the same lock: the next caller finds either a worker that
    /// has not looked yet or room for another one. Answers of sessions in flight are left to the commit that has the session.
    fn goes_on(&mut self) -> bool {
        let Some(number) = self.number else { return false };
        let mut state = self.queue.state.lock();
        let load = state.load();
        let goes_on = state.has_next() && state.in_progress.renew(number, load);
        if !goes_on {
            state.in_progress.end(number);
            drop(state);
            self.number = None;
        }
        goes_on
    }
}

impl Drop for Commit {
    fn drop(&mut self) {
        if let Some(number) = self.number {
            self.queue.state.lock().in_progress.end(number);
        }
    }
}

/// Commits until no answer is left, or others leave no room.
async fn work(mut commit: Commit, committer: impl Committer) {
    while commit.goes_on() {
        committer.commit_next(&commit.queue).await;
    }
}

/// The right of a caller to commit its own answer. When it is dropped, a worker goes on with those that have come meanwhile.
struct Permit<'a, C: Committer> {
    commit: Commit,
    session: i64,
    committer: &'a C,
}

impl<C: Committer> Drop for Permit<'_, C> {
    fn drop(&mut self) {
        self.commit.queue.state.lock().in_flight.remove(&self.session);
        if self.commit.goes_on() {
            let queue = Arc::clone(&self.commit.queue);
            let commit = Commit { queue, number: self.commit.number.take() };
            self.commit.queue.runtime.spawn(work(commit, self.committer.clone()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Mutex;
    use std::time::{Duration, UNIX_EPOCH};

    use irt_core::Ability;
    use tokio::sync::Semaphore;

    use super::*;
    use crate::rows::{Advance, AnswerBasis, ExamSessionId, Guarded, NextStep};

    const ONE: CommitLimits = CommitLimits { at_work: 1, most: 1 };

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
            grace: Duration::ZERO,
            response_time_ms: None,
            outcome: None,
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
            let batch = queue.take_next();
            let sessions: Vec<_> = batch.answers().iter().map(|one| one.attempt.session_id).collect();
            let count = sessions.len();
            self.pass(sessions).await;
            batch.reply_each((0..count).map(|_| Ok(Guarded::Committed)));
        }
    }

    #[tokio::test]
    async fn those_that_come_while_a_commit_is_under_way_share_the_next_one() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(ONE);
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
        let queue = Queue::new(ONE);
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
        assert_eq!((state.in_progress.len(), state.in_flight.len()), (0, 0));
    }

    #[tokio::test]
    async fn an_abandoned_answer_is_committed_and_its_session_is_free_again() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(ONE);
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

    #[tokio::test(start_paused = true)]
    async fn a_commit_begins_beside_another_only_with_as_many_answers() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(CommitLimits { at_work: 3, most: 3 });
        let mut callers = tokio::task::JoinSet::new();
        for (session, commits) in [(4, 1), (3, 2), (8, 2), (6, 3)] {
            let (queue, committer, answer) = (Arc::clone(&queue), gate.clone(), answer(session));
            callers.spawn(async move { queue.commit(&committer, answer).await.unwrap() });
            // Every task comes as far as it can, the clock stands still.
            for _ in 0..16 {
                tokio::task::yield_now().await;
            }
            assert_eq!(gate.batches.lock().unwrap().len(), commits);
        }
        assert_eq!(*gate.batches.lock().unwrap(), [vec![4], vec![3], vec![6, 8]]);
        gate.open.add_permits(3);
        assert_eq!(callers.join_all().await, [Guarded::Committed; 4]);
    }

    #[tokio::test(start_paused = true)]
    async fn a_commit_that_waits_for_something_does_not_hold_up_the_answers_behind_it() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(CommitLimits { at_work: 1, most: 2 });
        let mut callers = tokio::task::JoinSet::new();
        for session in [4, 3, 8] {
            let (queue, committer, answer) = (Arc::clone(&queue), gate.clone(), answer(session));
            callers.spawn(async move { queue.commit(&committer, answer).await.unwrap() });
        }
        // The clock of the test stands still until every task waits, and then goes on to the next time that one waits for.
        while gate.batches.lock().unwrap().len() < 2 {
            tokio::time::advance(PATIENCE).await;
            tokio::task::yield_now().await;
        }
        assert_eq!(*gate.batches.lock().unwrap(), [vec![4], vec![3, 8]]);
        gate.open.add_permits(2);
        assert_eq!(callers.join_all().await, [Guarded::Committed; 3]);
        assert_eq!(queue.state.lock().in_progress.len(), 0);
    }
}

//! Answers of many sessions that share a commit.
//!
//! Whoever has an answer puts it into a [`Queue`]. A few committers, tasks that live while there is something to commit,
//! take from it: an answer that comes alone is committed alone and at once, those that come while commits are under way
//! wait for the next one together. Nothing waits for company.

use std::collections::{HashSet, VecDeque};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use tokio::runtime::Handle;
use tokio::sync::oneshot;

use crate::model::GuardedAnswer;
use crate::record::RecordError;
use crate::rows::Guarded;

/// The most answers in one commit: one that fails makes the others be tried again one by one.
const MOST_AT_ONCE: usize = 256;

/// What became of one answer.
pub(crate) type Outcome = Result<Guarded, RecordError>;

/// Commits what a queue holds.
pub(crate) trait Committer: Clone + Send + 'static {
    /// Takes the next answers from the queue as late as it can, commits them, and tells each what became of it.
    fn commit_next(&self, queue: &Queue) -> impl Future<Output = ()> + Send;
}

/// The committer ended, with the runtime that the record was opened on, before the answer was committed or refused.
#[derive(Debug, thiserror::Error)]
#[error("the runtime on which the record was opened has ended")]
struct CommitterGone;

/// The answers that wait to be committed.
pub(crate) struct Queue {
    state: Mutex<State>,
    committers: usize,
    /// Where committers run: the runtime on which the record was opened. That of a caller may end while others wait.
    runtime: Handle,
}

#[derive(Default)]
struct State {
    waiting: VecDeque<Waiting>,
    /// The sessions of which an answer is being committed. Another one waits until its fate is known: it would only
    /// wait in the database, for the lock on the session.
    under_way: HashSet<i64>,
    at_work: usize,
}

impl State {
    fn has_more(&self) -> bool {
        self.waiting.iter().any(|one| !self.under_way.contains(&one.answer.attempt.session_id))
    }
}

struct Waiting {
    answer: GuardedAnswer,
    caller: oneshot::Sender<Outcome>,
}

impl Queue {
    /// An empty queue for so many committers, which run on the current runtime.
    pub(crate) fn new(committers: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), committers, runtime: Handle::current() })
    }

    /// Lets a caller commit one answer of this session itself, if fewer commits than there may be are under way and nobody
    /// waits: the detour by a committer costs time. `None` when it has to queue.
    pub(crate) fn turn<C: Committer>(self: &Arc<Self>, session: i64, committer: C) -> Option<Turn<C>> {
        let mut state = self.lock();
        let is_free = state.waiting.is_empty() && state.at_work < self.committers;
        (is_free && state.under_way.insert(session)).then(|| {
            state.at_work += 1;
            Turn { queue: Arc::clone(self), session, committer }
        })
    }

    /// Has an answer committed. It is, or is refused, whether or not anyone still waits for the outcome.
    pub(crate) async fn commit(self: &Arc<Self>, committer: &impl Committer, answer: GuardedAnswer) -> Outcome {
        let (caller, outcome) = oneshot::channel();
        let is_one_more = {
            let mut state = self.lock();
            state.waiting.push_back(Waiting { answer, caller });
            let is_one_more = state.at_work < self.committers;
            state.at_work += usize::from(is_one_more);
            is_one_more
        };
        if is_one_more {
            self.runtime.spawn(Work(Some(Arc::clone(self))).until_done(committer.clone()));
        }
        outcome.await.unwrap_or_else(|_| Err(RecordError::Unavailable(CommitterGone.into())))
    }

    /// The share of one committer in the answers that wait, at most one answer of each session.
    pub(crate) fn take_share(&self) -> Batch<'_> {
        let share = self.lock().waiting.len().div_ceil(self.committers);
        self.take(share.min(MOST_AT_ONCE))
    }

    /// All answers that wait, to be refused: at most one of each session, as ever.
    pub(crate) fn take_all(&self) -> Batch<'_> {
        self.take(usize::MAX)
    }

    fn take(&self, most: usize) -> Batch<'_> {
        let mut state = self.lock();
        let State { waiting, under_way, .. } = &mut *state;
        let mut taken = Vec::new();
        let mut kept = VecDeque::new();
        while taken.len() < most
            && let Some(next) = waiting.pop_front()
        {
            if under_way.insert(next.answer.attempt.session_id) {
                taken.push(next);
            } else {
                kept.push_back(next);
            }
        }
        while let Some(earlier) = kept.pop_back() {
            waiting.push_front(earlier);
        }
        // The order in which rows are locked: two processes that commit the same sessions must not block each other.
        taken.sort_by_key(|one| one.answer.attempt.session_id);
        let (answers, callers) = taken.into_iter().map(|Waiting { answer, caller }| (answer, caller)).unzip();
        Batch { answers: Arc::new(answers), callers, queue: self }
    }

    /// No code that holds the lock can panic half way.
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A committer at work; it is counted until it is done, or dropped.
struct Work(Option<Arc<Queue>>);

impl Work {
    async fn until_done(mut self, committer: impl Committer) {
        while let Some(queue) = self.0.clone().filter(|_| self.has_more()) {
            committer.commit_next(&queue).await;
        }
    }

    /// Whether any answer can be taken; else the committer is counted no more, under the same lock: what comes next finds
    /// either a committer that has not looked yet or room for one more. Answers of sessions under way are left to the
    /// committer that has the session.
    fn has_more(&mut self) -> bool {
        let Some(queue) = &self.0 else { return false };
        let mut state = queue.lock();
        let has_more = state.has_more();
        if !has_more {
            state.at_work -= 1;
            drop(state);
            self.0 = None;
        }
        has_more
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        if let Some(queue) = &self.0 {
            queue.lock().at_work -= 1;
        }
    }
}

/// A caller that commits its own answer; it counts as a committer until it is dropped, and then hands over to one if
/// others have come meanwhile.
pub(crate) struct Turn<C: Committer> {
    queue: Arc<Queue>,
    session: i64,
    committer: C,
}

impl<C: Committer> Drop for Turn<C> {
    fn drop(&mut self) {
        self.queue.lock().under_way.remove(&self.session);
        let mut work = Work(Some(Arc::clone(&self.queue)));
        if work.has_more() {
            self.queue.runtime.spawn(work.until_done(self.committer.clone()));
        }
    }
}

/// Answers of different sessions that are committed together, by session number.
pub(crate) struct Batch<'a> {
    answers: Arc<Vec<GuardedAnswer>>,
    callers: Vec<oneshot::Sender<Outcome>>,
    queue: &'a Queue,
}

impl Batch<'_> {
    /// The answers, also for a thread that outlives the batch.
    pub(crate) const fn answers(&self) -> &Arc<Vec<GuardedAnswer>> {
        &self.answers
    }

    /// Tells each caller what became of its answer, in the order of the answers.
    pub(crate) fn settle(mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.release();
        for (caller, outcome) in self.callers.drain(..).zip(outcomes) {
            // A caller that has gone away needs no answer.
            let _ = caller.send(outcome);
        }
    }

    /// Tells every caller of the one error that befell all.
    pub(crate) fn refuse(self, error: RecordError) {
        let count = self.answers.len();
        self.settle(error.for_each_of(count).map(Err));
    }

    /// Lets other answers of these sessions through. This comes before the callers are told: what one of them does next
    /// must find its session free.
    fn release(&self) {
        let mut state = self.queue.lock();
        for answer in self.answers.iter() {
            state.under_way.remove(&answer.attempt.session_id);
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        // Of a batch that was not settled; of one that was, the sessions may be under way again.
        if !self.callers.is_empty() {
            self.release();
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::UNIX_EPOCH;

    use tokio::sync::Semaphore;

    use super::*;
    use crate::rows::{Advance, AttemptRecord, ExamSessionId, SessionPosition};

    const ABILITY: irt_core::Ability = irt_core::Ability { theta: 0.0, se: 1.0 };

    fn answer(session: i64) -> GuardedAnswer {
        let attempt = AttemptRecord {
            position: 1,
            item: 0,
            answer: None,
            response: 1,
            ability: ABILITY,
            answered_at: UNIX_EPOCH,
        };
        let position = SessionPosition { pending_item: None, stop_reason: None, ability: ABILITY };
        let session = ExamSessionId(session);
        let advance = Advance { session, expected_revision: 0, token_digest: [0; 32], attempt, position };
        GuardedAnswer::of(advance).unwrap().unwrap()
    }

    /// Keeps what it is given, once it is let.
    #[derive(Clone)]
    struct Gate {
        open: Arc<Semaphore>,
        batches: Arc<Mutex<Vec<Vec<i64>>>>,
    }

    impl Committer for Gate {
        async fn commit_next(&self, queue: &Queue) {
            let batch = queue.take_share();
            let sessions: Vec<_> = batch.answers().iter().map(|one| one.attempt.session_id).collect();
            let count = sessions.len();
            self.batches.lock().unwrap().push(sessions);
            self.open.acquire().await.unwrap().forget();
            batch.settle((0..count).map(|_| Ok(Guarded::Committed)));
        }
    }

    #[tokio::test]
    async fn those_that_come_while_a_commit_is_under_way_share_the_next_one() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(1);
        let mut callers = tokio::task::JoinSet::new();
        for session in [5, 9, 5, 2, 7] {
            let (queue, committer, answer) = (Arc::clone(&queue), gate.clone(), answer(session));
            callers.spawn(async move { queue.commit(&committer, answer).await.unwrap() });
            while gate.batches.lock().unwrap().is_empty() {
                tokio::task::yield_now().await;
            }
        }
        while queue.lock().waiting.len() < 4 {
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
    async fn an_abandoned_answer_is_committed_and_its_session_is_free_again() {
        let gate = Gate { open: Arc::new(Semaphore::new(0)), batches: Arc::default() };
        let queue = Queue::new(1);
        let abandoned = tokio::spawn({
            let (queue, gate) = (Arc::clone(&queue), gate.clone());
            async move { queue.commit(&gate, answer(3)).await }
        });
        while gate.batches.lock().unwrap().is_empty() {
            tokio::task::yield_now().await;
        }
        abandoned.abort();
        gate.open.add_permits(2);
        assert_eq!(queue.commit(&gate, answer(3)).await.unwrap(), Guarded::Committed);
        assert_eq!(*gate.batches.lock().unwrap(), [[3], [3]]);
    }
}

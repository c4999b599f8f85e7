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

struct Waiting {
    answer: GuardedAnswer,
    caller: oneshot::Sender<Outcome>,
}

impl Queue {
    /// An empty queue for so many committers, which run on the current runtime.
    pub(crate) fn new(committers: usize) -> Arc<Self> {
        Arc::new(Self { state: Mutex::default(), committers, runtime: Handle::current() })
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
            self.runtime.spawn(Work(Arc::clone(self)).until_done(committer.clone()));
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

/// A committer at work; it is counted until it is dropped.
struct Work(Arc<Queue>);

impl Work {
    async fn until_done(self, committer: impl Committer) {
        while self.has_more() {
            committer.commit_next(&self.0).await;
        }
    }

    /// Whether any answer can be taken. Those of sessions under way are left to the committer that has the session.
    fn has_more(&self) -> bool {
        let state = self.0.lock();
        state.waiting.iter().any(|one| !state.under_way.contains(&one.answer.attempt.session_id))
    }
}

impl Drop for Work {
    fn drop(&mut self) {
        self.0.lock().at_work -= 1;
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

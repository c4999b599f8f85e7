//! The answers that wait for a commit, and the sessions that have an answer in flight.

use std::collections::{HashSet, VecDeque};
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::oneshot;

use super::in_progress::{CommitLimits, InProgress, Load};
use crate::error::RecordError;
use crate::model::GuardedAnswer;
use crate::rows::Guarded;

/// The outcome of one answer.
pub(crate) type Outcome = Result<Guarded, RecordError>;

/// An answer, and the caller that waits for its outcome.
pub(super) struct Waiting {
    pub(super) answer: GuardedAnswer,
    pub(super) caller: oneshot::Sender<Outcome>,
}

pub(super) struct State {
    pub(super) waiting: VecDeque<Waiting>,
    /// The sessions of which an answer is being committed. Another answer of such a session stays in the queue until then: it
    /// would only wait in the database, for the lock on the session.
    pub(super) in_flight: HashSet<i64>,
    pub(super) in_progress: InProgress,
}

impl State {
    fn new(limits: CommitLimits) -> Self {
        Self { waiting: VecDeque::new(), in_flight: HashSet::new(), in_progress: InProgress::new(limits) }
    }

    /// Whether an answer waits whose session has none in flight.
    pub(super) fn has_next(&self) -> bool {
        self.waiting.iter().any(|one| !self.in_flight.contains(&one.answer.attempt.session_id))
    }

    /// How many answers wait and are being committed.
    pub(super) fn load(&self) -> Load {
        Load { waiting: self.waiting.len(), in_flight: self.in_flight.len() }
    }

    /// Takes at most this number of answers, of different sessions, in the order of their sessions: two processes that commit
    /// answers of the same sessions lock the rows in one order, and so do not block each other.
    pub(super) fn take_first(&mut self, most: usize) -> Vec<Waiting> {
        let Self { waiting, in_flight, .. } = self;
        let mut taken = Vec::new();
        let mut kept = VecDeque::new();
        while taken.len() < most
            && let Some(next) = waiting.pop_front()
        {
            if in_flight.insert(next.answer.attempt.session_id) {
                taken.push(next);
            } else {
                kept.push_back(next);
            }
        }
        while let Some(earlier) = kept.pop_back() {
            waiting.push_front(earlier);
        }
        taken.sort_by_key(|one| one.answer.attempt.session_id);
        taken
    }
}

/// The state behind its lock.
pub(super) struct SharedState(Mutex<State>);

impl SharedState {
    pub(super) fn new(limits: CommitLimits) -> Self {
        Self(Mutex::new(State::new(limits)))
    }

    /// No code that holds the lock can panic half way.
    pub(super) fn lock(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

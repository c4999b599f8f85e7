//! Answers that are committed together.

use std::sync::Arc;

use tokio::sync::oneshot;

use super::waiting::{Outcome, SharedState, Waiting};
use crate::error::RecordError;
use crate::model::GuardedAnswer;

/// Answers of different sessions that are committed together, by session number.
pub(crate) struct Batch<'a> {
    answers: Arc<Vec<GuardedAnswer>>,
    callers: Vec<oneshot::Sender<Outcome>>,
    state: &'a SharedState,
}

impl<'a> Batch<'a> {
    pub(super) fn new(taken: Vec<Waiting>, state: &'a SharedState) -> Self {
        let (answers, callers) = taken.into_iter().map(|Waiting { answer, caller }| (answer, caller)).unzip();
        Self { answers: Arc::new(answers), callers, state }
    }

    /// The answers, also for a thread that outlives the batch.
    pub(crate) const fn answers(&self) -> &Arc<Vec<GuardedAnswer>> {
        &self.answers
    }

    /// Sends each caller the outcome of its answer; the outcomes are in the order of the answers.
    pub(crate) fn reply_each(mut self, outcomes: impl IntoIterator<Item = Outcome>) {
        self.release();
        for (caller, outcome) in self.callers.drain(..).zip(outcomes) {
            // A caller that has gone away needs no outcome.
            let _ = caller.send(outcome);
        }
    }

    /// Sends every caller this error.
    pub(crate) fn reply_error(self, error: RecordError) {
        let count = self.answers.len();
        self.reply_each(error.for_each_of(count).map(Err));
    }

    /// Lets other answers of these sessions be taken. This comes before the replies: the next answer of a caller must find its
    /// session free.
    fn release(&self) {
        let mut state = self.state.lock();
        for answer in self.answers.iter() {
            state.in_flight.remove(&answer.attempt.session_id);
        }
    }
}

impl Drop for Batch<'_> {
    fn drop(&mut self) {
        // Only without replies: after them, the sessions may have other answers in flight.
        if !self.callers.is_empty() {
            self.release();
        }
    }
}

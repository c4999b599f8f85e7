//! When calls are let through.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A closed circuit lets every call through, an open one none but a probe at a time once the pause is over.
#[derive(Debug)]
pub(crate) struct Circuit {
    threshold: u32,
    pause: Duration,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    position: Position,
    /// How often the position has changed. A call that began before the last change says nothing about now.
    changes: u64,
    refused: u64,
}

#[derive(Debug, Clone, Copy)]
enum Position {
    Closed { failures: u32 },
    Open { since: Instant, probe_from: Instant, probing: bool },
}

/// What a call says about the store.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Verdict {
    Answered,
    Failed,
    /// The call ended without the store having been asked.
    Unknown,
}

/// A change of position.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Change {
    Opened { failures: u32 },
    Closed { after: Duration },
}

/// How things stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Standing {
    pub(crate) open: bool,
    pub(crate) changes: u64,
    pub(crate) refused: u64,
}

/// The leave to make one call. Dropped without a verdict, a probe's place is free again.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    circuit: &'a Circuit,
    changes: u64,
    probe: bool,
}

impl Circuit {
    pub(crate) fn new(threshold: NonZeroU32, pause: Duration) -> Self {
        let state = State { position: Position::Closed { failures: 0 }, changes: 0, refused: 0 };
        Self { threshold: threshold.get(), pause, state: Mutex::new(state) }
    }

    /// Lets a call through, or tells how long it will be until one is let through again.
    pub(crate) fn admit(&self) -> Result<Pass<'_>, Duration> {
        let mut state = self.state();
        let probe = match &mut state.position {
            Position::Closed { .. } => false,
            Position::Open { probe_from, probing, .. } => {
                let now = Instant::now();
                if *probing || now < *probe_from {
                    let left = probe_from.saturating_duration_since(now);
                    state.refused += 1;
                    return Err(left);
                }
                *probing = true;
                true
            }
        };
        Ok(Pass { circuit: self, changes: state.changes, probe })
    }

    pub(crate) fn standing(&self) -> Standing {
        let state = self.state();
        let open = matches!(state.position, Position::Open { .. });
        Standing { open, changes: state.changes, refused: state.refused }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self, since: Instant) -> Position {
        Position::Open { since, probe_from: Instant::now() + self.pause, probing: false }
    }
}

impl Pass<'_> {
    /// Draws the conclusion from the call; gives the change it makes, if any.
    pub(crate) fn settle(self, verdict: Verdict) -> Option<Change> {
        let mut state = self.circuit.state();
        if state.changes != self.changes {
            return None;
        }
        let (position, change) = match (state.position, verdict) {
            (Position::Closed { .. }, Verdict::Answered) => (Position::Closed { failures: 0 }, None),
            (Position::Closed { failures }, Verdict::Failed) if failures + 1 >= self.circuit.threshold => {
                let change = Change::Opened { failures: failures + 1 };
                (self.circuit.opened(Instant::now()), Some(change))
            }
            (Position::Closed { failures }, Verdict::Failed) => (Position::Closed { failures: failures + 1 }, None),
            (Position::Open { since, .. }, Verdict::Answered) => {
                (Position::Closed { failures: 0 }, Some(Change::Closed { after: since.elapsed() }))
            }
            (Position::Open { since, .. }, Verdict::Failed) => (self.circuit.opened(since), None),
            // Dropping the pass frees the place of a probe.
            (position, Verdict::Unknown) => (position, None),
        };
        state.position = position;
        state.changes += u64::from(change.is_some());
        change
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        if !self.probe {
            return;
        }
        let mut state = self.circuit.state();
        if state.changes == self.changes
            && let Position::Open { probing, .. } = &mut state.position
        {
            *probing = false;
        }
    }
}

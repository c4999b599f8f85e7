//! The state of a circuit breaker.

use std::num::NonZeroU32;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::time::Instant;

/// A closed circuit lets every call through, an open one none but a probe at a time once the pause is over.
#[derive(Debug)]
pub(crate) struct Circuit {
    threshold: u32,
    pause: Duration,
    data: Mutex<CircuitData>,
}

#[derive(Debug)]
struct CircuitData {
    state: CircuitState,
    /// How often the state has changed. The outcome of a call that began before the last change is ignored.
    changes: u64,
    refused: u64,
}

#[derive(Debug, Clone, Copy)]
enum CircuitState {
    Closed { failures: u32 },
    Open { since: Instant, probe_from: Instant, probing: bool },
}

/// The outcome of a call, as far as it concerns the circuit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CallOutcome {
    Answered,
    Failed,
    /// The call ended before it reached the store.
    Unknown,
}

/// A change of state.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum CircuitChange {
    Opened { failures: u32 },
    Closed { after: Duration },
}

/// The state of a circuit, for reports.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CircuitStatus {
    pub(crate) open: bool,
    pub(crate) changes: u64,
    pub(crate) refused: u64,
}

/// The permit for one call. Dropped without an outcome, it lets another probe through.
#[derive(Debug)]
pub(crate) struct CallPermit<'a> {
    circuit: &'a Circuit,
    changes: u64,
    probe: bool,
}

impl Circuit {
    pub(crate) fn new(threshold: NonZeroU32, pause: Duration) -> Self {
        let data = CircuitData { state: CircuitState::Closed { failures: 0 }, changes: 0, refused: 0 };
        Self { threshold: threshold.get(), pause, data: Mutex::new(data) }
    }

    /// Lets a call through, or returns how long it will be until one is let through again.
    pub(crate) fn admit(&self) -> Result<CallPermit<'_>, Duration> {
        let mut data = self.lock_data();
        let probe = match &mut data.state {
            CircuitState::Closed { .. } => false,
            CircuitState::Open { probe_from, probing, .. } => {
                let now = Instant::now();
                if *probing || now < *probe_from {
                    let left = probe_from.saturating_duration_since(now);
                    data.refused += 1;
                    return Err(left);
                }
                *probing = true;
                true
            }
        };
        Ok(CallPermit { circuit: self, changes: data.changes, probe })
    }

    pub(crate) fn status(&self) -> CircuitStatus {
        let data = self.lock_data();
        let open = matches!(data.state, CircuitState::Open { .. });
        CircuitStatus { open, changes: data.changes, refused: data.refused }
    }

    fn lock_data(&self) -> MutexGuard<'_, CircuitData> {
        self.data.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn opened(&self, since: Instant) -> CircuitState {
        CircuitState::Open { since, probe_from: Instant::now() + self.pause, probing: false }
    }
}

impl CallPermit<'_> {
    /// Records the outcome of the call; gives the change of state it makes, if any.
    pub(crate) fn record(self, outcome: CallOutcome) -> Option<CircuitChange> {
        let mut data = self.circuit.lock_data();
        if data.changes != self.changes {
            return None;
        }
        let (state, change) = match (data.state, outcome) {
            (CircuitState::Closed { .. }, CallOutcome::Answered) => (CircuitState::Closed { failures: 0 }, None),
            (CircuitState::Closed { failures }, CallOutcome::Failed) if failures + 1 >= self.circuit.threshold => {
                let change = CircuitChange::Opened { failures: failures + 1 };
                (self.circuit.opened(Instant::now()), Some(change))
            }
            (CircuitState::Closed { failures }, CallOutcome::Failed) => {
                (CircuitState::Closed { failures: failures + 1 }, None)
            }
            (CircuitState::Open { since, .. }, CallOutcome::Answered) => {
                (CircuitState::Closed { failures: 0 }, Some(CircuitChange::Closed { after: since.elapsed() }))
            }
            (CircuitState::Open { since, .. }, CallOutcome::Failed) => (self.circuit.opened(since), None),
            // Dropping the permit lets another probe through.
            (state, CallOutcome::Unknown) => (state, None),
        };
        data.state = state;
        data.changes += u64::from(change.is_some());
        change
    }
}

impl Drop for CallPermit<'_> {
    fn drop(&mut self) {
        if !self.probe {
            return;
        }
        let mut data = self.circuit.lock_data();
        if data.changes == self.changes
            && let CircuitState::Open { probing, .. } = &mut data.state
        {
            *probing = false;
        }
    }
}

//! A circuit breaker around a store.

mod circuit;

use std::num::NonZeroU32;
use std::time::Duration;

use async_trait::async_trait;

pub(crate) use self::circuit::{CallOutcome, Circuit, CircuitChange};
use crate::request_budget;
use crate::state::{SessionState, StateSummary};
use crate::store::{EngineStateStore, Expected, Result, Saved, SessionKey, StoreError, StoreInfo};

/// When a [`BreakerStore`] opens, and for how long.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct BreakerSettings {
    /// How many calls in a row must fail as unavailable for the breaker to open. Default: 5.
    pub failures: NonZeroU32,
    /// How long no call is let through then, and after each probe that fails. Default: one second.
    pub pause: Duration,
    /// How long the calls of one request ([`with_store_budget`](crate::with_store_budget)) may wait for the store
    /// together. Default: no limit.
    pub request_budget: Option<Duration>,
}

impl Default for BreakerSettings {
    fn default() -> Self {
        Self { failures: NonZeroU32::MIN.saturating_add(4), pause: Duration::from_secs(1), request_budget: None }
    }
}

/// Why a call was not let through; the source of the [`StoreError::Unavailable`] that it gets.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("the breaker is open: the state store has not answered lately and is not asked")]
pub struct BreakerOpen {
    /// How long it will be at least until a call is let through again; zero while a probe is running.
    pub retry_after: Duration,
}

/// What a breaker has done so far.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BreakerReport {
    /// Whether it is open now.
    pub open: bool,
    /// How often it has opened.
    pub opened: u64,
    /// How many calls it has refused.
    pub refused: u64,
}

/// A store that stops asking another one that does not answer, so that callers need not wait for each time-out.
///
/// After a number of calls in a row that failed as [`StoreError::Unavailable`] the breaker opens: calls fail at once.
/// After a pause one call is let through as a probe; the breaker closes if the store answers it, and waits for another
/// pause if not. An answer of any kind counts, be it that a value is unreadable; a state that is refused before the
/// store is asked counts for nothing, and so does a call that the breaker of one master of a cluster has refused. Calls
/// that began before the breaker opened or closed are not counted after.
///
/// Inside [`with_store_budget`](crate::with_store_budget), the calls of one request share
/// [`BreakerSettings::request_budget`]: a call gets the time that those before it have left, and when nothing is left
/// the store is not called ([`BudgetSpent`](crate::BudgetSpent)).
///
/// Opening and closing are logged once each and counted:
///
/// | metric | kind | |
/// |---|---|---|
/// | `adaptive_store_breaker_open` | gauge | 1 while open, else 0 |
/// | `adaptive_store_breaker_changes_total{to}` | counter | `to` is `open` or `closed` |
/// | `adaptive_store_breaker_refused_total` | counter | calls that failed at once |
///
/// ```
/// use state_store::{BreakerSettings, BreakerStore, EngineStateStore, MemoryStore};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let store = BreakerStore::new(MemoryStore::default(), BreakerSettings::default());
/// store.ping().await?;
/// assert!(!store.report().open);
/// # Ok::<(), state_store::StoreError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct BreakerStore<S> {
    inner: S,
    circuit: Circuit,
    request_budget: Option<Duration>,
}

impl<S> BreakerStore<S> {
    /// A closed breaker around a store.
    #[must_use]
    pub fn new(inner: S, settings: BreakerSettings) -> Self {
        metrics::gauge!("adaptive_store_breaker_open").set(0.0);
        let circuit = Circuit::new(settings.failures, settings.pause);
        Self { inner, circuit, request_budget: settings.request_budget }
    }

    /// What the breaker has done so far.
    #[must_use]
    pub fn report(&self) -> BreakerReport {
        let status = self.circuit.status();
        // It starts closed, so every other change opens it.
        BreakerReport { open: status.open, opened: status.changes.div_ceil(2), refused: status.refused }
    }

    async fn guard<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Result<T> {
        let remaining = request_budget::remaining(self.request_budget)?;
        self.guard_as(request_budget::charge(remaining, call)).await
    }

    async fn guard_as<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Result<T> {
        let permit = self.circuit.admit().map_err(|retry_after| {
            metrics::counter!("adaptive_store_breaker_refused_total").increment(1);
            StoreError::Unavailable(Box::new(BreakerOpen { retry_after }))
        })?;
        let outcome = call.await;
        if let Some(change) = permit.record(call_outcome(&outcome)) {
            report_change(&change, outcome.as_ref().err());
        }
        outcome
    }
}

impl<S: EngineStateStore> BreakerStore<S> {
    /// Guards a call that goes through all keys, which may take longer than a request may wait for the store. So the budget is for a
    /// question before it: a store that does not answer costs the request no more than its budget.
    async fn guard_walk<T>(&self, call: impl Future<Output = Result<T, StoreError>>) -> Result<T> {
        let remaining = request_budget::remaining(self.request_budget)?;
        self.guard_as(async {
            if remaining.is_some() {
                request_budget::charge(remaining, self.inner.ping()).await?;
            }
            call.await
        })
        .await
    }
}

fn call_outcome<T>(outcome: &Result<T>) -> CallOutcome {
    match outcome {
        Ok(_) | Err(StoreError::Unreadable { .. }) => CallOutcome::Answered,
        // The breaker of one node has refused it, which proves nothing about the others.
        Err(StoreError::Unavailable(source)) if source.is::<BreakerOpen>() => CallOutcome::Unknown,
        Err(StoreError::Unavailable(_)) => CallOutcome::Failed,
        Err(StoreError::InvalidState { .. } | StoreError::Configuration { .. }) => CallOutcome::Unknown,
    }
}

fn report_change(change: &CircuitChange, cause: Option<&StoreError>) {
    let (open, to) = match change {
        CircuitChange::Opened { failures } => {
            let cause = cause.and_then(std::error::Error::source).map(ToString::to_string);
            tracing::warn!(failures, cause, "the state store does not answer: it is not asked until it does again");
            (1.0, "open")
        }
        CircuitChange::Closed { after } => {
            tracing::info!(seconds = after.as_secs_f64(), "the state store answers again");
            (0.0, "closed")
        }
    };
    metrics::gauge!("adaptive_store_breaker_open").set(open);
    metrics::counter!("adaptive_store_breaker_changes_total", "to" => to).increment(1);
}

#[async_trait]
impl<S: EngineStateStore> EngineStateStore for BreakerStore<S> {
    fn keeps_parameters(&self) -> bool {
        self.inner.keeps_parameters()
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>> {
        self.guard(self.inner.load(key)).await
    }

    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved> {
        self.guard(self.inner.save(key, state, expected, ttl)).await
    }

    async fn delete(&self, key: SessionKey) -> Result<bool> {
        self.guard(self.inner.delete(key)).await
    }

    async fn exists(&self, key: SessionKey) -> Result<bool> {
        self.guard(self.inner.exists(key)).await
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>> {
        self.guard(self.inner.ttl(key)).await
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>> {
        self.guard(self.inner.extend_ttl(key, by)).await
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>> {
        self.guard_walk(self.inner.active_sessions()).await
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>> {
        self.guard(self.inner.summary(key)).await
    }

    async fn ping(&self) -> Result<Duration> {
        self.guard(self.inner.ping()).await
    }

    async fn info(&self) -> Result<StoreInfo> {
        self.guard_walk(self.inner.info()).await
    }

    async fn clear(&self) -> Result<u64> {
        self.guard_walk(self.inner.clear()).await
    }
}

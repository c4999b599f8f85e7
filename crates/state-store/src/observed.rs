//! Counts and times the calls to a store.

use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use crate::state::{SessionState, StateSummary};
use crate::store::{EngineStateStore, Expected, Result, Saved, SessionKey, StoreError, StoreInfo};

/// A store that counts and times the calls to another one, through the `metrics` facade.
///
/// | metric | kind | labels |
/// |---|---|---|
/// | `adaptive_store_operations_total` | counter | `operation`; `outcome`: `ok`, `conflict`, `unavailable`, `unreadable`, `invalid` |
/// | `adaptive_store_operation_seconds` | histogram | `operation` |
///
/// `operation` is the name of a method of [`EngineStateStore`]. An operation whose caller gave up is not counted.
///
/// ```
/// use state_store::{EngineStateStore, MemoryStore, ObservedStore, SessionKey};
///
/// # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
/// let store = ObservedStore::new(MemoryStore::default());
/// assert!(!store.exists(SessionKey(1)).await?);
/// # Ok::<(), state_store::StoreError>(())
/// # })?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct ObservedStore<S> {
    inner: S,
}

impl<S> ObservedStore<S> {
    /// Counts and times the calls to this store.
    #[must_use]
    pub fn new(inner: S) -> Self {
        Self { inner }
    }
}

async fn observe<T>(operation: &'static str, call: impl Future<Output = Result<T>>) -> Result<T> {
    observe_as(operation, call, |_| "ok").await
}

/// Observes a call whose success has several names.
async fn observe_as<T>(
    operation: &'static str,
    call: impl Future<Output = Result<T>>,
    success: impl FnOnce(&T) -> &'static str + Send,
) -> Result<T> {
    let start = Instant::now();
    let result = call.await;
    metrics::histogram!("adaptive_store_operation_seconds", "operation" => operation).record(start.elapsed());
    let outcome = match &result {
        Ok(value) => success(value),
        Err(StoreError::Unavailable(_)) => "unavailable",
        Err(StoreError::Unreadable { .. }) => "unreadable",
        Err(StoreError::InvalidState { .. } | StoreError::Configuration { .. }) => "invalid",
    };
    metrics::counter!("adaptive_store_operations_total", "operation" => operation, "outcome" => outcome).increment(1);
    result
}

fn saved_name(saved: &Saved) -> &'static str {
    match saved {
        Saved::Stored => "ok",
        Saved::Conflict { .. } => "conflict",
    }
}

#[async_trait]
impl<S: EngineStateStore> EngineStateStore for ObservedStore<S> {
    fn keeps_parameters(&self) -> bool {
        self.inner.keeps_parameters()
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>> {
        observe("load", self.inner.load(key)).await
    }

    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved> {
        observe_as("save", self.inner.save(key, state, expected, ttl), saved_name).await
    }

    async fn delete(&self, key: SessionKey) -> Result<bool> {
        observe("delete", self.inner.delete(key)).await
    }

    async fn exists(&self, key: SessionKey) -> Result<bool> {
        observe("exists", self.inner.exists(key)).await
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>> {
        observe("ttl", self.inner.ttl(key)).await
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>> {
        observe("extend_ttl", self.inner.extend_ttl(key, by)).await
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>> {
        observe("active_sessions", self.inner.active_sessions()).await
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>> {
        observe("summary", self.inner.summary(key)).await
    }

    async fn ping(&self) -> Result<Duration> {
        observe("ping", self.inner.ping()).await
    }

    async fn info(&self) -> Result<StoreInfo> {
        observe("info", self.inner.info()).await
    }

    async fn clear(&self) -> Result<u64> {
        observe("clear", self.inner.clear()).await
    }
}

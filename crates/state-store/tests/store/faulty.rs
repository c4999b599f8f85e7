//! A store that fails as the test demands.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use state_store::{
    BreakerOpen, EngineStateStore, Expected, MemoryStore, Result, Saved, SessionKey, SessionState, StateSummary,
    StoreError, StoreInfo,
};

/// What becomes of the next calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Behaviour {
    Works,
    /// Fails as unavailable after this time.
    Fails(Duration),
    /// Answers that the value is unreadable.
    Unreadable,
    /// Refuses by a breaker of its own.
    Refuses,
}

pub struct FaultyStore {
    inner: MemoryStore,
    behaviour: Mutex<Behaviour>,
    calls: AtomicU64,
}

impl FaultyStore {
    pub fn new(behaviour: Behaviour) -> Self {
        Self { inner: MemoryStore::default(), behaviour: Mutex::new(behaviour), calls: AtomicU64::new(0) }
    }

    pub fn set(&self, behaviour: Behaviour) {
        *self.behaviour.lock().unwrap() = behaviour;
    }

    /// How many calls have reached this store.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    async fn enter(&self) -> Result<()> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let behaviour = *self.behaviour.lock().unwrap();
        match behaviour {
            Behaviour::Works => Ok(()),
            Behaviour::Fails(after) => {
                tokio::time::sleep(after).await;
                Err(StoreError::Unavailable("as the test demands".into()))
            }
            Behaviour::Refuses => Err(StoreError::Unavailable(Box::new(BreakerOpen { retry_after: Duration::ZERO }))),
            Behaviour::Unreadable => {
                Err(StoreError::Unreadable { session: 1, reason: "as the test demands".to_owned() })
            }
        }
    }
}

#[async_trait]
impl EngineStateStore for &'static FaultyStore {
    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>> {
        self.enter().await?;
        self.inner.load(key).await
    }
    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved> {
        self.enter().await?;
        self.inner.save(key, state, expected, ttl).await
    }
    async fn delete(&self, key: SessionKey) -> Result<bool> {
        self.enter().await?;
        self.inner.delete(key).await
    }
    async fn exists(&self, key: SessionKey) -> Result<bool> {
        self.enter().await?;
        self.inner.exists(key).await
    }
    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>> {
        self.enter().await?;
        self.inner.ttl(key).await
    }
    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>> {
        self.enter().await?;
        self.inner.extend_ttl(key, by).await
    }
    async fn active_sessions(&self) -> Result<Vec<SessionKey>> {
        self.enter().await?;
        self.inner.active_sessions().await
    }
    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>> {
        self.enter().await?;
        self.inner.summary(key).await
    }
    async fn ping(&self) -> Result<Duration> {
        self.enter().await?;
        self.inner.ping().await
    }
    async fn info(&self) -> Result<StoreInfo> {
        self.enter().await?;
        self.inner.info().await
    }
    async fn clear(&self) -> Result<u64> {
        self.enter().await?;
        self.inner.clear().await
    }
}

//! A store that fails when told to.

use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use async_trait::async_trait;
use state_store::{
    BreakerOpen, EngineStateStore, Expected, MemoryStore, Saved, SessionKey, SessionState, StateSummary, StoreError,
    StoreInfo,
};

/// What becomes of the next calls.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Mood {
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
    mood: Mutex<Mood>,
    calls: AtomicU64,
}

impl FaultyStore {
    pub fn new(mood: Mood) -> Self {
        Self { inner: MemoryStore::default(), mood: Mutex::new(mood), calls: AtomicU64::new(0) }
    }

    pub fn set(&self, mood: Mood) {
        *self.mood.lock().unwrap() = mood;
    }

    /// How many calls have reached this store.
    pub fn calls(&self) -> u64 {
        self.calls.load(Ordering::Relaxed)
    }

    async fn enter(&self) -> Result<(), StoreError> {
        self.calls.fetch_add(1, Ordering::Relaxed);
        let mood = *self.mood.lock().unwrap();
        match mood {
            Mood::Works => Ok(()),
            Mood::Fails(after) => {
                tokio::time::sleep(after).await;
                Err(StoreError::Unavailable("told to fail".into()))
            }
            Mood::Refuses => Err(StoreError::Unavailable(Box::new(BreakerOpen { retry_after: Duration::ZERO }))),
            Mood::Unreadable => Err(StoreError::Unreadable { session: 1, reason: "told to".to_owned() }),
        }
    }
}

#[async_trait]
impl EngineStateStore for &'static FaultyStore {
    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>, StoreError> {
        self.enter().await?;
        self.inner.load(key).await
    }
    async fn save(
        &self,
        key: SessionKey,
        state: &SessionState,
        expected: Expected,
        ttl: Duration,
    ) -> Result<Saved, StoreError> {
        self.enter().await?;
        self.inner.save(key, state, expected, ttl).await
    }
    async fn delete(&self, key: SessionKey) -> Result<bool, StoreError> {
        self.enter().await?;
        self.inner.delete(key).await
    }
    async fn exists(&self, key: SessionKey) -> Result<bool, StoreError> {
        self.enter().await?;
        self.inner.exists(key).await
    }
    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>, StoreError> {
        self.enter().await?;
        self.inner.ttl(key).await
    }
    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>, StoreError> {
        self.enter().await?;
        self.inner.extend_ttl(key, by).await
    }
    async fn active_sessions(&self) -> Result<Vec<SessionKey>, StoreError> {
        self.enter().await?;
        self.inner.active_sessions().await
    }
    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>, StoreError> {
        self.enter().await?;
        self.inner.summary(key).await
    }
    async fn ping(&self) -> Result<Duration, StoreError> {
        self.enter().await?;
        self.inner.ping().await
    }
    async fn info(&self) -> Result<StoreInfo, StoreError> {
        self.enter().await?;
        self.inner.info().await
    }
    async fn clear(&self) -> Result<u64, StoreError> {
        self.enter().await?;
        self.inner.clear().await
    }
}

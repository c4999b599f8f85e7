//! A store that fails on demand.

use exam::ExamSessionId;
use std::collections::HashSet;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use async_trait::async_trait;
use state_store::{
    EngineStateStore, Expected, MemoryStore, Result, Saved, SessionKey, SessionState, StateSummary, StoreError,
    StoreInfo,
};

use crate::faults::Faults;

/// A memory store whose calls go through faults.
#[derive(Default)]
pub(crate) struct FaultyStore {
    pub(crate) faults: Faults,
    /// The store behind, for looking at it and for putting things there.
    pub(crate) inner: Arc<MemoryStore>,
    unreadable: Mutex<HashSet<SessionKey>>,
}

impl FaultyStore {
    /// Turns the stored value of a session into bytes that are no state.
    pub(crate) fn corrupt(&self, session: ExamSessionId) {
        self.unreadable.lock().unwrap().insert(SessionKey(session.0));
    }

    /// The revision of the stored copy, past all faults; `None` when there is none that can be read.
    pub(crate) async fn revision(&self, session: ExamSessionId) -> Option<u64> {
        let key = SessionKey(session.0);
        if self.check(key).is_err() {
            return None;
        }
        self.inner.load(key).await.unwrap().map(|state| state.revision)
    }

    /// The stored copy, past all faults.
    pub(crate) async fn copy(&self, session: ExamSessionId) -> SessionState {
        self.inner.load(SessionKey(session.0)).await.unwrap().unwrap()
    }

    /// Replaces the stored copy, past all faults.
    pub(crate) async fn put(&self, session: ExamSessionId, state: &SessionState) {
        let ttl = Duration::from_secs(3600);
        self.inner.save(SessionKey(session.0), state, Expected::Any, ttl).await.unwrap();
    }

    fn check(&self, key: SessionKey) -> Result<()> {
        if self.unreadable.lock().unwrap().contains(&key) {
            return Err(StoreError::Unreadable { session: key.0, reason: "garbage".to_owned() });
        }
        Ok(())
    }
}

fn unavailable() -> StoreError {
    StoreError::Unavailable("ordered by the test".into())
}

#[async_trait]
impl EngineStateStore for FaultyStore {
    fn keeps_parameters(&self) -> bool {
        self.inner.keeps_parameters()
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>> {
        let call = async {
            self.check(key)?;
            self.inner.load(key).await
        };
        self.faults.run("load", unavailable, call).await
    }

    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved> {
        let call = async {
            if self.check(key).is_err() {
                if expected != Expected::Any {
                    return Ok(Saved::Conflict { stored: None });
                }
                self.unreadable.lock().unwrap().remove(&key);
            }
            self.inner.save(key, state, expected, ttl).await
        };
        self.faults.run("save", unavailable, call).await
    }

    async fn delete(&self, key: SessionKey) -> Result<bool> {
        let call = async {
            self.unreadable.lock().unwrap().remove(&key);
            self.inner.delete(key).await
        };
        self.faults.run("delete", unavailable, call).await
    }

    async fn exists(&self, key: SessionKey) -> Result<bool> {
        self.faults.run("exists", unavailable, self.inner.exists(key)).await
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>> {
        self.faults.run("ttl", unavailable, self.inner.ttl(key)).await
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>> {
        self.faults.run("extend_ttl", unavailable, self.inner.extend_ttl(key, by)).await
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>> {
        self.faults.run("active_sessions", unavailable, self.inner.active_sessions()).await
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>> {
        let call = async {
            self.check(key)?;
            self.inner.summary(key).await
        };
        self.faults.run("summary", unavailable, call).await
    }

    async fn ping(&self) -> Result<Duration> {
        self.faults.run("ping", unavailable, self.inner.ping()).await
    }

    async fn info(&self) -> Result<StoreInfo> {
        self.faults.run("info", unavailable, self.inner.info()).await
    }

    async fn clear(&self) -> Result<u64> {
        self.faults.run("clear", unavailable, self.inner.clear()).await
    }
}

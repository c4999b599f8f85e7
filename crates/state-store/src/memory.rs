//! The store for a single process.

use std::collections::{BTreeSet, HashMap};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use tokio::time::Instant;

use crate::codec::{self, ValueFormat};
use crate::state::{SessionState, StateSummary};
use crate::store::{EngineStateStore, Expected, Result, Saved, SessionKey, StoreError, StoreInfo};
use crate::ttl;

/// Keeps the states in the memory of this process, as encoded as Redis would hold them.
///
/// Expired values are never returned, and every write removes those that have expired by then, so that the store holds
/// no more than was saved within the longest time to live.
#[derive(Debug, Default)]
pub struct MemoryStore {
    format: ValueFormat,
    // A std mutex: it guards a few map operations and is never held across an await.
    entries: Mutex<Entries>,
    hits: AtomicU64,
    misses: AtomicU64,
}

#[derive(Debug, Default)]
struct Entries {
    by_key: HashMap<SessionKey, Entry>,
    // Ordered by time, so that expired entries are found without looking at the others.
    deadlines: BTreeSet<(Instant, SessionKey)>,
}

#[derive(Debug)]
struct Entry {
    value: Box<[u8]>,
    revision: u64,
    expires_at: Instant,
}

impl MemoryStore {
    /// An empty store that encodes values in the given format.
    #[must_use]
    pub fn new(format: ValueFormat) -> Self {
        Self { format, ..Self::default() }
    }

    fn entries(&self) -> MutexGuard<'_, Entries> {
        // No operation leaves the maps half changed when it panics, as none can between its two changes.
        self.entries.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The bytes of a live value and the time it has left; counts the look-up.
    fn look_up(&self, key: SessionKey) -> Option<(Box<[u8]>, Duration)> {
        let now = Instant::now();
        let found = self.entries().live(key, now).map(|entry| (entry.value.clone(), entry.expires_at - now));
        let counter = if found.is_some() { &self.hits } else { &self.misses };
        counter.fetch_add(1, Ordering::Relaxed);
        found
    }
}

impl Entries {
    fn live(&self, key: SessionKey, now: Instant) -> Option<&Entry> {
        self.by_key.get(&key).filter(|entry| now < entry.expires_at)
    }

    fn insert(&mut self, key: SessionKey, entry: Entry) {
        self.remove(key);
        self.deadlines.insert((entry.expires_at, key));
        self.by_key.insert(key, entry);
    }

    fn remove(&mut self, key: SessionKey) -> Option<Entry> {
        let entry = self.by_key.remove(&key)?;
        self.deadlines.remove(&(entry.expires_at, key));
        Some(entry)
    }

    fn remove_expired(&mut self, now: Instant) {
        while let Some(&(expires_at, key)) = self.deadlines.first() {
            if now < expires_at {
                break;
            }
            self.deadlines.pop_first();
            self.by_key.remove(&key);
        }
    }
}

/// Whether a save may go ahead over what is stored.
fn conflict(stored: Option<u64>, expected: Expected) -> Option<Saved> {
    let as_expected = match expected {
        Expected::Any => true,
        Expected::Absent => stored.is_none(),
        Expected::Revision(revision) => stored == Some(revision),
    };
    (!as_expected).then_some(Saved::Conflict { stored })
}

#[async_trait]
impl EngineStateStore for MemoryStore {
    fn keeps_parameters(&self) -> bool {
        self.format == ValueFormat::Json
    }

    async fn load(&self, key: SessionKey) -> Result<Option<SessionState>> {
        self.look_up(key)
            .map(|(value, _)| codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e)))
            .transpose()
    }

    async fn save(&self, key: SessionKey, state: &SessionState, expected: Expected, ttl: Duration) -> Result<Saved> {
        let value = codec::encode(state, self.format).map_err(|e| StoreError::invalid_state(key, &e))?;
        let now = Instant::now();
        let mut entries = self.entries();
        entries.remove_expired(now);
        let stored = entries.live(key, now);
        if let Some(conflict) = conflict(stored.map(|entry| entry.revision), expected) {
            return Ok(conflict);
        }
        let renewed = now + ttl::within_range(ttl);
        let expires_at = stored.map_or(renewed, |entry| renewed.max(entry.expires_at));
        entries.insert(key, Entry { value: value.into_boxed_slice(), revision: state.revision, expires_at });
        Ok(Saved::Stored)
    }

    async fn delete(&self, key: SessionKey) -> Result<bool> {
        let now = Instant::now();
        let mut entries = self.entries();
        entries.remove_expired(now);
        Ok(entries.remove(key).is_some())
    }

    async fn exists(&self, key: SessionKey) -> Result<bool> {
        Ok(self.entries().live(key, Instant::now()).is_some())
    }

    async fn ttl(&self, key: SessionKey) -> Result<Option<Duration>> {
        let now = Instant::now();
        Ok(self.entries().live(key, now).map(|entry| entry.expires_at - now))
    }

    async fn extend_ttl(&self, key: SessionKey, by: Duration) -> Result<Option<Duration>> {
        let now = Instant::now();
        let mut entries = self.entries();
        entries.remove_expired(now);
        let Some(entry) = entries.remove(key) else { return Ok(None) };
        let left = ttl::within_range((entry.expires_at - now).saturating_add(by));
        entries.insert(key, Entry { expires_at: now + left, ..entry });
        Ok(Some(left))
    }

    async fn active_sessions(&self) -> Result<Vec<SessionKey>> {
        let mut entries = self.entries();
        entries.remove_expired(Instant::now());
        Ok(entries.by_key.keys().copied().collect())
    }

    async fn summary(&self, key: SessionKey) -> Result<Option<StateSummary>> {
        let Some((value, left)) = self.look_up(key) else { return Ok(None) };
        let state = codec::decode(&value).map_err(|e| StoreError::unreadable(key, &e))?;
        Ok(Some(state.summary(left)))
    }

    async fn ping(&self) -> Result<Duration> {
        let start = Instant::now();
        drop(self.entries());
        Ok(start.elapsed())
    }

    async fn info(&self) -> Result<StoreInfo> {
        let active_sessions = self.active_sessions().await?.len() as u64;
        Ok(StoreInfo {
            backend: "memory",
            format: self.format.as_str(),
            key_prefix: String::new(),
            active_sessions,
            server_version: None,
            mode: None,
            used_memory_bytes: None,
            hit_rate: hit_rate(self.hits.load(Ordering::Relaxed), self.misses.load(Ordering::Relaxed)),
        })
    }

    async fn clear(&self) -> Result<u64> {
        let mut entries = self.entries();
        entries.remove_expired(Instant::now());
        let removed = entries.by_key.len() as u64;
        *entries = Entries::default();
        Ok(removed)
    }
}

/// The share of look-ups that found a value; `None` before the first.
pub(crate) fn hit_rate(hits: u64, misses: u64) -> Option<f64> {
    let look_ups = hits.saturating_add(misses);
    (look_ups > 0).then(|| hits as f64 / look_ups as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::conformance::sample;

    #[tokio::test(start_paused = true)]
    async fn expired_values_leave_no_trace_after_the_next_write() {
        let store = MemoryStore::default();
        for id in 0..1000 {
            store.save(SessionKey(id), &sample::running(), Expected::Any, Duration::from_secs(10)).await.unwrap();
        }
        tokio::time::advance(Duration::from_secs(10)).await;
        assert!(store.load(SessionKey(3)).await.unwrap().is_none());
        store.save(SessionKey(1000), &sample::running(), Expected::Any, Duration::from_secs(10)).await.unwrap();
        let entries = store.entries();
        assert_eq!((entries.by_key.len(), entries.deadlines.len()), (1, 1));
    }

    #[tokio::test(start_paused = true)]
    async fn a_renewed_value_survives_its_first_deadline() {
        let store = MemoryStore::default();
        let key = SessionKey(1);
        let ttl = Duration::from_secs(10);
        store.save(key, &sample::running(), Expected::Any, ttl).await.unwrap();
        tokio::time::advance(Duration::from_secs(6)).await;
        store.save(key, &sample::running(), Expected::Any, ttl).await.unwrap();
        tokio::time::advance(Duration::from_secs(6)).await;
        assert_eq!(store.ttl(key).await.unwrap(), Some(Duration::from_secs(4)));
        store.save(SessionKey(2), &sample::running(), Expected::Any, ttl).await.unwrap();
        assert!(store.exists(key).await.unwrap());
    }

    #[tokio::test(start_paused = true)]
    async fn a_deadline_counts_to_the_very_moment() {
        let store = MemoryStore::default();
        let key = SessionKey(1);
        store.save(key, &sample::running(), Expected::Any, Duration::from_millis(50)).await.unwrap();
        tokio::time::advance(Duration::from_millis(49)).await;
        assert!(store.exists(key).await.unwrap());
        tokio::time::advance(Duration::from_millis(1)).await;
        assert!(!store.exists(key).await.unwrap());
        assert!(!store.delete(key).await.unwrap());
    }

    #[tokio::test]
    async fn the_hit_rate_is_the_share_of_look_ups_that_found_a_value() {
        let store = MemoryStore::default();
        assert_eq!(store.info().await.unwrap().hit_rate, None);
        store.save(SessionKey(1), &sample::running(), Expected::Any, Duration::from_secs(10)).await.unwrap();
        for id in [1, 1, 1, 2] {
            store.load(SessionKey(id)).await.unwrap();
        }
        assert_eq!(store.info().await.unwrap().hit_rate, Some(0.75));
    }
}

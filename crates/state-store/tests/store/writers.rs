//! Tasks that save one session each, again and again, while the servers change.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use state_store::conformance::sample;
use state_store::{EngineStateStore, Expected, RedisStore, Saved, SessionKey, StoreError};
use tokio::task::JoinSet;

const TTL: Duration = Duration::from_secs(600);
/// How many sessions are written at once.
pub const WRITERS: usize = 8;

/// How a task treats a save that fails.
#[derive(Clone, Copy)]
pub enum Failures {
    /// No save may fail. Each expects the revision before it, as the answers of an exam do.
    Forbidden,
    /// A save is repeated until it is stored.
    Retried,
}

/// The tasks, and what they have counted.
pub struct Writers {
    store: Arc<RedisStore>,
    counters: Arc<Counters>,
    tasks: JoinSet<(SessionKey, u64)>,
}

#[derive(Default)]
struct Counters {
    stored: AtomicU64,
    failed: AtomicU64,
    stop: AtomicBool,
}

impl Writers {
    /// Starts a task for each session.
    pub fn start(store: &Arc<RedisStore>, failures: Failures) -> Self {
        let mut writers = Self { store: Arc::clone(store), counters: Arc::default(), tasks: JoinSet::new() };
        for key in (0..).map(SessionKey).take(WRITERS) {
            let (store, counters) = (Arc::clone(store), Arc::clone(&writers.counters));
            writers.tasks.spawn(async move {
                let last = match failures {
                    Failures::Forbidden => write(&store, key, &counters).await,
                    Failures::Retried => write_with_retries(&store, key, &counters).await,
                };
                (key, last)
            });
        }
        writers
    }

    /// How many saves have been stored.
    pub fn stored(&self) -> u64 {
        self.counters.stored.load(Ordering::Relaxed)
    }

    /// How many saves have failed.
    pub fn failed(&self) -> u64 {
        self.counters.failed.load(Ordering::Relaxed)
    }

    /// Whether no task has ended.
    pub fn all_running(&self) -> bool {
        self.tasks.len() == WRITERS
    }

    /// Ends the tasks, and checks that each session holds what was saved last.
    pub async fn stop_and_check(self) {
        self.counters.stop.store(true, Ordering::Relaxed);
        for (key, revision) in self.tasks.join_all().await {
            assert_eq!(self.store.load(key).await.unwrap().unwrap().revision, revision);
        }
    }
}

/// Saves one revision after the other over the last; returns the last one.
async fn write(store: &RedisStore, key: SessionKey, counters: &Counters) -> u64 {
    let mut state = sample::running();
    assert_eq!(store.save(key, &state, Expected::Absent, TTL).await.unwrap(), Saved::Stored);
    while !counters.stop.load(Ordering::Relaxed) {
        let expected = Expected::Revision(state.revision);
        state.revision += 1;
        assert_eq!(store.save(key, &state, expected, TTL).await.unwrap(), Saved::Stored);
        assert_eq!(store.summary(key).await.unwrap().unwrap().revision, state.revision);
        counters.stored.fetch_add(1, Ordering::Relaxed);
    }
    state.revision
}

/// Saves one revision after the other, each until it is stored; returns the last one.
async fn write_with_retries(store: &RedisStore, key: SessionKey, counters: &Counters) -> u64 {
    let mut state = sample::running();
    while !counters.stop.load(Ordering::Relaxed) {
        state.revision += 1;
        loop {
            match store.save(key, &state, Expected::Any, TTL).await {
                Ok(saved) => {
                    assert_eq!(saved, Saved::Stored);
                    break;
                }
                Err(error) => {
                    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
                    counters.failed.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
            }
        }
        counters.stored.fetch_add(1, Ordering::Relaxed);
    }
    state.revision
}

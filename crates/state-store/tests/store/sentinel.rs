use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use state_store::conformance::{self, sample};
use state_store::{
    EngineStateStore, Expected, RedisSettings, RedisStore, Saved, SentinelSettings, SessionKey, StoreError,
};
use testkit::{MASTER_NAME, SECRET, SentinelFleet, until};
use tokio::task::JoinSet;

const TTL: Duration = Duration::from_secs(600);
/// How many exams write at once.
const WRITERS: i64 = 8;

fn store(nodes: Vec<String>, prefix: &str) -> Arc<RedisStore> {
    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.sentinels = Some(SentinelSettings::new(nodes, MASTER_NAME));
    settings.key_prefix = prefix.to_owned();
    settings.pool_size = 2;
    Arc::new(RedisStore::new(&settings).unwrap())
}

async fn check_contract(nodes: &[String]) {
    let subject = conformance::Subject::new(store(nodes.to_vec(), "test:"), store(nodes.to_vec(), "test:neighbour:"));
    conformance::run(&subject).await.unwrap();
}

/// What the writers have seen.
#[derive(Default)]
struct Seen {
    stored: AtomicU64,
    failed: AtomicU64,
    stop: AtomicBool,
}

/// Saves one revision after the other, each until it is stored; gives the last one.
async fn write(store: Arc<RedisStore>, key: SessionKey, seen: Arc<Seen>) -> u64 {
    let mut state = sample::running();
    while !seen.stop.load(Ordering::Relaxed) {
        state.revision += 1;
        loop {
            match store.save(key, &state, Expected::Any, TTL).await {
                Ok(saved) => {
                    assert_eq!(saved, Saved::Stored);
                    seen.stored.fetch_add(1, Ordering::Relaxed);
                    break;
                }
                Err(StoreError::Unavailable(_)) => {
                    seen.failed.fetch_add(1, Ordering::Relaxed);
                    tokio::time::sleep(Duration::from_millis(5)).await;
                }
                Err(error) => panic!("{error:?}"),
            }
        }
    }
    state.revision
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn writes_go_on_at_the_new_master_after_the_old_one_was_killed() {
    let mut fleet = SentinelFleet::start();
    let nodes = fleet.sentinel_addresses();
    check_contract(&nodes).await;

    let (loaded, seen) = (store(nodes.clone(), "load:"), Arc::new(Seen::default()));
    assert_eq!(loaded.info().await.unwrap().mode.as_deref(), Some("sentinel"));
    let mut writers = JoinSet::new();
    for key in 0..WRITERS {
        let (store, seen) = (Arc::clone(&loaded), Arc::clone(&seen));
        writers.spawn(async move { (SessionKey(key), write(store, SessionKey(key), seen).await) });
    }
    until("the writers are at work", || seen.stored.load(Ordering::Relaxed) > 100);
    fleet.master.kill();
    until("the writers notice", || seen.failed.load(Ordering::Relaxed) > 0);
    fleet.until_another_master();
    let before = seen.stored.load(Ordering::Relaxed);
    until("writes go on", || seen.stored.load(Ordering::Relaxed) > before + 500);
    seen.stop.store(true, Ordering::Relaxed);

    for (key, revision) in writers.join_all().await {
        assert_eq!(loaded.load(key).await.unwrap().unwrap().revision, revision);
    }
    check_contract(&nodes).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn the_master_is_found_with_a_sentinel_gone_and_not_found_with_all_gone_or_another_name() {
    let mut fleet = SentinelFleet::start();
    let nodes = fleet.sentinel_addresses();
    fleet.kill_sentinels(1);
    store(nodes.clone(), "test:").ping().await.unwrap();

    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.sentinels = Some(SentinelSettings::new(nodes.clone(), "another"));
    let error = RedisStore::new(&settings).unwrap().ping().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");

    fleet.kill_sentinels(2);
    let error = store(nodes, "test:").ping().await.unwrap_err();
    assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
    assert!(!format!("{error:?}").contains("s3cret"), "{error:?}");
}

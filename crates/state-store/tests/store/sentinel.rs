use std::sync::Arc;

use state_store::{EngineStateStore, RedisSettings, RedisStore, SentinelSettings, StoreError, conformance};
use testkit::{MASTER_NAME, SECRET, SentinelFleet, until};

use crate::writers::{Failures, Writers};

fn store(nodes: Vec<String>, prefix: &str) -> Arc<RedisStore> {
    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.sentinels = Some(SentinelSettings::new(nodes, MASTER_NAME));
    settings.key_prefix = prefix.to_owned();
    settings.pool_size = 2;
    Arc::new(RedisStore::new(&settings).unwrap())
}

async fn check_contract(nodes: &[String]) {
    let subject = conformance::Subject::new(store(nodes.to_vec(), "test:"), store(nodes.to_vec(), "test:other:"));
    conformance::run(&subject).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn saves_are_stored_at_the_new_master_after_the_old_one_was_killed() {
    let mut fleet = SentinelFleet::start();
    let nodes = fleet.sentinel_addresses();
    check_contract(&nodes).await;

    let loaded = store(nodes.clone(), "load:");
    assert_eq!(loaded.info().await.unwrap().mode.as_deref(), Some("sentinel"));
    let writers = Writers::start(&loaded, Failures::Retried);
    until("the writers are at work", || writers.stored() > 100);
    fleet.master.kill();
    until("saves fail", || writers.failed() > 0);
    fleet.until_another_master();
    let before = writers.stored();
    until("saves are stored again", || writers.stored() > before + 500);
    writers.stop_and_check().await;
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

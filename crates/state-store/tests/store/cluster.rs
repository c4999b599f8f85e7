//! A cluster of three masters, whatever becomes of them.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

use state_store::conformance::{self, sample};
use state_store::{
    ClusterSettings, EngineStateStore, Expected, RedisSettings, RedisStore, Saved, SessionKey, StoreError, ValueFormat,
};
use testkit::{RedisCluster, SECRET};

const TTL: Duration = Duration::from_secs(600);

fn settings(cluster: &RedisCluster, prefix: &str) -> RedisSettings {
    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.cluster = Some(ClusterSettings::new(cluster.addresses()));
    settings.key_prefix = prefix.to_owned();
    settings.pool_size = 2;
    settings
}

fn store(cluster: &RedisCluster, prefix: &str) -> Arc<RedisStore> {
    Arc::new(RedisStore::new(&settings(cluster, prefix)).unwrap())
}

async fn check_contract(cluster: &RedisCluster, format: ValueFormat) {
    let store = |prefix: &str| {
        let mut settings = settings(cluster, prefix);
        settings.format = format;
        Arc::new(RedisStore::new(&settings).unwrap())
    };
    conformance::run(&conformance::Subject::new(store("test:"), store("test:neighbour:"))).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn redis_store_keeps_the_contract_on_a_cluster() {
    let cluster = RedisCluster::start();
    check_contract(&cluster, ValueFormat::MessagePack).await;
    check_contract(&cluster, ValueFormat::Json).await;
    assert_eq!(store(&cluster, "test:").info().await.unwrap().mode.as_deref(), Some("cluster"));
}

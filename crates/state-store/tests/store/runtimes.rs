//! A store that is used from runtimes which end before it does, as each worker thread of an HTTP server has its own.

use state_store::conformance::sample;
use state_store::{
    ClusterSettings, EngineStateStore, Expected, RedisSettings, RedisStore, Saved, SentinelSettings, SessionKey,
};
use testkit::{MASTER_NAME, RedisCluster, RedisServer, SECRET, SentinelFleet};
use tokio::runtime::{Builder, Runtime};

const TTL: std::time::Duration = std::time::Duration::from_secs(60);
/// In a cluster of three masters, some of these are on each.
const KEYS: std::ops::Range<i64> = 0..30;

fn settings() -> RedisSettings {
    RedisSettings::for_host("ignored", 1, 0, Some(SECRET))
}

fn short_lived() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

async fn use_store(store: &RedisStore) {
    store.ping().await.unwrap();
    for key in KEYS.map(SessionKey) {
        assert_eq!(store.save(key, &sample::running(), Expected::Any, TTL).await.unwrap(), Saved::Stored);
        assert!(store.load(key).await.unwrap().is_some());
    }
}

/// Enough calls at once for some of them to share a round trip.
async fn use_store_at_once(store: &RedisStore) {
    let loads = (0..100).map(|call| store.load(SessionKey(call % KEYS.end)));
    for loaded in futures_util::future::join_all(loads).await {
        assert!(loaded.unwrap().is_some());
    }
}

/// How many connections the server has accepted so far, this one included.
fn accepted(connection: &mut redis::Connection) -> u64 {
    let info: String = redis::cmd("INFO").arg("stats").query(connection).unwrap();
    let line = info.lines().find_map(|line| line.strip_prefix("total_connections_received:")).unwrap();
    line.parse().unwrap()
}

/// Opens a store on one runtime, connects from a second that ends, and continues from a third.
fn check_survives(settings: &RedisSettings, servers: &[&RedisServer]) {
    let lasting = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let store = lasting.block_on(async { RedisStore::new(settings).unwrap() });
    let mut connections: Vec<_> = servers.iter().map(|server| server.connection().unwrap()).collect();

    short_lived().block_on(async {
        use_store(&store).await;
        use_store_at_once(&store).await;
    });
    let before: Vec<u64> = connections.iter_mut().map(accepted).collect();
    short_lived().block_on(async {
        use_store(&store).await;
        use_store_at_once(&store).await;
    });
    let after: Vec<u64> = connections.iter_mut().map(accepted).collect();
    assert_eq!(after, before, "no connection is made again");
}

#[test]
#[ignore = "needs the redis-server program"]
fn connections_outlive_the_runtime_that_first_needed_them() {
    let server = RedisServer::start_secured(&[]);
    let mut settings = RedisSettings::for_host("127.0.0.1", server.port(), 0, Some(SECRET));
    settings.pool_size = 2;
    check_survives(&settings, &[&server]);
}

#[test]
#[ignore = "needs the redis-server program"]
fn connections_to_the_masters_of_a_cluster_outlive_the_runtime_that_first_needed_them() {
    let cluster = RedisCluster::start();
    let mut settings = settings();
    settings.cluster = Some(ClusterSettings::new(cluster.addresses()));
    check_survives(&settings, &[cluster.node(0), cluster.node(1), cluster.node(2)]);
}

/// After a redirection the slot map is fetched in the background.
#[test]
#[ignore = "needs the redis-server program"]
fn a_refresh_of_the_slots_outlives_the_runtime_of_the_operation_that_was_redirected() {
    let cluster = RedisCluster::start();
    let mut settings = settings();
    settings.cluster = Some(ClusterSettings::new(cluster.addresses()));
    let lasting = Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let store = lasting.block_on(async { RedisStore::new(&settings).unwrap() });
    short_lived().block_on(use_store(&store));
    for key in KEYS {
        let name = format!("{}{key}", settings.key_prefix);
        cluster.move_slot_of(&name, (cluster.owner_of(&name) + 1) % 3);
        short_lived().block_on(async { assert!(store.load(SessionKey(key)).await.unwrap().is_some()) });
    }
    short_lived().block_on(use_store(&store));
}

#[test]
#[ignore = "needs the redis-server program"]
fn connections_to_the_master_that_sentinels_name_outlive_the_runtime_that_first_needed_them() {
    let fleet = SentinelFleet::start();
    let mut settings = settings();
    settings.sentinels = Some(SentinelSettings::new(fleet.sentinel_addresses(), MASTER_NAME));
    // The connections of Sentinels and replicas to the master come and go.
    check_survives(&settings, &[]);
}

#[test]
fn a_store_is_opened_in_a_runtime_and_its_settings_are_checked_anywhere() {
    let settings = RedisSettings::new("redis://localhost");
    RedisStore::check(&settings).unwrap();
    let error = RedisStore::new(&settings).unwrap_err();
    assert!(matches!(error, state_store::StoreError::Configuration { .. }), "{error:?}");
    assert!(RedisStore::check(&RedisSettings::new("localhost")).is_err());
}

#[test]
#[ignore = "needs the redis-server program"]
fn a_store_whose_own_runtime_has_ended_is_unavailable() {
    let server = RedisServer::start_secured(&[]);
    let settings = RedisSettings::for_host("127.0.0.1", server.port(), 0, Some(SECRET));
    let store = short_lived().block_on(async { RedisStore::new(&settings).unwrap() });
    let error = short_lived().block_on(store.ping()).unwrap_err();
    assert!(matches!(error, state_store::StoreError::Unavailable(_)), "{error:?}");
}

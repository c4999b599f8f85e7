//! A cluster of three masters: masters that fail, hang and are replaced, slots that move.

use std::sync::Arc;
use std::time::Duration;

use state_store::conformance::{self, sample};
use state_store::{
    BreakerOpen, ClusterSettings, EngineStateStore, Expected, RedisSettings, RedisStore, Saved, SessionKey, StoreError,
    ValueFormat,
};
use testkit::{RedisCluster, SECRET, free_port, until};
use tokio::task::JoinSet;

use crate::writers::{Failures, WRITERS, Writers};

const TTL: Duration = Duration::from_secs(600);
const NODES: [usize; 3] = [0, 1, 2];

fn settings(nodes: Vec<String>, prefix: &str) -> RedisSettings {
    let mut settings = RedisSettings::for_host("ignored", 1, 0, Some(SECRET));
    settings.cluster = Some(ClusterSettings::new(nodes));
    settings.key_prefix = prefix.to_owned();
    settings.pool_size = 2;
    settings
}

fn store(cluster: &RedisCluster, prefix: &str) -> Arc<RedisStore> {
    Arc::new(RedisStore::new(&settings(cluster.addresses(), prefix)).unwrap())
}

async fn check_contract(cluster: &RedisCluster, format: ValueFormat) {
    let store = |prefix: &str| {
        let mut settings = settings(cluster.addresses(), prefix);
        settings.format = format;
        Arc::new(RedisStore::new(&settings).unwrap())
    };
    conformance::run(&conformance::Subject::new(store("test:"), store("test:other:"))).await.unwrap();
}

/// Saves 60 sessions; returns those that the node owns and those that it does not.
async fn save_sessions(
    cluster: &RedisCluster,
    store: &RedisStore,
    prefix: &str,
    node: usize,
) -> (Vec<SessionKey>, Vec<SessionKey>) {
    let keys: Vec<SessionKey> = (0..60).map(SessionKey).collect();
    for key in &keys {
        store.save(*key, &sample::running(), Expected::Any, TTL).await.unwrap();
    }
    keys.into_iter().partition(|key| cluster.owner_of(&format!("{prefix}{}", key.0)) == node)
}

fn is_unavailable<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Unavailable(_)))
}

fn is_refused_by_breaker<T>(outcome: &Result<T, StoreError>) -> bool {
    matches!(outcome, Err(StoreError::Unavailable(source)) if source.is::<BreakerOpen>())
}

/// Waits until a session can be saved.
async fn until_saved(store: &RedisStore, key: SessionKey) {
    tokio::time::timeout(Duration::from_secs(90), async {
        while store.save(key, &sample::running(), Expected::Any, TTL).await.is_err() {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("the store answers again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn redis_store_keeps_the_contract_on_a_cluster() {
    let cluster = RedisCluster::start();
    check_contract(&cluster, ValueFormat::MessagePack).await;
    check_contract(&cluster, ValueFormat::Json).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn sessions_on_all_masters_are_listed_counted_and_cleared() {
    let cluster = RedisCluster::start();
    let store = store(&cluster, "test:");
    let keys: Vec<SessionKey> = (0..4000).map(SessionKey).collect();
    let mut saves = JoinSet::new();
    for part in keys.chunks(250) {
        let (store, part) = (Arc::clone(&store), part.to_vec());
        saves.spawn(async move {
            for key in part {
                store.save(key, &sample::started(), Expected::Absent, TTL).await.unwrap();
            }
        });
    }
    saves.join_all().await;
    assert_eq!(store.active_sessions().await.unwrap(), keys);
    let info = store.info().await.unwrap();
    assert_eq!((info.mode.as_deref(), info.active_sessions), (Some("cluster"), 4000));
    assert!(info.used_memory_bytes.is_some_and(|bytes| bytes > 3_000_000), "of all masters together: {info:?}");
    assert_eq!(store.clear().await.unwrap(), 4000);
    assert!(cluster.keys().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_killed_master_makes_its_own_sessions_unavailable_and_no_others() {
    let mut cluster = RedisCluster::start();
    let store = store(&cluster, "test:");
    let (lost, others) = save_sessions(&cluster, &store, "test:", 1).await;
    cluster.kill_master(1);
    for round in 0..3 {
        for key in &lost {
            let outcome = store.load(*key).await;
            assert!(is_unavailable(&outcome), "{round}: {outcome:?}");
        }
        for key in &others {
            assert!(store.load(*key).await.unwrap().is_some(), "{round}: {key:?}");
        }
    }
    for outcome in [store.ping().await.map(drop), store.info().await.map(drop), store.clear().await.map(drop)] {
        assert!(is_unavailable(&outcome), "what concerns all masters needs all of them: {outcome:?}");
    }

    cluster.restart(1);
    until_saved(&store, lost[0]).await;
    assert_eq!(store.load(lost[1]).await.unwrap(), None, "the master has come back empty");
    store.ping().await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_master_that_stands_still_is_left_alone_while_the_others_go_on() {
    let cluster = RedisCluster::start();
    let store = store(&cluster, "test:");
    let (stuck, others) = save_sessions(&cluster, &store, "test:", 2).await;
    cluster.pause(2);
    let mut refused = false;
    for (key, other) in stuck.iter().cycle().zip(others.iter().cycle()).take(20) {
        let outcome = store.load(*key).await;
        assert!(is_unavailable(&outcome), "{outcome:?}");
        refused |= is_refused_by_breaker(&outcome);
        assert!(store.load(*other).await.unwrap().is_some());
    }
    assert!(refused, "the time-out is not awaited each time");

    cluster.resume(2);
    until_saved(&store, stuck[0]).await;
    for key in stuck {
        assert!(store.load(key).await.unwrap().is_some(), "nothing is lost");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_ping_names_the_master_that_does_not_answer() {
    let mut cluster = RedisCluster::start();
    let store = store(&cluster, "test:");
    store.ping().await.unwrap();
    cluster.kill_master(0);
    let Err(StoreError::Unavailable(source)) = store.ping().await else { panic!("a master is down") };
    assert!(source.to_string().contains(&cluster.addresses()[0]), "{source}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn no_save_fails_or_is_lost_while_a_slot_moves_back_and_forth() {
    let cluster = RedisCluster::start();
    // All sessions are in one slot.
    let loaded = store(&cluster, "{moving}:");
    let writers = Writers::start(&loaded, Failures::Forbidden);
    until("the writers are at work", || writers.stored() > 100);
    for step in 1..=6 {
        let target = (cluster.owner_of("{moving}") + step) % 3;
        if target != cluster.owner_of("{moving}") {
            cluster.move_slot_of("{moving}", target);
        }
        let before = writers.stored();
        until("more is saved", || writers.stored() > before + 50 || !writers.all_running());
        let expected: Vec<SessionKey> = (0..).map(SessionKey).take(WRITERS).collect();
        assert_eq!(loaded.active_sessions().await.unwrap(), expected);
    }
    writers.stop_and_check().await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn every_operation_finds_its_session_in_a_slot_that_is_half_moved() {
    let cluster = RedisCluster::start();
    let store = store(&cluster, "{moving}:");
    let (stayed, fresh) = (SessionKey(1), SessionKey(2));
    store.save(stayed, &sample::running(), Expected::Absent, TTL).await.unwrap();
    let moving = cluster.begin_to_move(cluster.slot_of("{moving}"), (cluster.owner_of("{moving}") + 1) % 3);

    // What is not there yet comes into being at the master that knows no script so far.
    assert_eq!(store.save(fresh, &sample::running(), Expected::Absent, TTL).await.unwrap(), Saved::Stored);
    for key in [stayed, fresh] {
        let next = sample::after(21);
        assert_eq!(store.save(key, &next, Expected::Revision(20), TTL).await.unwrap(), Saved::Stored);
        let late = store.save(key, &sample::running(), Expected::Revision(20), TTL).await.unwrap();
        assert_eq!(late, Saved::Conflict { stored: Some(21) });
        assert_eq!(store.load(key).await.unwrap().unwrap().engine, next.engine);
        assert_eq!(store.summary(key).await.unwrap().unwrap().revision, 21);
        assert!(store.exists(key).await.unwrap());
        assert!(store.ttl(key).await.unwrap() <= Some(TTL));
        assert!(store.extend_ttl(key, TTL).await.unwrap() > Some(TTL));
    }
    assert_eq!(store.load(SessionKey(3)).await.unwrap(), None);
    assert_eq!(store.active_sessions().await.unwrap(), [stayed, fresh]);
    assert!(store.delete(fresh).await.unwrap());

    cluster.move_keys(moving);
    assert_eq!(store.load(stayed).await.unwrap().unwrap().revision, 21);
    cluster.finish_moving(moving);
    assert_eq!(store.load(stayed).await.unwrap().unwrap().revision, 21);
    assert_eq!(store.clear().await.unwrap(), 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn sessions_on_their_way_to_a_master_without_slots_are_listed_and_cleared() {
    let mut cluster = RedisCluster::start();
    let empty = cluster.add_master();
    let store = store(&cluster, "{moving}:");
    for key in 1..=3 {
        store.save(SessionKey(key), &sample::running(), Expected::Absent, TTL).await.unwrap();
    }
    let moving = cluster.begin_to_move(cluster.slot_of("{moving}"), empty);
    cluster.move_keys(moving);
    store.save(SessionKey(4), &sample::running(), Expected::Absent, TTL).await.unwrap();
    assert_eq!(store.active_sessions().await.unwrap(), [1, 2, 3, 4].map(SessionKey));
    assert_eq!(store.clear().await.unwrap(), 4);
    assert!(cluster.keys().is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn saves_are_stored_at_the_replica_that_replaces_a_killed_master() {
    let mut cluster = RedisCluster::start_with_replicas();
    let loaded = store(&cluster, "load:");
    let writers = Writers::start(&loaded, Failures::Retried);
    until("the writers are at work", || writers.stored() > 100);
    let master = cluster.owner_of("load:0");
    // A session of the same master that no writer has.
    let own = (1000..).find(|key| cluster.owner_of(&format!("load:{key}")) == master).unwrap();
    cluster.kill_master(master);
    until("saves fail", || writers.failed() > 0);
    cluster.until_replaced(master);
    until_saved(&loaded, SessionKey(own)).await;
    writers.stop_and_check().await;
    check_contract(&cluster, ValueFormat::MessagePack).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn scripts_are_sent_again_after_all_nodes_forgot_them() {
    let cluster = RedisCluster::start();
    let store = store(&cluster, "test:");
    save_sessions(&cluster, &store, "test:", 0).await;
    for node in NODES {
        cluster.node(node).ask(&["SCRIPT", "FLUSH"]).unwrap();
    }
    for key in (0..60).map(SessionKey) {
        let saved = store.save(key, &sample::after(21), Expected::Revision(20), TTL).await.unwrap();
        assert_eq!(saved, Saved::Stored);
        assert!(store.extend_ttl(key, TTL).await.unwrap() > Some(TTL));
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn one_node_that_answers_is_enough_to_find_the_cluster() {
    let cluster = RedisCluster::start_with_replicas();
    let dead = format!("127.0.0.1:{}", free_port());
    // The last node is a replica.
    let nodes = vec![dead, cluster.addresses().pop().unwrap()];
    let store = RedisStore::new(&settings(nodes, "test:")).unwrap();
    save_sessions(&cluster, &store, "test:", 0).await;
    store.ping().await.unwrap();
    assert_eq!(store.active_sessions().await.unwrap().len(), 60);
}

#[tokio::test]
async fn a_cluster_that_is_down_is_unavailable() {
    let nodes = (0..3).map(|_| format!("127.0.0.1:{}", free_port())).collect();
    crate::outage::check_unavailable(&RedisStore::new(&settings(nodes, "test:")).unwrap()).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_cluster_that_stands_still_is_unavailable_in_time() {
    let cluster = RedisCluster::start();
    let store = store(&cluster, "test:");
    store.ping().await.unwrap();
    NODES.iter().for_each(|node| cluster.node(*node).pause());
    crate::outage::check_unavailable(&store).await;
    NODES.iter().for_each(|node| cluster.node(*node).resume());
    until_saved(&store, SessionKey(1)).await;
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_node_that_is_in_no_cluster_is_named_with_what_it_says() {
    let server = testkit::RedisServer::start_secured(&[]);
    let node = format!("127.0.0.1:{}", server.port());
    let store = RedisStore::new(&settings(vec![node.clone()], "test:")).unwrap();
    let Err(StoreError::Unavailable(source)) = store.load(SessionKey(1)).await else { panic!("no cluster") };
    let message = source.to_string();
    assert!(message.contains(&node) && message.contains("cluster support disabled"), "{message}");
}

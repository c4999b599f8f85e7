use std::sync::Arc;

use state_store::{ClusterSettings, EngineStateStore, RedisSettings, RedisStore, SessionKey, StoreError, conformance};
use testkit::{RedisCluster, RedisServer};

const GUIDE: &str = include_str!("../../../../docs/redis.md");

fn store(url: &str, prefix: &str) -> Arc<RedisStore> {
    let mut settings = RedisSettings::new(url);
    settings.key_prefix = prefix.to_owned();
    Arc::new(RedisStore::new(&settings).unwrap())
}

async fn check_contract(url: &str) {
    let subject = conformance::Subject::new(store(url, "adaptive_engine:"), store(url, "adaptive_engine:other:"));
    conformance::run(&subject).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn a_store_over_a_unix_socket_keeps_the_contract() {
    let server = RedisServer::start_secured(&[]);
    check_contract(&format!("unix://{}?db=0&pass=s3cret%2Fp%40ss", server.socket().display())).await;
}

/// The commands of `ACL SETUSER` that the guide gives an operator.
fn rights() -> Vec<&'static str> {
    let line = GUIDE.lines().find_map(|line| line.strip_prefix("ACL SETUSER adaptive on >secret ")).unwrap();
    line.split(' ').collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn the_rights_that_the_guide_names_are_enough_and_are_for_our_keys_only() {
    let user = ["--user", "adaptive", "on", ">secret"];
    let server = RedisServer::start_secured(&[user.as_slice(), &rights()].concat());
    let url = format!("redis://adaptive:secret@127.0.0.1:{}", server.port());
    check_contract(&url).await;
    let foreign = store(&url, "foreign:").load(SessionKey(1)).await.unwrap_err();
    let StoreError::Unavailable(source) = &foreign else { panic!("{foreign:?}") };
    assert!(source.to_string().contains("no permissions"), "{source}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs the redis-server program"]
async fn the_rights_that_the_guide_names_are_enough_on_a_cluster_while_a_slot_moves_too() {
    let user = ["--user", "adaptive", "on", ">secret"];
    let cluster = RedisCluster::start_with(&[user.as_slice(), &rights()].concat());
    let mut settings = RedisSettings::new("redis://adaptive:secret@cluster");
    settings.cluster = Some(ClusterSettings::new(cluster.addresses()));
    let store = |prefix: &str| {
        let mut settings = settings.clone();
        settings.key_prefix = prefix.to_owned();
        Arc::new(RedisStore::new(&settings).unwrap())
    };
    let slot = cluster.slot_of("adaptive_engine:1");
    let _moving = cluster.begin_to_move(slot, (cluster.owner_of("adaptive_engine:1") + 1) % 3);
    assert_eq!(store("adaptive_engine:").load(SessionKey(1)).await.unwrap(), None);
    let subject = conformance::Subject::new(store("adaptive_engine:"), store("adaptive_engine:other:"));
    conformance::run(&subject).await.unwrap();
}

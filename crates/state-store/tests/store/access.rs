use std::sync::Arc;

use state_store::{EngineStateStore, RedisSettings, RedisStore, SessionKey, StoreError, conformance};
use testkit::RedisServer;

const GUIDE: &str = include_str!("../../../../docs/redis.md");

fn store(url: &str, prefix: &str) -> Arc<RedisStore> {
    let mut settings = RedisSettings::new(url);
    settings.key_prefix = prefix.to_owned();
    Arc::new(RedisStore::new(&settings).unwrap())
}

async fn check_contract(url: &str) {
    let subject = conformance::Subject::new(store(url, "adaptive_engine:"), store(url, "adaptive_engine:neighbour:"));
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

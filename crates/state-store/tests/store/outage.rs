use std::net::TcpListener;
use std::time::Duration;

use state_store::conformance::sample;
use state_store::{EngineStateStore, Expected, RedisSettings, RedisStore, Saved, SessionKey, StoreError};
use testkit::{RedisServer, SECRET, free_port};

const KEY: SessionKey = SessionKey(1);
const TTL: Duration = Duration::from_secs(60);
/// Far more than the time-outs of the settings allow.
const PATIENCE: Duration = Duration::from_secs(20);

fn settings(port: u16) -> RedisSettings {
    let mut settings = RedisSettings::for_host("127.0.0.1", port, 0, Some(SECRET));
    settings.pool_size = 2;
    settings.connect_timeout = Duration::from_millis(300);
    settings.command_timeout = Duration::from_millis(200);
    settings.wait_timeout = Duration::from_millis(300);
    settings
}

/// An error with all its causes, as a log would show it.
fn error_chain(error: &StoreError) -> String {
    let mut text = format!("{error} {error:?}");
    let mut cause = std::error::Error::source(error);
    while let Some(error) = cause {
        text.push_str(&format!(" {error} {error:?}"));
        cause = error.source();
    }
    text
}

/// Every operation must fail as unavailable, in time and without telling the password.
pub async fn check_unavailable(store: &RedisStore) {
    let state = sample::running();
    let outcomes = async {
        [
            store.load(KEY).await.map(drop),
            store.save(KEY, &state, Expected::Any, TTL).await.map(drop),
            store.delete(KEY).await.map(drop),
            store.exists(KEY).await.map(drop),
            store.ttl(KEY).await.map(drop),
            store.extend_ttl(KEY, TTL).await.map(drop),
            store.active_sessions().await.map(drop),
            store.summary(KEY).await.map(drop),
            store.ping().await.map(drop),
            store.info().await.map(drop),
            store.clear().await.map(drop),
        ]
    };
    for outcome in tokio::time::timeout(PATIENCE, outcomes).await.expect("the time-outs end every operation") {
        let error = outcome.unwrap_err();
        assert!(matches!(error, StoreError::Unavailable(_)), "{error:?}");
        assert!(std::error::Error::source(&error).is_some());
        assert!(!error_chain(&error).contains("s3cret"), "{}", error_chain(&error));
    }
}

#[tokio::test]
async fn a_refused_connection_is_unavailable() {
    check_unavailable(&RedisStore::new(&settings(free_port())).unwrap()).await;
}

#[tokio::test]
async fn a_server_that_never_answers_is_unavailable() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = RedisStore::new(&settings(silent.local_addr().unwrap().port())).unwrap();
    check_unavailable(&store).await;
}

#[tokio::test]
async fn many_operations_at_once_on_a_silent_server_all_end_in_time() {
    let silent = TcpListener::bind("127.0.0.1:0").unwrap();
    let store = RedisStore::new(&settings(silent.local_addr().unwrap().port())).unwrap();
    let store = std::sync::Arc::new(store);
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..200 {
        let store = store.clone();
        tasks.spawn(async move { store.load(KEY).await });
    }
    let outcomes =
        tokio::time::timeout(PATIENCE, tasks.join_all()).await.expect("no operation queues up behind all others");
    assert!(outcomes.iter().all(|outcome| matches!(outcome, Err(StoreError::Unavailable(_)))));
}

#[tokio::test]
async fn nothing_that_is_shown_has_the_password() {
    let settings = settings(6379);
    let store = RedisStore::new(&settings).unwrap();
    assert!(!format!("{settings:?} {store:?} {}", store.address()).contains("s3cret"));
    assert_eq!(store.address(), "redis://:***@127.0.0.1:6379/0");
}

#[tokio::test]
async fn settings_that_cannot_work_are_refused_at_once() {
    let insecure = "rediss://:s3cret@localhost/#insecure";
    for url in ["localhost", "http://:s3cret@localhost", "redis://:s3cret@host:port", insecure] {
        let error = RedisStore::new(&RedisSettings::new(url)).unwrap_err();
        assert!(matches!(error, StoreError::Configuration { .. }), "{url}");
        assert!(!error_chain(&error).contains("s3cret"), "{}", error_chain(&error));
    }
}

/// Asks until the server answers on both connections of the store.
async fn until_answering(store: &RedisStore) {
    let answering = async {
        while store.ping().await.is_err() || store.ping().await.is_err() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(PATIENCE, answering).await.expect("the store finds the server by itself");
}

async fn check_works(store: &RedisStore) {
    assert_eq!(store.save(KEY, &sample::running(), Expected::Any, TTL).await.unwrap(), Saved::Stored);
    assert_eq!(store.load(KEY).await.unwrap().unwrap().engine, sample::running().engine);
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_killed_server_is_unavailable_and_used_again_once_it_is_back() {
    let mut server = RedisServer::start_secured(&[]);
    let store = RedisStore::new(&settings(server.port())).unwrap();
    until_answering(&store).await;
    check_works(&store).await;
    for _ in 0..3 {
        server.kill();
        check_unavailable(&store).await;
        server.restart();
        until_answering(&store).await;
        assert!(store.load(KEY).await.unwrap().is_none());
        check_works(&store).await;
    }
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_paused_server_is_unavailable_and_used_again_once_it_goes_on() {
    let server = RedisServer::start_secured(&[]);
    let store = RedisStore::new(&settings(server.port())).unwrap();
    until_answering(&store).await;
    check_works(&store).await;
    server.pause();
    check_unavailable(&store).await;
    server.resume();
    until_answering(&store).await;
    check_works(&store).await;
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn a_wrong_password_is_unavailable_and_not_repeated() {
    let server = RedisServer::start_secured(&[]);
    let store = RedisStore::new(&settings(server.port())).unwrap();
    until_answering(&store).await;
    let mut wrong = settings(server.port());
    wrong.url = format!("redis://:s3cret-but-wrong@127.0.0.1:{}", server.port());
    check_unavailable(&RedisStore::new(&wrong).unwrap()).await;
    wrong.url = format!("redis://127.0.0.1:{}", server.port());
    check_unavailable(&RedisStore::new(&wrong).unwrap()).await;
}

#[tokio::test]
#[ignore = "needs the redis-server program"]
async fn scripts_are_loaded_again_after_the_server_forgot_them() {
    let server = RedisServer::start_secured(&[]);
    let store = RedisStore::new(&settings(server.port())).unwrap();
    until_answering(&store).await;
    check_works(&store).await;
    let client = redis::Client::open(settings(server.port()).url).unwrap();
    let mut raw = client.get_multiplexed_async_connection().await.unwrap();
    let _: () = redis::cmd("SCRIPT").arg("FLUSH").query_async(&mut raw).await.unwrap();
    check_works(&store).await;
    assert!(store.extend_ttl(KEY, TTL).await.unwrap().is_some());
}

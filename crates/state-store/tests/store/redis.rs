use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use redis::AsyncCommands;
use redis::aio::MultiplexedConnection;
use state_store::conformance::{self, sample};
use state_store::{EngineStateStore, Expected, RedisSettings, RedisStore, Saved, SessionKey, StoreError, ValueFormat};

const TTL: Duration = Duration::from_secs(60);
const KEY: SessionKey = SessionKey(1);

fn url() -> String {
    std::env::var("TEST_REDIS_URL").expect("TEST_REDIS_URL names a Redis that tests may write to")
}

/// Keys that no other run of these tests has.
fn own_prefix() -> String {
    format!("test_state_store:{:x}:", RandomState::new().hash_one(0_u8))
}

fn store(prefix: &str, format: ValueFormat) -> RedisStore {
    let mut settings = RedisSettings::new(url());
    settings.key_prefix = prefix.to_owned();
    settings.format = format;
    RedisStore::new(&settings).unwrap()
}

async fn raw() -> MultiplexedConnection {
    redis::Client::open(url()).unwrap().get_multiplexed_async_connection().await.unwrap()
}

async fn check(format: ValueFormat) {
    let prefix = own_prefix();
    // The other store's keys start with the prefix under test, too.
    let subject = conformance::Subject::new(
        Arc::new(store(&prefix, format)),
        Arc::new(store(&format!("{prefix}other:"), format)),
    );
    conformance::run(&subject).await.unwrap();
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn redis_store_keeps_the_contract_with_messagepack() {
    check(ValueFormat::MessagePack).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn redis_store_keeps_the_contract_with_json() {
    check(ValueFormat::Json).await;
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn a_store_reads_and_replaces_what_one_of_the_other_format_has_written() {
    let prefix = own_prefix();
    let (packed, json) = (store(&prefix, ValueFormat::MessagePack), store(&prefix, ValueFormat::Json));
    let state = sample::running();
    json.save(KEY, &state, Expected::Any, TTL).await.unwrap();
    assert_eq!(packed.load(KEY).await.unwrap().unwrap(), state);
    let next = sample::after(21);
    assert_eq!(packed.save(KEY, &next, Expected::Revision(20), TTL).await.unwrap(), Saved::Stored);
    assert_eq!(json.load(KEY).await.unwrap().unwrap().engine, next.engine);
    let stale = json.save(KEY, &state, Expected::Revision(20), TTL).await.unwrap();
    assert_eq!(stale, Saved::Conflict { stored: Some(21) });
    packed.clear().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn a_value_is_a_plain_string_under_prefix_and_session_number() {
    let prefix = own_prefix();
    let json = store(&prefix, ValueFormat::Json);
    json.save(KEY, &sample::running(), Expected::Any, TTL).await.unwrap();
    let text: String = raw().await.get(format!("{prefix}1")).await.unwrap();
    assert!(text.starts_with(r#"{"revision":20,"format":1,"exam_type":"placement","#), "{text}");
    json.clear().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn a_value_that_is_no_state_is_unreadable_conflicts_without_a_revision_and_can_be_replaced() {
    let prefix = own_prefix();
    let store = store(&prefix, ValueFormat::MessagePack);
    let key = format!("{prefix}1");
    let mut raw = raw().await;
    let texts: [&[u8]; 6] = [b"", b"garbage", b"{", b"[1]", b"{\"revision\":\"20\"}", b"\xde\xff\xff\xa8revision"];
    for text in texts {
        let _: () = raw.set(&key, text).await.unwrap();
        assert!(matches!(store.load(KEY).await, Err(StoreError::Unreadable { session: 1, .. })), "{text:?}");
        assert!(matches!(store.summary(KEY).await, Err(StoreError::Unreadable { session: 1, .. })), "{text:?}");
        for expected in [Expected::Absent, Expected::Revision(20)] {
            let saved = store.save(KEY, &sample::running(), expected, TTL).await.unwrap();
            assert_eq!(saved, Saved::Conflict { stored: None }, "{text:?}");
        }
        assert_eq!(store.save(KEY, &sample::running(), Expected::Any, TTL).await.unwrap(), Saved::Stored);
        assert!(store.load(KEY).await.unwrap().is_some());
    }
    store.clear().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn a_value_of_a_newer_format_is_unreadable_but_its_revision_counts() {
    let prefix = own_prefix();
    let store = store(&prefix, ValueFormat::MessagePack);
    let newer = r#"{ "format": 2, "ability": [0.5], "revision": 7 }"#;
    let _: () = raw().await.set(format!("{prefix}1"), newer).await.unwrap();
    let error = store.load(KEY).await.unwrap_err();
    assert!(error.to_string().contains("format 2"), "{error}");
    let saved = store.save(KEY, &sample::running(), Expected::Revision(6), TTL).await.unwrap();
    assert_eq!(saved, Saved::Conflict { stored: Some(7) });
    store.clear().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn a_key_of_another_type_is_unreadable_until_it_is_replaced() {
    let prefix = own_prefix();
    let store = store(&prefix, ValueFormat::MessagePack);
    let _: () = raw().await.rpush(format!("{prefix}1"), "x").await.unwrap();
    assert!(matches!(store.load(KEY).await, Err(StoreError::Unreadable { session: 1, .. })));
    assert!(matches!(store.summary(KEY).await, Err(StoreError::Unreadable { session: 1, .. })));
    let guarded = store.save(KEY, &sample::running(), Expected::Absent, TTL).await;
    assert!(matches!(guarded, Err(StoreError::Unreadable { session: 1, .. })));
    assert_eq!(store.save(KEY, &sample::running(), Expected::Any, TTL).await.unwrap(), Saved::Stored);
    store.clear().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn a_value_made_to_stay_gets_a_time_to_live_with_the_next_save() {
    let prefix = own_prefix();
    let store = store(&prefix, ValueFormat::MessagePack);
    let state = sample::running();
    for expected in [Expected::Any, Expected::Revision(state.revision)] {
        store.save(KEY, &state, Expected::Any, TTL).await.unwrap();
        let _: () = raw().await.persist(format!("{prefix}1")).await.unwrap();
        assert_eq!(store.ttl(KEY).await.unwrap(), Some(state_store::MAX_TTL));
        assert_eq!(store.extend_ttl(KEY, TTL).await.unwrap(), Some(state_store::MAX_TTL));
        assert_eq!(store.save(KEY, &state, expected, TTL).await.unwrap(), Saved::Stored);
        assert!(store.ttl(KEY).await.unwrap().unwrap() <= TTL);
    }
    store.clear().await.unwrap();
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn listing_and_clearing_take_the_prefix_literally_and_go_over_many_pages() {
    let own = own_prefix();
    let (glob, other) = (format!("{own}[ab]*:"), format!("{own}aX:"));
    let (store, other) = (store(&glob, ValueFormat::MessagePack), store(&other, ValueFormat::MessagePack));
    other.save(KEY, &sample::started(), Expected::Any, TTL).await.unwrap();
    let mut pipeline = redis::pipe();
    for session in 0..5000 {
        pipeline.cmd("SET").arg(format!("{glob}{session}")).arg("x").arg("EX").arg(60).ignore();
    }
    let mut raw = raw().await;
    let _: () = pipeline.query_async(&mut raw).await.unwrap();
    let lock = format!("{glob}lock");
    let _: () = raw.set_ex(&lock, "x", 60).await.unwrap();
    assert_eq!(store.active_sessions().await.unwrap().len(), 5000);
    assert_eq!(store.clear().await.unwrap(), 5000);
    assert!(raw.exists::<_, bool>(&lock).await.unwrap());
    assert_eq!(other.clear().await.unwrap(), 1);
}

#[tokio::test]
#[ignore = "needs Redis: set TEST_REDIS_URL"]
async fn info_tells_version_mode_and_memory() {
    let info = store(&own_prefix(), ValueFormat::Json).info().await.unwrap();
    assert_eq!((info.backend, info.format, info.mode.as_deref()), ("redis", "json", Some("standalone")));
    assert!(info.server_version.is_some_and(|version| version.contains('.')));
    assert!(info.used_memory_bytes.is_some_and(|bytes| bytes > 100_000));
}

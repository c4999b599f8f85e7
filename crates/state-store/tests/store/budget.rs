//! One request waits for a store that hangs at most once.

use std::net::TcpListener;
use std::time::Duration;

use state_store::conformance::sample;
use state_store::{
    BreakerSettings, BreakerStore, BudgetSpent, ClusterSettings, EngineStateStore, Expected, RedisSettings, RedisStore,
    SentinelSettings, SessionKey, StoreError, with_store_budget,
};
use tokio::time::{Instant, sleep, timeout};

use crate::faulty::{Behaviour, FaultyStore};

const KEY: SessionKey = SessionKey(1);
const BUDGET: Duration = Duration::from_millis(500);
const HOUR: Duration = Duration::from_secs(3600);

fn store(behaviour: Behaviour) -> (BreakerStore<&'static FaultyStore>, &'static FaultyStore) {
    let faulty: &FaultyStore = Box::leak(Box::new(FaultyStore::new(behaviour)));
    let mut settings = BreakerSettings::default();
    settings.request_budget = Some(BUDGET);
    (BreakerStore::new(faulty, settings), faulty)
}

fn is_spent(error: &StoreError) -> bool {
    matches!(error, StoreError::Unavailable(source) if source.is::<BudgetSpent>())
}

#[tokio::test(start_paused = true)]
async fn a_request_waits_for_a_stalled_store_once_whatever_it_calls() {
    let (store, faulty) = store(Behaviour::Fails(BUDGET));
    let start = Instant::now();
    with_store_budget(async {
        assert!(!is_spent(&store.load(KEY).await.unwrap_err()));
        assert!(is_spent(&store.save(KEY, &sample::running(), Expected::Any, HOUR).await.unwrap_err()));
        assert!(is_spent(&store.delete(KEY).await.unwrap_err()));
    })
    .await;
    assert_eq!((start.elapsed(), faulty.calls()), (BUDGET, 1));
}

#[tokio::test(start_paused = true)]
async fn a_save_has_the_time_that_the_load_has_left() {
    let (store, faulty) = store(Behaviour::Fails(Duration::from_millis(400)));
    let start = Instant::now();
    with_store_budget(async {
        store.load(KEY).await.unwrap_err();
        faulty.set(Behaviour::Fails(HOUR));
        assert!(!is_spent(&store.save(KEY, &sample::running(), Expected::Any, HOUR).await.unwrap_err()));
        assert!(is_spent(&store.load(KEY).await.unwrap_err()));
    })
    .await;
    assert_eq!((start.elapsed().as_millis() / 2, faulty.calls()), (BUDGET.as_millis() / 2, 2));
}

#[tokio::test(start_paused = true)]
async fn each_request_has_its_own_budget_and_spends_it_on_the_store_alone() {
    let (store, faulty) = store(Behaviour::Fails(BUDGET));
    for calls in 1..=2 {
        with_store_budget(async {
            sleep(HOUR).await;
            assert!(!is_spent(&store.load(KEY).await.unwrap_err()));
        })
        .await;
        assert_eq!(faulty.calls(), calls);
    }
    // Outside a request there is no budget.
    for _ in 0..2 {
        assert!(!is_spent(&store.load(KEY).await.unwrap_err()));
    }
}

#[tokio::test(start_paused = true)]
async fn calls_that_are_cut_short_open_the_breaker_and_calls_not_made_do_not() {
    let (store, _) = store(Behaviour::Fails(BUDGET));
    for request in 1..=5 {
        assert!(!store.report().open, "before request {request}");
        with_store_budget(async {
            store.load(KEY).await.unwrap_err();
            store.delete(KEY).await.unwrap_err();
        })
        .await;
    }
    assert!(store.report().open);
}

#[tokio::test(start_paused = true)]
async fn a_call_that_its_own_time_out_does_not_end_is_ended_by_the_budget() {
    let (store, faulty) = store(Behaviour::Fails(HOUR));
    let start = Instant::now();
    with_store_budget(async {
        assert!(!is_spent(&store.load(KEY).await.unwrap_err()));
        assert!(is_spent(&store.save(KEY, &sample::running(), Expected::Any, HOUR).await.unwrap_err()));
    })
    .await;
    assert!(start.elapsed() < BUDGET + BUDGET / 10, "{:?}", start.elapsed());
    assert_eq!(faulty.calls(), 1);
}

#[tokio::test(start_paused = true)]
async fn what_goes_through_all_keys_waits_for_a_stalled_store_once_too() {
    for walk in ["info", "clear", "active_sessions"] {
        let (store, faulty) = store(Behaviour::Fails(HOUR));
        let start = Instant::now();
        with_store_budget(async {
            let outcome = match walk {
                "info" => store.info().await.map(drop),
                "clear" => store.clear().await.map(drop),
                _ => store.active_sessions().await.map(drop),
            };
            assert!(!is_spent(&outcome.unwrap_err()));
        })
        .await;
        assert!(start.elapsed() < BUDGET + BUDGET / 10, "{walk}: {:?}", start.elapsed());
        assert_eq!(faulty.calls(), 1);
    }
}

/// A request that must end although nothing at this address ever answers.
async fn check_stalled(mut redis: RedisSettings) {
    redis.connect_timeout = HOUR;
    redis.wait_timeout = HOUR;
    redis.command_timeout = Duration::from_millis(20);
    let mut settings = BreakerSettings::default();
    settings.request_budget = Some(redis.command_timeout);
    let store = BreakerStore::new(RedisStore::new(&redis).unwrap(), settings);
    let request = with_store_budget(async {
        assert!(!is_spent(&store.load(KEY).await.unwrap_err()));
        assert!(is_spent(&store.save(KEY, &sample::running(), Expected::Any, HOUR).await.unwrap_err()));
    });
    timeout(Duration::from_secs(60), request).await.expect("the budget ends the request, not the time-out to connect");
    let request = with_store_budget(async { assert!(!is_spent(&store.info().await.unwrap_err())) });
    timeout(Duration::from_secs(60), request).await.expect("the budget ends a look at all keys");
}

#[tokio::test]
async fn a_request_does_not_wait_for_a_node_a_sentinel_or_a_cluster_beyond_its_budget() {
    // They take connections and never answer.
    let stalled = [(); 2].map(|()| TcpListener::bind("127.0.0.1:0").unwrap());
    let addresses = stalled.each_ref().map(|stalled| stalled.local_addr().unwrap().to_string());
    let single = RedisSettings::new(format!("redis://{}", addresses[0]));
    check_stalled(single.clone()).await;
    let mut watched = single.clone();
    watched.sentinels = Some(SentinelSettings::new(&addresses, "mymaster"));
    check_stalled(watched).await;
    let mut cluster = single;
    cluster.cluster = Some(ClusterSettings::new(&addresses));
    check_stalled(cluster).await;
}

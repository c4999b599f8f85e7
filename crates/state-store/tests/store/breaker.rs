use std::num::NonZeroU32;
use std::sync::Arc;
use std::time::Duration;

use state_store::conformance::{self, sample};
use state_store::{
    BreakerOpen, BreakerReport, BreakerSettings, BreakerStore, EngineStateStore, Expected, MemoryStore, ObservedStore,
    SessionKey, StoreError,
};
use tokio::time::{Instant, advance};

use crate::faulty::{Behaviour, FaultyStore};

const KEY: SessionKey = SessionKey(1);
const TIMEOUT: Duration = Duration::from_millis(500);
const PAUSE: Duration = Duration::from_secs(1);

type Breaker = BreakerStore<&'static FaultyStore>;

/// A breaker that opens after three failures, and the store behind it.
fn breaker(behaviour: Behaviour) -> (Arc<Breaker>, &'static FaultyStore) {
    let faulty: &FaultyStore = Box::leak(Box::new(FaultyStore::new(behaviour)));
    let mut settings = BreakerSettings::default();
    settings.failures = NonZeroU32::new(3).unwrap();
    settings.pause = PAUSE;
    (Arc::new(BreakerStore::new(faulty, settings)), faulty)
}

async fn opened() -> (Arc<Breaker>, &'static FaultyStore) {
    let (breaker, faulty) = breaker(Behaviour::Fails(TIMEOUT));
    for _ in 0..3 {
        assert_eq!(refusal(&breaker.load(KEY).await.unwrap_err()), None);
    }
    assert!(breaker.report().open);
    (breaker, faulty)
}

/// The error of the breaker, if it was the breaker that refused.
fn refusal(error: &StoreError) -> Option<BreakerOpen> {
    let StoreError::Unavailable(source) = error else { panic!("{error:?}") };
    source.downcast_ref().copied()
}

#[tokio::test(start_paused = true)]
async fn a_store_behind_the_breaker_keeps_the_contract() {
    let guarded =
        || Arc::new(BreakerStore::new(ObservedStore::new(MemoryStore::default()), BreakerSettings::default()));
    conformance::run(&conformance::Subject::new(guarded(), guarded())).await.unwrap();
}

#[tokio::test(start_paused = true)]
async fn an_open_breaker_refuses_at_once_and_without_asking() {
    let (breaker, faulty) = opened().await;
    let start = Instant::now();
    let state = sample::running();
    let refused = [
        breaker.load(KEY).await.map(drop),
        breaker.save(KEY, &state, Expected::Any, PAUSE).await.map(drop),
        breaker.delete(KEY).await.map(drop),
        breaker.exists(KEY).await.map(drop),
        breaker.ttl(KEY).await.map(drop),
        breaker.extend_ttl(KEY, PAUSE).await.map(drop),
        breaker.active_sessions().await.map(drop),
        breaker.summary(KEY).await.map(drop),
        breaker.ping().await.map(drop),
        breaker.info().await.map(drop),
        breaker.clear().await.map(drop),
    ];
    for outcome in refused {
        assert_eq!(refusal(&outcome.unwrap_err()), Some(BreakerOpen { retry_after: PAUSE }));
    }
    assert_eq!((faulty.calls(), start.elapsed()), (3, Duration::ZERO));
    assert_eq!(breaker.report(), BreakerReport { open: true, opened: 1, refused: 11 });
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_is_answered_closes_the_breaker() {
    let (breaker, faulty) = opened().await;
    faulty.set(Behaviour::Works);
    advance(PAUSE - Duration::from_millis(1)).await;
    let early = refusal(&breaker.load(KEY).await.unwrap_err());
    assert_eq!(early, Some(BreakerOpen { retry_after: Duration::from_millis(1) }));
    advance(Duration::from_millis(1)).await;
    assert_eq!(breaker.load(KEY).await.unwrap(), None);
    assert_eq!(breaker.report(), BreakerReport { open: false, opened: 1, refused: 1 });
}

#[tokio::test(start_paused = true)]
async fn a_probe_that_fails_starts_another_pause_and_is_no_second_opening() {
    let (breaker, faulty) = opened().await;
    advance(PAUSE).await;
    assert_eq!(refusal(&breaker.load(KEY).await.unwrap_err()), None);
    assert_eq!(refusal(&breaker.load(KEY).await.unwrap_err()), Some(BreakerOpen { retry_after: PAUSE }));
    assert_eq!((faulty.calls(), breaker.report().opened), (4, 1));
}

#[tokio::test(start_paused = true)]
async fn refusals_by_the_breaker_of_a_part_of_the_store_neither_open_nor_close_this_one() {
    let faulty: &'static FaultyStore = Box::leak(Box::new(FaultyStore::new(Behaviour::Refuses)));
    let breaker = BreakerStore::new(faulty, BreakerSettings::default());
    for _ in 0..20 {
        breaker.load(KEY).await.unwrap_err();
    }
    assert_eq!((faulty.calls(), breaker.report().open), (20, false));

    let (breaker, faulty) = opened().await;
    faulty.set(Behaviour::Refuses);
    advance(PAUSE).await;
    breaker.load(KEY).await.unwrap_err();
    assert!(breaker.report().open);
    faulty.set(Behaviour::Works);
    assert_eq!(breaker.load(KEY).await.unwrap(), None, "the next call is a probe at once");
    assert!(!breaker.report().open);
}

#[tokio::test(start_paused = true)]
async fn of_many_calls_after_the_pause_one_is_let_through() {
    let (breaker, faulty) = opened().await;
    advance(PAUSE).await;
    // The first is kept waiting, so that the others come while a probe is running.
    let first = tokio::spawn({
        let breaker = Arc::clone(&breaker);
        async move { breaker.load(KEY).await }
    });
    tokio::task::yield_now().await;
    for _ in 0..100 {
        let refused = breaker.load(KEY).await.unwrap_err();
        assert_eq!(refusal(&refused), Some(BreakerOpen { retry_after: Duration::ZERO }));
    }
    assert_eq!(refusal(&first.await.unwrap().unwrap_err()), None);
    assert_eq!(faulty.calls(), 4);
}

#[tokio::test(start_paused = true)]
async fn a_probe_whose_caller_gave_up_makes_way_for_another() {
    let (breaker, faulty) = opened().await;
    advance(PAUSE).await;
    assert!(tokio::time::timeout(Duration::from_millis(1), breaker.load(KEY)).await.is_err());
    faulty.set(Behaviour::Works);
    assert_eq!(breaker.load(KEY).await.unwrap(), None);
    assert!(!breaker.report().open);
}

#[tokio::test(start_paused = true)]
async fn an_answer_of_any_kind_ends_a_row_of_failures() {
    let (breaker, faulty) = breaker(Behaviour::Fails(TIMEOUT));
    for between in [Behaviour::Works, Behaviour::Unreadable, Behaviour::Works] {
        faulty.set(Behaviour::Fails(TIMEOUT));
        for _ in 0..2 {
            breaker.load(KEY).await.unwrap_err();
        }
        faulty.set(between);
        let _ = breaker.load(KEY).await;
    }
    assert_eq!(breaker.report(), BreakerReport { open: false, opened: 0, refused: 0 });
}

#[tokio::test(start_paused = true)]
async fn a_state_that_is_refused_before_the_store_is_asked_neither_closes_nor_blocks() {
    let (breaker, faulty) = opened().await;
    faulty.set(Behaviour::Works);
    advance(PAUSE).await;
    let mut contradictory = sample::running();
    contradictory.engine.theta = f64::NAN;
    let refused = breaker.save(KEY, &contradictory, Expected::Any, PAUSE).await;
    assert!(matches!(refused, Err(StoreError::InvalidState { .. })));
    assert!(breaker.report().open);
    assert_eq!(breaker.load(KEY).await.unwrap(), None);
    assert!(!breaker.report().open);
}

#[tokio::test(start_paused = true)]
async fn calls_from_before_the_breaker_closed_do_not_open_it_again() {
    let (breaker, faulty) = breaker(Behaviour::Fails(3 * PAUSE));
    let mut late = tokio::task::JoinSet::new();
    for _ in 0..5 {
        let breaker = Arc::clone(&breaker);
        late.spawn(async move { breaker.load(KEY).await });
    }
    tokio::task::yield_now().await;
    faulty.set(Behaviour::Fails(TIMEOUT));
    for _ in 0..3 {
        breaker.load(KEY).await.unwrap_err();
    }
    faulty.set(Behaviour::Works);
    advance(PAUSE).await;
    assert_eq!(breaker.load(KEY).await.unwrap(), None);
    assert!(late.join_all().await.iter().all(Result::is_err));
    assert_eq!(breaker.report(), BreakerReport { open: false, opened: 1, refused: 0 });
}

#[tokio::test(start_paused = true)]
async fn a_hundred_calls_that_fail_at_once_open_the_breaker_once() {
    let (breaker, _) = breaker(Behaviour::Fails(TIMEOUT));
    let mut calls = tokio::task::JoinSet::new();
    for _ in 0..100 {
        let breaker = Arc::clone(&breaker);
        calls.spawn(async move { breaker.load(KEY).await });
    }
    assert!(calls.join_all().await.iter().all(Result::is_err));
    assert_eq!(breaker.report(), BreakerReport { open: true, opened: 1, refused: 0 });
}

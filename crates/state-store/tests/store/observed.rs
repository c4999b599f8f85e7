use std::time::Duration;

use metrics_exporter_prometheus::PrometheusBuilder;
use state_store::conformance::sample;
use state_store::{BreakerSettings, BreakerStore, EngineStateStore, Expected, ObservedStore, SessionKey};

use crate::faulty::{Behaviour, FaultyStore};

const KEY: SessionKey = SessionKey(1);
const TTL: Duration = Duration::from_secs(60);

/// The metrics page after this, on a clock that only moves when everything waits.
fn page_after(work: impl Future<Output = ()>) -> String {
    let recorder = PrometheusBuilder::new().build_recorder();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_time().start_paused(true).build().unwrap();
    metrics::with_local_recorder(&recorder, || runtime.block_on(work));
    recorder.handle().render()
}

fn faulty(behaviour: Behaviour) -> &'static FaultyStore {
    Box::leak(Box::new(FaultyStore::new(behaviour)))
}

#[track_caller]
fn assert_line(page: &str, line: &str) {
    assert!(page.lines().any(|found| found == line), "{line} is not in:\n{page}");
}

#[test]
fn operations_are_counted_by_name_and_outcome_and_timed() {
    let page = page_after(async {
        let inner = faulty(Behaviour::Works);
        let store = ObservedStore::new(inner);
        let state = sample::running();
        store.save(KEY, &state, Expected::Absent, TTL).await.unwrap();
        store.save(KEY, &state, Expected::Absent, TTL).await.unwrap();
        store.load(KEY).await.unwrap();
        inner.set(Behaviour::Unreadable);
        store.load(KEY).await.unwrap_err();
        inner.set(Behaviour::Fails(Duration::from_millis(250)));
        store.ping().await.unwrap_err();
    });
    let counted = |operation: &str, outcome: &str| {
        format!(r#"adaptive_store_operations_total{{operation="{operation}",outcome="{outcome}"}} 1"#)
    };
    for (operation, outcome) in
        [("save", "ok"), ("save", "conflict"), ("load", "ok"), ("load", "unreadable"), ("ping", "unavailable")]
    {
        assert_line(&page, &counted(operation, outcome));
    }
    assert_line(&page, r#"adaptive_store_operation_seconds_count{operation="load"} 2"#);
    assert_line(&page, r#"adaptive_store_operation_seconds_sum{operation="ping"} 0.25"#);
}

#[test]
fn the_breaker_tells_of_opening_and_closing_once_each() {
    let work = |closes: bool| async move {
        let inner = faulty(Behaviour::Fails(Duration::ZERO));
        let settings = BreakerSettings::default();
        let store = BreakerStore::new(inner, settings);
        for _ in 0..20 {
            store.load(KEY).await.unwrap_err();
        }
        if closes {
            inner.set(Behaviour::Works);
            tokio::time::advance(settings.pause).await;
            store.load(KEY).await.unwrap();
        }
    };
    let open = page_after(work(false));
    assert_line(&open, "adaptive_store_breaker_open 1");
    assert_line(&open, "adaptive_store_breaker_refused_total 15");
    let closed = page_after(work(true));
    assert_line(&closed, "adaptive_store_breaker_open 0");
    assert_line(&closed, r#"adaptive_store_breaker_changes_total{to="open"} 1"#);
    assert_line(&closed, r#"adaptive_store_breaker_changes_total{to="closed"} 1"#);
}

//! The page of the metrics.

use std::collections::{BTreeMap, HashMap};

use serde_json::json;
use testkit::{Backend, Client, Sitting};

/// The series of the page with their values.
fn series(client: &Client) -> BTreeMap<String, f64> {
    let page = client.get("/metrics").text;
    let lines = page.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines
        .map(|line| line.rsplit_once(' ').unwrap())
        .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
        .collect()
}

#[test]
fn counters_are_there_at_zero_before_the_first_event_with_each_known_value() {
    let server = crate::deployment(Backend::SqliteMemory).serve();
    let series = series(&server.client());
    let zero = [
        "adaptive_answers_total",
        "adaptive_answer_requests_total{outcome=\"counted\"}",
        "adaptive_answer_requests_total{outcome=\"late\"}",
        "adaptive_answer_requests_total{outcome=\"conflict\"}",
        "adaptive_sessions_started_total",
        "adaptive_sessions_completed_total",
        "adaptive_sessions_ended_total{reason=\"standard_error\"}",
        "adaptive_sessions_ended_total{reason=\"ended_early\"}",
        "adaptive_sessions_ended_total{reason=\"expired\"}",
        "adaptive_sessions_expired_total{policy=\"void\"}",
        "adaptive_starts_repeated_total",
        "adaptive_recoveries_total{reason=\"store_unavailable\"}",
        "adaptive_store_failures_total{operation=\"save\"}",
        "adaptive_store_breaker_changes_total{to=\"open\"}",
        "adaptive_store_breaker_refused_total",
        "adaptive_sweeps_total{outcome=\"failed\"}",
        "adaptive_database_waits_total{pool=\"write\"}",
    ];
    for name in zero {
        assert_eq!(series.get(name), Some(&0.0), "{name}");
    }
}

#[test]
fn every_metric_has_its_help_and_its_kind() {
    let server = crate::deployment(Backend::SqliteMemory).serve();
    let _: serde_json::Value = testkit::sit(&server.client(), 3);
    let page = server.client().get("/metrics").text;
    let names: Vec<_> = page.lines().filter_map(|line| line.strip_prefix("# TYPE ")?.split(' ').next()).collect();
    assert!(names.len() > 20, "{names:?}");
    for name in names {
        let help = page.lines().find_map(|line| line.strip_prefix(&format!("# HELP {name} ")));
        assert!(help.is_some_and(|help| help.len() > 10), "{name} has no help");
    }
}

#[test]
fn the_page_has_the_process_the_build_and_the_connections_to_the_database() {
    let server = crate::deployment(Backend::SqliteMemory).serve();
    let series = series(&server.client());
    let above_zero = [
        "process_resident_memory_bytes",
        "process_open_fds",
        "process_max_fds",
        "process_start_time_seconds",
        "process_threads",
        "adaptive_database_connections_limit{pool=\"write\"}",
        "adaptive_database_connections_limit{pool=\"read\"}",
    ];
    for name in above_zero {
        assert!(series.get(name).is_some_and(|value| *value > 0.0), "{name}: {series:#?}");
    }
    assert!(series.contains_key("process_cpu_seconds_total"), "{series:#?}");
    let build = series.iter().find(|(name, _)| name.starts_with("adaptive_build_info{version=\"")).unwrap();
    assert_eq!(*build.1, 1.0);
    let connections: f64 = ["in_use", "idle"]
        .iter()
        .map(|state| series[&format!("adaptive_database_connections{{pool=\"write\",state=\"{state}\"}}")])
        .sum();
    assert_eq!(connections, 1.0, "SQLite has one connection that writes");
}

#[test]
fn answers_are_counted_by_what_became_of_them_and_sessions_by_how_they_ended() {
    let server = crate::deployment(Backend::SqliteMemory).serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 9);
    let (session, item) = (sitting.session, sitting.item_id().to_owned());
    let key = sitting.progress["item"]["options"][0]["key"].as_str().unwrap().to_owned();
    let other = sitting.progress["item"]["options"][1]["key"].as_str().unwrap().to_owned();
    client.answer(session, &item, &key).ok();
    client.answer(session, &item, &key).ok();
    client.answer(session, &item, &other).problem(409, "answer_conflict");
    client.answer(session, "no-such-item", &key).problem(409, "not_pending_item");
    sitting.progress = client.next(session).ok();
    let pending = sitting.item_id().to_owned();
    client.answer(session, &pending, "no-such-option").problem(422, "unknown_option");
    client.complete(session).ok();
    client.answer(session, &pending, &key).problem(409, "session_finished");
    let series = series(&client);
    let outcomes = [("counted", 1.0), ("repeated", 1.0), ("conflict", 1.0), ("not_pending", 1.0), ("refused", 1.0)];
    for (outcome, number) in outcomes.into_iter().chain([("finished", 1.0), ("late", 0.0), ("failed", 0.0)]) {
        let name = format!("adaptive_answer_requests_total{{outcome=\"{outcome}\"}}");
        assert_eq!(series[&name], number, "{name}");
    }
    assert_eq!(series["adaptive_answers_total"], 1.0);
    assert_eq!(series["adaptive_sessions_ended_total{reason=\"ended_early\"}"], 1.0);
    assert_eq!(series["adaptive_sessions_completed_total"], 1.0);
}

fn the_use_of_items_is_counted_over_the_completed_sessions(backend: Backend) {
    let deployment = crate::deployment(backend);
    let server = deployment.serve();
    let mut uses: HashMap<String, u32> = HashMap::new();
    for script in 1..=3 {
        let report = testkit::sit(&server.client(), script);
        for step in report["trace"].as_array().unwrap() {
            *uses.entry(step["item_id"].as_str().unwrap().to_owned()).or_default() += 1;
        }
    }
    Sitting::start(&server.client(), 4).answer_items(&server.client(), 1);
    drop(server);

    let server = deployment.serve();
    let client = server.client();
    let value = |name: &str| series(&client).get(&format!("{name}{{exam_type=\"placement\",version=\"1\"}}")).copied();
    testkit::until("the first sweep has counted", || value("adaptive_items_used").is_some());
    assert_eq!(value("adaptive_item_exposure_sessions"), Some(3.0));
    assert_eq!(value("adaptive_items_used"), Some(uses.len() as f64));
    let most = f64::from(*uses.values().max().unwrap());
    assert_eq!(value("adaptive_item_exposure_max_ratio"), Some(most / 3.0));
}

#[test]
fn the_use_of_items_is_counted_on_sqlite() {
    the_use_of_items_is_counted_over_the_completed_sessions(Backend::SqliteMemory);
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn the_use_of_items_is_counted_on_postgres() {
    the_use_of_items_is_counted_over_the_completed_sessions(Backend::PostgresRedis);
}

#[test]
fn an_answer_after_the_time_of_its_session_is_counted_as_late() {
    let server = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "0").serve();
    let client = server.client();
    let body =
        json!({ "exam_type": "short", "bank": "placement", "time_limit_seconds": 1, "grace_seconds": 0, "design": {} });
    client.post("/api/exam-types", &body).ok();
    let started = client.start("short", 1);
    let session = started["exam_session_id"].as_i64().unwrap();
    testkit::until("the time of the session is over", || client.next(session).ok()["finished"] == true);
    let item = started["item"]["item_id"].as_str().unwrap();
    client.answer(session, item, "A").problem(409, "session_finished");
    let series = series(&client);
    assert_eq!(series["adaptive_answer_requests_total{outcome=\"late\"}"], 1.0);
    assert_eq!(series["adaptive_sessions_ended_total{reason=\"expired\"}"], 1.0);
}

#[test]
fn no_series_appears_with_an_event_whose_values_are_known_before() {
    let server = crate::deployment(Backend::SqliteMemory).with("REDIS_URL", "redis://127.0.0.1:1").serve();
    let client = server.client();
    let before = series(&client);
    let _: serde_json::Value = testkit::sit(&client, 3);
    let open = ["adaptive_http_", "adaptive_store_operation", "adaptive_active_sessions", "adaptive_item"];
    for name in series(&client).keys().filter(|name| !open.iter().any(|open| name.starts_with(open))) {
        assert!(before.contains_key(name), "{name} was not there from the start");
    }
}

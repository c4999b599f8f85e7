//! The working copy in the store: kept, lost, rebuilt, removed.

use std::thread;

use redis::Commands as _;
use serde_json::{Value, json};
use testkit::{Deployment, Sitting, comparable, sit};

/// Removes all working copies behind the server's back where that is possible, else through its interface.
fn lose_working_copy(deployment: &Deployment, client: &testkit::Client, session: i64) {
    if deployment.has_redis() {
        let removed: i64 = deployment.redis().del(deployment.redis_key(session)).unwrap();
        assert_eq!(removed, 1, "there was a working copy");
    } else {
        let cleared = client.delete("/api/store/sessions").ok();
        assert_eq!(cleared, json!({ "cleared": 1 }));
    }
}

pub(crate) fn a_lost_working_copy_is_rebuilt_from_the_record(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 31);
    sitting.answer_items(&client, 5);
    lose_working_copy(deployment, &client, sitting.session);

    let next = client.next(sitting.session).ok();
    for part in ["item", "theta", "standard_error", "items_completed"] {
        assert_eq!(next[part], sitting.progress[part], "{part}");
    }
    let metrics = client.get("/metrics").text;
    assert!(metrics.contains("adaptive_recoveries_total{reason=\"missing\"} 1"), "{metrics}");
    if deployment.has_redis() {
        let stored: String = deployment.redis().get(deployment.redis_key(sitting.session)).unwrap();
        let stored: Value = serde_json::from_str(&stored).unwrap();
        assert_eq!(stored["theta"], next["theta"], "what is stored equals what the record leads to, bit for bit");
    }

    lose_working_copy(deployment, &client, sitting.session);
    sitting.answer_items(&client, usize::MAX);
    let disturbed = comparable(client.complete(sitting.session).ok());
    assert_eq!(disturbed, sit(&client, 31), "the exam equals an undisturbed one");
}

pub(crate) fn the_time_to_live_is_set_renewed_and_extended(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 32);
    let ttl = |client: &testkit::Client| client.summary(sitting.session).ok()["ttl"].as_u64().unwrap();
    assert!((3590..=3600).contains(&ttl(&client)));
    if deployment.has_redis() {
        let key = deployment.redis_key(sitting.session);
        let stored: i64 = deployment.redis().ttl(&key).unwrap();
        assert!((3590..=3600).contains(&stored));
        let shortened: bool = deployment.redis().expire(&key, 100).unwrap();
        assert!(shortened && ttl(&client) <= 100);
    }
    sitting.answer(&client);
    let ttl = |client: &testkit::Client| client.summary(sitting.session).ok()["ttl"].as_u64().unwrap();
    assert!((3590..=3600).contains(&ttl(&client)), "an answer renews the time to live");

    let path = format!("/api/adaptive/sessions/{}/extend", sitting.session);
    let extended = client.post(&path, &json!({ "seconds": 3600 })).ok()["ttl"].as_u64().unwrap();
    assert!((7190..=7200).contains(&extended));
    assert!((7190..=7200).contains(&ttl(&client)));
    for (seconds, field) in [(json!(0), "seconds"), (json!(-5), "seconds"), (json!("long"), "seconds")] {
        let problem = client.post(&path, &json!({ "seconds": seconds })).problem(422, "invalid_value");
        assert_eq!(problem["field"], field);
    }
}

pub(crate) fn the_working_copy_is_removed_on_completion(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let sitting = Sitting::start(&client, 33);
    let stored = |client: &testkit::Client| client.get("/api/store/info").ok()["active_sessions"].as_u64().unwrap();
    assert_eq!(stored(&client), 1);
    client.complete(sitting.session).ok();
    assert_eq!(stored(&client), 0);
    assert!(client.summary(sitting.session).ok()["ttl"].is_null());
    let path = format!("/api/adaptive/sessions/{}/extend", sitting.session);
    client.post(&path, &json!({ "seconds": 60 })).problem(409, "session_finished");
}

pub(crate) fn a_hundred_exams_save_their_states_at_once(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let sittings: Vec<Sitting> = thread::scope(|scope| {
        let threads: Vec<_> = (0..100)
            .map(|script| {
                let client = &client;
                scope.spawn(move || {
                    let mut sitting = Sitting::start(client, script);
                    sitting.answer_items(client, 2);
                    sitting
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    for sitting in &sittings {
        let summary = client.summary(sitting.session).ok();
        assert_eq!(summary["items_completed"], 2);
        assert_eq!(summary["theta"], sitting.progress["theta"]);
        assert!(summary["ttl"].as_u64().is_some(), "each has a working copy: {summary}");
    }
    let metrics = client.get("/metrics").text;
    let mut failures = metrics.lines().filter(|line| line.starts_with("adaptive_store_failures_total{"));
    assert!(failures.all(|line| line.ends_with(" 0")), "{metrics}");
}

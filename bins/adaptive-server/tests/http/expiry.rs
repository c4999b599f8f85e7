//! Sessions whose time is over.

use std::thread::sleep;
use std::time::{Duration, Instant};

use redis::Commands as _;
use serde_json::{Value, json};
use testkit::{Client, Deployment};

/// How long anything may take that is waited for.
const PATIENCE: Duration = Duration::from_secs(60);

/// Waits until what is asked for comes.
#[track_caller]
pub(crate) fn wait_for<T>(what: &str, mut ask: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = ask() {
            return found;
        }
        assert!(started.elapsed() < PATIENCE, "waited in vain for {what}");
        sleep(Duration::from_millis(50));
    }
}

/// Defines an exam type on the sample bank whose sessions last a second.
fn define(client: &Client, exam_type: &str, on_expiry: Option<&str>) {
    let mut definition = json!({
        "exam_type": exam_type, "bank": "placement", "time_limit_seconds": 1, "feedback": true, "design": {},
    });
    if let Some(policy) = on_expiry {
        definition["on_expiry"] = json!(policy);
    }
    let defined = client.post("/api/exam-types", &definition).ok();
    assert_eq!(
        (&defined["time_limit_seconds"], &defined["on_expiry"]),
        (&json!(1), &json!(on_expiry.unwrap_or("score")))
    );
}

/// Starts a session and tries to answer its first item, for which there may be no time any more on a busy machine; says
/// how many answers were acknowledged.
fn start_and_answer(client: &Client, exam_type: &str) -> (i64, String, u64) {
    let started = client.start(exam_type, 7);
    let session = started["exam_session_id"].as_i64().unwrap();
    assert!(started["expires_at"].is_string(), "{started}");
    let item = started["item"]["item_id"].as_str().unwrap().to_owned();
    let reply = client.answer(session, &item, "A");
    let acknowledged = match reply.status {
        200 => 1,
        _ => {
            reply.problem(409, "session_finished");
            0
        }
    };
    (session, item, acknowledged)
}

fn assert_expired(report: &Value, answers: u64, voided: bool) {
    let end = ["completed", "finished", "stop_reason", "voided", "items_completed"].map(|part| report[part].clone());
    assert_eq!(end, [json!(true), json!(true), json!("expired"), json!(voided), json!(answers)], "{report}");
    assert_eq!(report["trace"].as_array().unwrap().len() as u64, answers);
    assert!(report["theta"].is_number() && report["expires_at"].is_string(), "{report}");
}

fn assert_no_copy(deployment: &Deployment, client: &Client, session: i64) {
    assert!(client.summary(session).ok()["ttl"].is_null());
    if deployment.has_redis() {
        let exists: bool = deployment.redis().exists(deployment.redis_key(session)).unwrap();
        assert!(!exists, "the working copy is removed");
    }
}

pub(crate) fn a_session_whose_time_is_over_is_scored_by_its_next_request(deployment: &Deployment) {
    let server = deployment.serve_with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "0");
    let client = server.client();
    define(&client, "hasty", None);
    let (session, item, acknowledged) = start_and_answer(&client, "hasty");

    let next = wait_for("the end of the session", || {
        let next = client.next(session).ok();
        (next["finished"] == true).then_some(next)
    });
    assert_eq!((&next["stop_reason"], &next["item"]), (&json!("expired"), &Value::Null));
    assert_expired(&client.report(session).ok(), acknowledged, false);
    assert_eq!(client.complete(session).ok(), client.report(session).ok());
    if acknowledged == 1 {
        let again = client.answer(session, &item, "A").ok();
        assert_eq!(again["items_completed"], 1, "the answer that counted gets its first reply");
        client.answer(session, &item, "B").problem(409, "answer_conflict");
        client.answer(session, again["item"]["item_id"].as_str().unwrap(), "A").problem(409, "session_finished");
    } else {
        client.answer(session, &item, "A").problem(409, "session_finished");
    }
    assert_no_copy(deployment, &client, session);
    let metrics = client.get("/metrics").text;
    assert!(metrics.contains("adaptive_sessions_expired_total{policy=\"score\"} 1"), "{metrics}");
    assert!(!metrics.contains("adaptive_active_sessions"), "nobody counts them: {metrics}");
}

pub(crate) fn a_session_whose_time_is_over_is_voided_by_the_sweep(deployment: &Deployment) {
    // Two instances sweep at once.
    let servers = [(); 2].map(|()| deployment.serve_with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "1"));
    let clients = servers.each_ref().map(testkit::RunningServer::client);
    define(&clients[0], "strict", Some("void"));
    let sessions: Vec<_> = (0..6).map(|number| start_and_answer(&clients[number % 2], "strict")).collect();
    let calm = clients[0].start("placement", 3)["exam_session_id"].as_i64().unwrap();

    let expired = |client: &Client| {
        let metrics = client.get("/metrics").text;
        let line =
            metrics.lines().find_map(|line| line.strip_prefix("adaptive_sessions_expired_total{policy=\"void\"} "));
        line.map_or(0, |count| count.parse().unwrap())
    };
    let count: usize = wait_for("the sweep", || {
        let count = clients.iter().map(expired).sum();
        (count >= sessions.len()).then_some(count)
    });
    assert_eq!(count, sessions.len(), "each was expired once");
    for (session, _, acknowledged) in &sessions {
        assert_expired(&clients[1].report(*session).ok(), *acknowledged, true);
        assert_no_copy(deployment, &clients[0], *session);
    }
    assert_eq!(clients[1].next(calm).ok()["finished"], false);
}

pub(crate) fn active_sessions_are_counted(deployment: &Deployment) {
    let server = deployment.serve_with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "1");
    let client = server.client();
    let sessions: Vec<_> =
        (0..3).map(|seed| client.start("placement", seed)["exam_session_id"].as_i64().unwrap()).collect();
    let shows = |count| {
        let line = format!("adaptive_active_sessions {count}");
        wait_for(&line, || client.get("/metrics").text.lines().any(|found| found == line).then_some(()));
    };
    shows(3);
    client.complete(sessions[0]).ok();
    shows(2);
}

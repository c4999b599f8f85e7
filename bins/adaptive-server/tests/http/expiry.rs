//! Sessions whose time is over.

use redis::Commands as _;
use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, RunningServer, until};

const INTERVAL: &str = "ADAPTIVE__EXPIRY__INTERVAL_SECONDS";

/// The value of a metric, by its name and labels; 0 when it is not there.
pub(crate) fn metric(client: &Client, name: &str) -> u64 {
    let page = client.get("/metrics").text;
    let value = page.lines().find_map(|line| line.strip_prefix(name)?.strip_prefix(' '));
    value.map_or(0, |value| value.parse().unwrap())
}

/// Defines an exam type on the sample bank whose sessions last a second.
fn define(client: &Client, exam_type: &str, on_expiry: Option<&str>) {
    let mut definition = json!({
        "exam_type": exam_type, "bank": "placement", "time_limit_seconds": 1, "grace_seconds": 0, "feedback": true, "design": {},
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

/// Copies in the memory of one instance are nothing that another can remove.
fn assert_no_copy(deployment: &Deployment, session: i64) {
    if deployment.has_redis() {
        let exists: bool = deployment.redis().exists(deployment.redis_key(session)).unwrap();
        assert!(!exists, "the working copy is removed");
    }
}

pub(crate) fn a_session_whose_time_is_over_is_scored_by_its_next_request(deployment: &Deployment) {
    let server = deployment.serve_with(INTERVAL, "0");
    let client = server.client();
    define(&client, "hasty", None);
    let (session, item, acknowledged) = start_and_answer(&client, "hasty");

    until("the time of the session is over", || client.next(session).ok()["finished"] == true);
    let next = client.next(session).ok();
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
    assert!(client.summary(session).ok()["ttl"].is_null());
    assert_no_copy(deployment, session);
    let metrics = client.get("/metrics").text;
    assert!(metrics.contains("adaptive_sessions_expired_total{policy=\"score\"} 1"), "{metrics}");
    assert!(!metrics.contains("adaptive_active_sessions"), "without the sweep they are not counted: {metrics}");
}

pub(crate) fn a_session_whose_time_is_over_is_voided_by_the_sweep(deployment: &Deployment) {
    // Two instances sweep at once.
    let servers = [(); 2].map(|()| deployment.serve_with(INTERVAL, "1"));
    let clients = servers.each_ref().map(RunningServer::client);
    define(&clients[0], "strict", Some("void"));
    let sessions: Vec<_> = (0..6).map(|number| start_and_answer(&clients[number % 2], "strict")).collect();
    let calm = clients[0].start("placement", 3)["exam_session_id"].as_i64().unwrap();

    let expired = || -> u64 {
        clients.iter().map(|client| metric(client, "adaptive_sessions_expired_total{policy=\"void\"}")).sum()
    };
    until("all sessions have expired", || expired() >= sessions.len() as u64);
    // After another sweep of both, the slower one has had its turn, too.
    let swept = || clients.each_ref().map(|client| metric(client, "adaptive_sweeps_total{outcome=\"ok\"}"));
    let before = swept();
    until("both have swept again", || swept().iter().zip(before).all(|(now, before)| *now > before));
    assert_eq!(expired(), sessions.len() as u64, "each was expired once");
    for (session, _, acknowledged) in &sessions {
        assert_expired(&clients[1].report(*session).ok(), *acknowledged, true);
        assert_no_copy(deployment, *session);
    }
    assert_eq!(clients[1].next(calm).ok()["finished"], false);
}

pub(crate) fn active_sessions_are_counted(deployment: &Deployment) {
    let server = deployment.serve_with(INTERVAL, "1");
    let client = server.client();
    let sessions: Vec<_> =
        (0..3).map(|seed| client.start("placement", seed)["exam_session_id"].as_i64().unwrap()).collect();
    let shows = |count| until("the gauge", || metric(&client, "adaptive_active_sessions") == count);
    shows(3);
    client.complete(sessions[0]).ok();
    shows(2);
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn the_sweep_continues_after_a_failure_of_the_database_and_logs_it_once() {
    let deployment = crate::deployment(Backend::PostgresRedis).with("ADAPTIVE__LOG__LEVEL", "info");
    let server = deployment.serve_with(INTERVAL, "1");
    let client = server.client();
    define(&client, "strict", Some("void"));
    let sweeps = |outcome: &str| metric(&client, &format!("adaptive_sweeps_total{{outcome=\"{outcome}\"}}"));
    deployment.execute_in_postgres("ALTER TABLE exam_sessions RENAME TO away");
    until("three sweeps have failed", || sweeps("failed") >= 3);
    deployment.execute_in_postgres("ALTER TABLE away RENAME TO exam_sessions");
    let (session, _, acknowledged) = start_and_answer(&client, "strict");
    until("the session has expired", || metric(&client, "adaptive_sessions_expired_total{policy=\"void\"}") == 1);
    assert_expired(&client.report(session).ok(), acknowledged, true);
    let log = server.kill_and_read_log();
    assert_eq!(log.matches("the sweep of expired sessions failed").count(), 1, "{log}");
    assert_eq!(log.matches("the sweep of expired sessions works again").count(), 1, "{log}");
}

//! A start that is sent again with its `Idempotency-Key` is one start.

use std::collections::HashSet;
use std::sync::Barrier;
use std::thread;

use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, Reply, RunningServer, Sitting, scripted_key};

const KEY: &str = "8e03978e-40d5-43dd-bc93-6894a57f9324";
const OTHER_KEY: &str = "0d5f0c3b-5b0e-4c55-9d0e-3b6a3f3f7a11";
const CLIENTS: usize = 16;

/// Starts an exam without a seed, as platforms do.
fn start(client: &Client, key: &str) -> Reply {
    client.keyed(key).post("/api/adaptive/start", &json!({ "exam_type": "placement", "examinee_id": "e-1" }))
}

fn session_of(reply: &Reply) -> i64 {
    reply.body["exam_session_id"].as_i64().unwrap()
}

/// The numbers of the active sessions.
fn active(client: &Client) -> Vec<i64> {
    let page = client.get("/api/adaptive/sessions?limit=200").ok();
    page["sessions"].as_array().unwrap().iter().map(|row| row["exam_session_id"].as_i64().unwrap()).collect()
}

pub(crate) fn a_start_repeated_with_its_key_gets_the_same_reply_ever_after(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let first = start(&client, KEY);
    assert_eq!(first.status, 201, "{first:?}");
    let session = session_of(&first);
    let again = |server: &RunningServer, when: &str| assert_eq!(start(&server.client(), KEY), first, "{when}");
    again(&server, "at once");
    assert_eq!(start(&client, &format!("\"{KEY}\"")), first, "in quotation marks");
    again(&deployment.serve(), "from another instance");
    server.kill();

    let server = deployment.serve();
    again(&server, "after a restart");
    let client = server.client();
    let item = first.body["item"]["item_id"].as_str().unwrap();
    client.answer(session, item, "A").ok();
    again(&server, "after an answer");
    client.send("DELETE".parse().unwrap(), "/api/store/sessions", "", Vec::new()).ok();
    again(&server, "with all working copies lost");
    assert_eq!(active(&client), [session]);

    let examinee = client.bearer(first.body["session_token"].as_str().unwrap());
    assert_eq!(examinee.next(session).ok()["items_completed"], 1, "the token is the session's");
    client.complete(session).ok();
    server.kill();
    let server = deployment.serve();
    again(&server, "after completion");
    assert!(active(&server.client()).is_empty());
    let other = start(&server.client(), OTHER_KEY);
    assert_ne!((session_of(&other), &other.body["session_token"]), (session, &first.body["session_token"]));
}

pub(crate) fn sixteen_clients_send_the_same_start_to_two_instances_and_one_session_comes(deployment: &Deployment) {
    let servers = [deployment.serve(), deployment.serve()];
    for round in 0..5 {
        let key = format!("{KEY}-{round}");
        let barrier = Barrier::new(CLIENTS);
        let replies: Vec<Reply> = thread::scope(|scope| {
            let racers: Vec<_> = (0..CLIENTS)
                .map(|racer| {
                    let (client, key, barrier) = (servers[racer % 2].client(), &key, &barrier);
                    scope.spawn(move || {
                        // Each has its own connection, opened before the race.
                        client.get("/livez").ok();
                        barrier.wait();
                        start(&client, key)
                    })
                })
                .collect();
            racers.into_iter().map(|racer| racer.join().unwrap()).collect()
        });
        assert!(replies.iter().all(|reply| reply.status == 201), "{replies:?}");
        let said: HashSet<&str> = replies.iter().map(|reply| reply.text.as_str()).collect();
        assert_eq!(said.len(), 1, "all replies are equal: {said:?}");
        let sessions = active(&servers[0].client());
        assert_eq!((sessions.len(), sessions.last()), (round + 1, Some(&session_of(&replies[0]))));
    }
}

pub(crate) fn an_exam_started_twice_with_one_key_is_sat_as_any_other(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let undisturbed = testkit::sit(&client, 61);
    let body = json!({ "exam_type": "placement", "seed": 61 });
    let keyed = client.keyed(KEY);
    let mut progress = keyed.post("/api/adaptive/start", &body).ok();
    let session = progress["exam_session_id"].as_i64().unwrap();
    while progress["finished"] != true {
        let item = progress["item"]["item_id"].as_str().unwrap().to_owned();
        assert_eq!(keyed.post("/api/adaptive/start", &body).ok()["exam_session_id"], session);
        progress = client.answer(session, &item, scripted_key(61, &item)).ok();
    }
    assert_eq!(testkit::comparable(client.complete(session).ok()), undisturbed);
}

pub(crate) fn a_key_sent_with_another_body_is_refused(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let first = start(&client, KEY);
    let bodies = [
        (json!({ "exam_type": "placement", "examinee_id": "e-2" }), "examinee_id"),
        (json!({ "exam_type": "placement" }), "examinee_id"),
        (json!({ "exam_type": "placement", "examinee_id": "e-1", "seed": 7 }), "seed"),
    ];
    for (body, field) in bodies {
        let problem = client.keyed(KEY).post("/api/adaptive/start", &body).problem(422, "idempotency_key_reused");
        assert_eq!(problem["field"], field, "{body}");
        assert!(!problem.to_string().contains(KEY), "{problem}");
    }
    assert_eq!(start(&client, KEY), first);
    assert_eq!(active(&client), [session_of(&first)]);
}

#[test]
fn a_key_that_is_none_is_refused_and_the_header_named() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let long = "k".repeat(256);
    for key in ["", "15-characters-x", &long, "a key with blanks in it", "8e03978e-40d5-43dd-bc93\"", "\"\""] {
        let problem = start(&client, key).problem(422, "invalid_value");
        assert_eq!(problem["field"], "Idempotency-Key", "{key:?}");
        assert!(problem["detail"].as_str().unwrap().starts_with("Idempotency-Key: "), "{problem}");
    }
    let twice = format!("Idempotency-Key: {KEY}\r\nIdempotency-Key: {OTHER_KEY}\r\n");
    let head = "POST /api/adaptive/start HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n";
    let reply = server.raw(&format!("{head}{twice}Content-Length: 28\r\n\r\n{{\"exam_type\": \"placement\"}}  "));
    assert!(reply.starts_with("HTTP/1.1 422") && reply.contains("Idempotency-Key"), "{reply}");
    assert!(active(&client).is_empty());
}

#[test]
fn only_the_platform_gets_a_session_by_a_key() {
    let deployment = crate::deployment(Backend::SqliteMemory)
        .with("ADAPTIVE__AUTH__API_KEYS", "a-key-of-the-platform,another-platform-key");
    let server = deployment.serve();
    let platform = server.client().bearer("a-key-of-the-platform");
    let first = start(&platform, KEY);
    assert_eq!(first.status, 201, "{first:?}");
    start(&server.client(), KEY).problem(401, "unauthorized");
    start(&server.client(), "short").problem(401, "unauthorized");
    let examinee = server.client().bearer(first.body["session_token"].as_str().unwrap());
    start(&examinee, KEY).problem(403, "platform_only");
    let renewed = server.client().bearer("another-platform-key");
    assert_eq!(start(&renewed, KEY), first, "all API keys are the platform's");
}

#[test]
fn other_calls_and_starts_without_a_key_are_what_they_were() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let sessions: HashSet<i64> = (0..3).map(|_| Sitting::start(&client, 5).session).collect();
    assert_eq!(sessions.len(), 3);
    let session = *sessions.iter().next().unwrap();
    let progress: Value = client.keyed("short").next(session).ok();
    assert_eq!(progress["items_completed"], 0, "the header means nothing elsewhere");
}

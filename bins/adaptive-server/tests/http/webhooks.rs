//! Webhooks from end to end: a message for what becomes of each session, to a real receiver.

use std::collections::BTreeSet;
use std::net::TcpListener;

use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, until};
use webhooks::{Secret, signatures};

use crate::webhook_receiver::{Received, Receiver};

const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
const NEXT_SECRET: &str = "whsec_AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwd";

/// The settings file of a server with one endpoint, whose pauses take no time.
fn settings(url: &str, more: &str) -> String {
    format!(
        "[webhooks]\nallow_private_networks = true\npoll_interval_ms = 20\nretry_base_ms = 20\n{more}\n\
         [[webhooks.endpoints]]\nname = \"lms\"\nurl = \"{url}\"\nsecrets = [\"{SECRET}\"]\n"
    )
}

fn session_of(reply: &Value) -> i64 {
    reply["exam_session_id"].as_i64().unwrap()
}

/// Defines an exam type of one item on the sample bank.
fn define_short(client: &Client) {
    let definition = json!({ "exam_type": "short", "bank": "placement", "design": { "stopping": { "max_items": 1 } } });
    client.post("/api/exam-types", &definition).ok();
}

fn act(client: &Client, session: i64, act: &str) {
    client.post(&format!("/api/adaptive/sessions/{session}/{act}"), &json!({ "reason": "a test" })).ok();
}

fn start_for(client: &Client, examinee_id: &str) -> i64 {
    let body = json!({ "exam_type": "placement", "seed": 7, "examinee_id": examinee_id });
    session_of(&client.post("/api/adaptive/start", &body).ok())
}

fn list(deployment: &Deployment, arguments: &[&str]) -> Vec<Value> {
    let output = deployment.run(&[&["webhooks", "list", "--format", "json"], arguments].concat());
    assert!(output.status.success(), "{output:?}");
    serde_json::from_slice(&output.stdout).unwrap()
}

fn run(deployment: &Deployment, arguments: &[&str]) -> String {
    let output = deployment.run(arguments);
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

fn kinds(client: &Client, session: i64) -> Vec<Value> {
    let events = client.get(&format!("/api/adaptive/sessions/{session}/events")).ok();
    events["events"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect()
}

fn signed_with(received: &Received, secrets: &[&str]) -> String {
    let secrets: Vec<_> = secrets.iter().map(|secret| Secret::new(secret).unwrap()).collect();
    let timestamp = received.header("webhook-timestamp").parse().unwrap();
    signatures(&secrets, received.id(), timestamp, received.text.as_bytes())
}

pub(crate) fn each_end_of_a_session_is_a_signed_message(deployment: &Deployment) {
    let receiver = Receiver::answering(&[204]);
    deployment.write_file(&settings(&receiver.url, ""));
    let server = deployment.serve_with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "1");
    let client = server.client();
    define_short(&client);
    let answered = client.start("short", 7);
    let item = answered["item"]["item_id"].as_str().unwrap();
    assert_eq!(client.answer(session_of(&answered), item, "A").ok()["finished"], true);
    let early = start_for(&client, "e-17");
    client.complete(early).ok();
    act(&client, early, "void");
    act(&client, early, "reopen");
    let voided = session_of(&client.start("placement", 8));
    act(&client, voided, "pause");
    act(&client, voided, "void");
    let hasty = json!({
        "exam_type": "hasty", "bank": "placement", "time_limit_seconds": 1, "grace_seconds": 0, "design": {},
    });
    client.post("/api/exam-types", &hasty).ok();
    let expired = session_of(&client.start("hasty", 9));

    let received = receiver.wait_for(6);
    let expected = [
        ("session.completed", session_of(&answered)),
        ("session.completed", early),
        ("session.voided", early),
        ("session.reopened", early),
        ("session.voided", voided),
        ("session.completed", expired),
    ];
    let what: BTreeSet<_> = received.iter().map(Received::what).collect();
    assert_eq!(what, expected.map(|(kind, session)| (kind.to_owned(), session)).into());
    for message in &received {
        assert_eq!(message.header("webhook-signature"), signed_with(message, &[SECRET]));
        assert_eq!(message.header("content-type"), "application/json");
    }
    let of = |session: i64| received.iter().find(|message| message.what().1 == session).unwrap().body["data"].clone();
    let data = of(session_of(&answered));
    let report = client.report(session_of(&answered)).ok();
    for field in ["exam_type", "theta", "standard_error", "items_completed", "stop_reason", "completed_at"] {
        assert!(!data[field].is_null(), "{data}");
        if !report[field].is_null() {
            assert_eq!(data[field], report[field], "{field}");
        }
    }
    assert_eq!((&data["status"], &data["examinee_id"]), (&json!("completed"), &Value::Null));
    assert_eq!((&of(voided)["status"], &of(expired)["stop_reason"]), (&json!("voided"), &json!("expired")));
    assert_eq!(of(early)["examinee_id"], "e-17");
    until("all are settled", || list(deployment, &["--pending"]).is_empty());
    assert_eq!(receiver.received().len(), 6, "each was sent once");
}

pub(crate) fn a_message_is_sent_until_it_is_taken(deployment: &Deployment) {
    let receiver = Receiver::answering(&[500, 302, 200]);
    deployment.write_file(&settings(&receiver.url, ""));
    let server = deployment.serve();
    let client = server.client();
    client.complete(session_of(&client.start("placement", 7))).ok();
    let received = receiver.wait_for(3);
    let ids: BTreeSet<_> = received.iter().map(Received::id).collect();
    assert_eq!(ids.len(), 1, "the message keeps its name: {ids:?}");
    until("it is delivered", || list(deployment, &[])[0]["state"] == "delivered");
    assert_eq!(list(deployment, &[])[0]["attempts"], 3);
    let metrics = client.get("/metrics").text;
    for (outcome, count) in [("failed", 2), ("delivered", 1), ("dead", 0)] {
        let row = format!("adaptive_webhook_attempts_total{{outcome=\"{outcome}\"}} {count}");
        assert!(metrics.contains(&row), "{row}: {metrics}");
    }
}

pub(crate) fn nothing_is_lost_while_the_receiver_is_away_and_the_server_is_killed(deployment: &Deployment) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    drop(listener);
    let more = "timeout_ms = 200\nmax_attempts = 100\nretry_longest_seconds = 1\n";
    deployment.write_file(&settings(&format!("http://{address}/hooks"), more));
    let mut sessions = BTreeSet::new();
    for seed in 0..3 {
        let server = deployment.serve();
        let client = server.client();
        for _ in 0..3 {
            let session = session_of(&client.start("placement", seed));
            client.complete(session).ok();
            sessions.insert(("session.completed".to_owned(), session));
        }
        until("a message was tried", || list(deployment, &[]).iter().any(|message| !message["last_error"].is_null()));
        server.kill();
    }
    let receiver = Receiver::on(TcpListener::bind(address).unwrap(), &[200]);
    let _server = deployment.serve();
    until("all are delivered", || list(deployment, &["--pending"]).is_empty());
    assert_eq!(list(deployment, &["--dead"]), Vec::<Value>::new());
    assert_eq!(receiver.received().iter().map(Received::what).collect::<BTreeSet<_>>(), sessions);
}

pub(crate) fn two_servers_share_the_messages(deployment: &Deployment) {
    let receiver = Receiver::answering(&[200]);
    deployment.write_file(&settings(&receiver.url, ""));
    let servers = [(); 2].map(|()| deployment.serve());
    let mut sessions = Vec::new();
    for number in 0..20 {
        let client = servers[number % 2].client();
        let session = session_of(&client.start("placement", 7));
        client.complete(session).ok();
        sessions.push(session);
    }
    receiver.wait_for(20);
    until("all are settled", || list(deployment, &["--pending"]).is_empty());
    let mut received: Vec<_> = receiver.received().iter().map(|message| message.what().1).collect();
    received.sort_unstable();
    assert_eq!(received, sessions, "each is sent once");
}

pub(crate) fn what_is_given_up_is_listed_and_sent_again_by_command(deployment: &Deployment) {
    let receiver = Receiver::answering(&[500]);
    deployment.write_file(&settings(&receiver.url, "max_attempts = 2\n"));
    let server = deployment.serve();
    let client = server.client();
    let first = session_of(&client.start("placement", 7));
    client.complete(first).ok();
    until("it is given up", || list(deployment, &["--dead"]).len() == 1);
    receiver.answer(410);
    let second = session_of(&client.start("placement", 8));
    client.complete(second).ok();
    until("it is given up at once", || list(deployment, &["--dead"]).len() == 2);
    let dead = list(deployment, &["--dead"]);
    assert_eq!((&dead[0]["last_error"], &dead[0]["attempts"]), (&json!("status 500"), &json!(2)));
    assert_eq!(dead[1]["attempts"], 1);
    assert_eq!(kinds(&client, first), ["webhook_dead"]);
    until("the gauge", || client.get("/metrics").text.contains("adaptive_webhook_messages{state=\"dead\"} 2"));
    let table = run(deployment, &["webhooks", "list", "--dead"]);
    assert!(table.contains("status 500") && table.contains("lms") && !table.contains("/hooks"), "{table}");

    receiver.answer(200);
    let id = dead[0]["message_id"].as_str().unwrap();
    assert!(run(deployment, &["webhooks", "resend", id]).contains(id));
    until("it is delivered", || list(deployment, &["--dead"]).len() == 1);
    assert_eq!(kinds(&client, first), ["webhook_dead", "webhook_resent"]);
    assert_eq!(run(deployment, &["webhooks", "resend", "--all-dead"]), "1 messages are sent again\n");
    until("all are delivered", || list(deployment, &[]).iter().all(|message| message["state"] == "delivered"));
    assert_eq!(receiver.received().last().unwrap().id(), dead[1]["message_id"].as_str().unwrap());

    assert_eq!(deployment.run(&["webhooks", "resend", "msg_unknown"]).status.code(), Some(1));
    assert_eq!(deployment.run(&["webhooks", "forget", "lms"]).status.code(), Some(1), "it is in the settings");
    deployment.write_file("");
    assert!(run(deployment, &["webhooks", "forget", "lms"]).contains("lms"));
    assert_eq!(deployment.run(&["webhooks", "forget", "lms"]).status.code(), Some(1), "nobody knows it any more");
    assert_eq!(list(deployment, &[]), Vec::<Value>::new());
}

pub(crate) fn an_examinee_who_is_unlinked_is_not_in_a_message_that_waits(deployment: &Deployment) {
    let receiver = Receiver::answering(&[503]);
    deployment.write_file(&settings(&receiver.url, "max_attempts = 100\nretry_longest_seconds = 1\n"));
    let server = deployment.serve();
    let client = server.client();
    let session = start_for(&client, "a-candidate");
    client.complete(session).ok();
    assert_eq!(receiver.wait_for(1)[0].body["data"]["examinee_id"], "a-candidate");
    client.delete("/api/examinees/a-candidate").ok();
    // One that was on its way may still have the name.
    let before = receiver.received().len();
    let later = receiver.wait_for(before + 2).pop().unwrap();
    assert_eq!((later.what().1, &later.body["data"]["examinee_id"]), (session, &Value::Null));
    assert!(!later.text.contains("a-candidate"), "{}", later.text);
}

#[test]
fn a_secret_is_rotated_without_a_message_that_cannot_be_checked() {
    let receiver = Receiver::answering(&[200]);
    let deployment = crate::deployment(Backend::SqliteMemory);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("secrets");
    std::fs::write(&file, format!("{NEXT_SECRET}\n{SECRET}\n")).unwrap();
    let from_file = format!("secrets_file = \"{}\"", file.display());
    deployment.write_file(&settings(&receiver.url, "").replace(&format!("secrets = [\"{SECRET}\"]"), &from_file));
    let server = deployment.serve();
    let client = server.client();
    client.complete(session_of(&client.start("placement", 7))).ok();
    let received = receiver.wait_for(1);
    let signature = received[0].header("webhook-signature");
    assert_eq!(signature, signed_with(&received[0], &[NEXT_SECRET, SECRET]));
    assert_eq!(signature.split(' ').count(), 2);
    let log = server.stop_and_read_log();
    assert!(!log.contains("whsec_"), "{log}");
}

#[test]
fn an_address_of_a_private_network_gets_nothing_unless_it_is_allowed() {
    let receiver = Receiver::answering(&[200]);
    let deployment = crate::deployment(Backend::SqliteMemory);
    let url = receiver.url.replace("http://127.0.0.1", "https://localhost");
    deployment.write_file(&settings(&url, "").replace("allow_private_networks = true", ""));
    let server = deployment.serve();
    let client = server.client();
    client.complete(session_of(&client.start("placement", 7))).ok();
    until("the attempt has failed", || !list(&deployment, &[])[0]["last_error"].is_null());
    let error = list(&deployment, &[])[0]["last_error"].as_str().unwrap().to_owned();
    assert!(error.contains("loopback"), "{error}");
    assert_eq!(receiver.received().len(), 0);
}

#[test]
fn an_endpoint_gets_the_kinds_that_it_wants() {
    let receiver = Receiver::answering(&[200]);
    let deployment = crate::deployment(Backend::SqliteMemory);
    deployment.write_file(&format!("{}events = [\"session.voided\"]\n", settings(&receiver.url, "")));
    let server = deployment.serve();
    let client = server.client();
    let session = session_of(&client.start("placement", 7));
    client.complete(session).ok();
    act(&client, session, "void");
    assert_eq!(receiver.wait_for(1)[0].what(), ("session.voided".to_owned(), session));
    assert_eq!(list(&deployment, &[]).len(), 1);
}

#[test]
fn faults_of_endpoints_are_all_named_and_no_secret_is_shown() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    deployment.write_file(
        r#"
        [webhooks]
        timeout_ms = 600000
        tls_ca_file = "/no/such/ca.pem"
        [[webhooks.endpoints]]
        name = "a b"
        url = "http://lms.example/s3cret"
        secrets = ["whsec_s3cret", "s3cret"]
        events = ["session.started"]
        [[webhooks.endpoints]]
        name = "lms"
        url = "https://user:s3cret@lms.example/"
        [[webhooks.endpoints]]
        name = "lms"
        url = "https://lms.example/s3cret"
        secrets_file = "/no/such/file"
        "#,
    );
    let output = deployment.run(&["check-config"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let printed = String::from_utf8([output.stdout, output.stderr].concat()).unwrap();
    for named in [
        "webhooks.timeout_ms",
        "/no/such/ca.pem",
        "webhooks.endpoints[0].name",
        "webhooks.endpoints[0].url",
        "webhooks.endpoints[0].secrets[0]",
        "webhooks.endpoints[0].secrets[1]",
        "webhooks.endpoints[0].events[0]",
        "webhooks.endpoints[1].url",
        "webhooks.endpoints[1] has no secret",
        "webhooks.endpoints[2].name",
        "webhooks.endpoints[2].secrets_file",
        "lms.example/…",
    ] {
        assert!(printed.contains(named), "{named}: {printed}");
    }
    assert!(!printed.contains("s3cret"), "{printed}");
    for (text, named) in [
        ("[webhooks]\nendpoints = \"s3cret\"\n", "[[webhooks.endpoints]]"),
        ("[[webhooks.endpoints]]\nname = \"lms\"\n", "url"),
        ("[[webhooks.endpoints]]\nname = \"lms\"\nurl = \"https://h/\"\ncolour = 1\n", "colour"),
        ("[webhooks]\nmax_attempts = 0\n", "max_attempts"),
    ] {
        deployment.write_file(text);
        let output = deployment.run(&["check-config"]);
        let printed = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{printed}");
        assert!(printed.contains(named) && !printed.contains("s3cret"), "{printed}");
    }
}

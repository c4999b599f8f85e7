//! The line that the log has of each request, and the ids of requests.

use serde_json::{Value, json};
use testkit::{Backend, Deployment, RunningServer, Sitting};

const TRACE: &str = "0af7651916cd43dd8448eb211c80319c";

fn deployment() -> Deployment {
    crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__LOG__FORMAT", "json").with("ADAPTIVE__LOG__LEVEL", "info")
}

/// The lines of requests that a server has logged.
fn lines(server: RunningServer) -> Vec<Value> {
    let log = server.stop_and_read_log();
    let lines = log.lines().map(|line| serde_json::from_str::<Value>(line).unwrap());
    lines.filter(|line| line["message"] == "request").collect()
}

/// The head of the reply to a GET of this address with these header lines.
fn get(server: &RunningServer, path: &str, headers: &str) -> String {
    let host = server.url().trim_start_matches("http://");
    server.raw(&format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n{headers}\r\n"))
}

/// The id in the head of a reply.
fn request_id(reply: &str) -> String {
    let line =
        reply.lines().find_map(|line| line.to_lowercase().starts_with("x-request-id: ").then(|| line[14..].to_owned()));
    line.expect("the reply has the id of the request")
}

#[test]
fn each_request_has_one_line_with_session_exam_type_client_and_code() {
    let server = deployment().serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 4);
    sitting.answer_items(&client, 1);
    let _ = client.next(sitting.session);
    client.answer(sitting.session, "ari-001-of-no-bank", "A").problem(409, "not_pending_item");
    client.get("/api/nowhere/secret-in-path").problem(404, "unknown_resource");
    client.get("/livez").ok();
    let lines = lines(server);
    let expected = [
        ("POST", "/api/adaptive/start", 201, true, None),
        ("POST", "/api/adaptive/answer", 200, true, None),
        ("GET", "/api/adaptive/next", 200, true, None),
        ("POST", "/api/adaptive/answer", 409, true, Some("not_pending_item")),
        ("GET", "unmatched", 404, false, Some("unknown_resource")),
        ("GET", "/livez", 200, false, None),
    ];
    assert_eq!(lines.len(), expected.len(), "{lines:#?}");
    for (line, (method, route, status, in_session, code)) in lines.iter().zip(expected) {
        assert_eq!((&line["method"], &line["route"], &line["status"]), (&json!(method), &json!(route), &json!(status)));
        assert_eq!(line["level"], "INFO");
        assert_eq!(line["client"], "127.0.0.1");
        assert_eq!(line["code"], json!(code), "{line}");
        assert!(line["latency_ms"].as_f64().is_some_and(|latency| latency > 0.0), "{line}");
        assert!(line["request_id"].as_str().is_some_and(|id| id.len() == 36), "{line}");
        let (session, exam_type) =
            if in_session { (json!(sitting.session), json!("placement")) } else { (json!(null), json!(null)) };
        assert_eq!((&line["session"], &line["exam_type"]), (&session, &exam_type), "{line}");
        assert!(!line.to_string().contains("secret-in-path"), "{line}");
    }
}

#[test]
fn the_client_of_a_line_is_the_one_that_a_trusted_proxy_names() {
    let forwarded = "X-Forwarded-For: 198.51.100.9, 203.0.113.1\r\n";
    for (trusted, client) in [("127.0.0.0/8", "203.0.113.1"), ("10.0.0.7", "127.0.0.1")] {
        let server = deployment().with("ADAPTIVE__SERVER__TRUSTED_PROXIES", trusted).serve();
        let _ = get(&server, "/livez", forwarded);
        let _ = get(&server, "/nowhere", forwarded);
        let clients: Vec<_> = lines(server).iter().map(|line| line["client"].clone()).collect();
        assert_eq!(clients, [client, client], "trusted: {trusted}");
    }
}

#[test]
fn a_session_that_does_not_exist_is_named_without_an_exam_type() {
    let server = deployment().serve();
    server.client().next(4711).problem(404, "unknown_session");
    let lines = lines(server);
    assert_eq!((&lines[0]["session"], &lines[0]["exam_type"]), (&json!(4711), &json!(null)));
}

#[test]
fn the_lines_have_no_key_stem_answer_examinee_or_token() {
    let key = "a-key-that-no-log-has";
    let server = deployment().with("ADAPTIVE__AUTH__API_KEYS", key).serve();
    let client = server.client().bearer(key);
    let body = json!({ "exam_type": "placement", "examinee_id": "examinee-of-no-log", "seed": 7 });
    let started = client.post("/api/adaptive/start", &body).ok();
    let session = started["exam_session_id"].as_i64().unwrap();
    let token = started["session_token"].as_str().unwrap();
    let examinee = server.client().bearer(token);
    let answer = started["item"]["options"][0]["key"].as_str().unwrap();
    examinee.answer(session, started["item"]["item_id"].as_str().unwrap(), answer).ok();
    let sent = json!({ "exam_session_id": session, "item_id": "x", "answer": "answer-of-no-log" });
    let _ = examinee.post("/api/adaptive/answer", &sent);
    server.client().bearer("wrong-key-of-no-log").get("/api/exam-types").problem(401, "unauthorized");
    let stem = started["item"]["stem"].as_str().unwrap();
    let log = server.stop_and_read_log();
    for secret in [key, token, stem, "examinee-of-no-log", "answer-of-no-log", "wrong-key-of-no-log"] {
        assert!(!log.contains(secret), "{secret}: {log}");
    }
    assert!(log.matches("\"message\":\"request\"").count() >= 4, "{log}");
}

#[test]
fn a_sound_id_of_the_client_is_kept_and_logged_with_its_trace() {
    let server = deployment().serve();
    let reply = get(
        &server,
        "/livez",
        &format!("X-Request-Id: exam-platform:4711/a\r\ntraceparent: 00-{TRACE}-b7ad6b7169203331-01\r\n"),
    );
    assert_eq!(request_id(&reply), "exam-platform:4711/a");
    let lines = lines(server);
    assert_eq!((&lines[0]["request_id"], &lines[0]["trace_id"]), (&json!("exam-platform:4711/a"), &json!(TRACE)));
}

#[test]
fn an_unsound_id_or_trace_of_the_client_is_replaced() {
    let server = deployment().serve();
    let long = "a".repeat(129);
    let headers = [
        "X-Request-Id: has space\r\n".to_owned(),
        "X-Request-Id: \"quoted\"\r\n".to_owned(),
        "X-Request-Id: a{b}\r\n".to_owned(),
        "X-Request-Id: \r\n".to_owned(),
        "X-Request-Id: one\r\nX-Request-Id: two\r\n".to_owned(),
        format!("X-Request-Id: {long}\r\n"),
        format!("traceparent: 00-{TRACE}-0000000000000000-01\r\n"),
        format!("traceparent: 00-{TRACE}\r\n"),
    ];
    let ids: Vec<_> = headers.iter().map(|headers| request_id(&get(&server, "/livez", headers))).collect();
    assert!(ids.iter().all(|id| id.len() == 36), "{ids:?}");
    let lines = lines(server);
    let logged: Vec<_> = lines.iter().map(|line| line["request_id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(logged, ids);
    assert!(lines.iter().all(|line| line["trace_id"].is_null()), "{lines:?}");
}

#[test]
fn the_longest_sound_id_is_kept() {
    let server = deployment().serve();
    let longest = "a".repeat(128);
    assert_eq!(request_id(&get(&server, "/livez", &format!("X-Request-Id: {longest}\r\n"))), longest);
}

//! The size of bodies, and the bytes before them.

use serde_json::json;
use testkit::{Backend, Sitting};

use crate::heads::{address, ask, status};

#[test]
fn bodies_of_examinees_have_at_most_8_kib() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let sitting = Sitting::start(&client, 1);
    let padded = |bytes: usize| {
        let mut body = json!({ "exam_session_id": sitting.session, "item_id": "x", "answer": "A" }).to_string();
        body.push_str(&" ".repeat(bytes - body.len()));
        body.into_bytes()
    };
    let post = |path: &str, body| client.send("POST".parse().unwrap(), path, "application/json", body);
    post("/api/adaptive/answer", padded(8192)).problem(409, "not_pending_item");
    for path in ["/api/adaptive/answer", "/api/adaptive/complete"] {
        post(path, padded(8193)).problem(413, "body_too_large");
        let headers = format!("Host: {}\r\nContent-Type: application/json\r\n", address(&server));
        let chunked = format!("{headers}Transfer-Encoding: chunked\r\n\r\n2001\r\n{}\r\n0\r\n\r\n", " ".repeat(8193));
        let reply = server.raw(&format!("POST {path} HTTP/1.1\r\nConnection: close\r\n{chunked}"));
        assert_eq!(status(&reply), 413, "{reply}");
    }
    let next = format!("GET /api/adaptive/next?exam_session_id={}", sitting.session);
    assert_eq!(status(&ask(&server, &next, "Content-Length: 8193\r\n")), 413);
    assert_eq!(client.next(sitting.session).ok()["items_completed"], 0);
    let long = json!({ "exam_type": "placement", "examinee_id": "e".repeat(200) }).to_string();
    let start = format!("{long}{}", " ".repeat(100_000));
    post("/api/adaptive/start", start.into_bytes()).ok();
}

#[test]
fn a_body_that_says_it_is_too_large_is_refused_before_it_comes() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    for (path, length) in [("/api/adaptive/answer", 8193), ("/api/adaptive/start", 262_145)] {
        let reply = ask(
            &server,
            &format!("POST {path}"),
            &format!("Content-Type: application/json\r\nContent-Length: {length}\r\n"),
        );
        assert_eq!(status(&reply), 413, "{reply}");
    }
}

#[test]
fn a_body_may_begin_with_a_byte_order_mark() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let client = deployment.serve();
    let client = client.client();
    let post =
        |body: &str| client.send("POST".parse().unwrap(), "/api/adaptive/start", "application/json", body.into());
    post("\u{feff}{\"exam_type\": \"placement\"}").ok();
    post("\u{feff}").problem(400, "malformed_json");
    post("\u{feff}\u{feff}{\"exam_type\": \"placement\"}").problem(400, "malformed_json");
    post("{\"exam_type\": \"placement\"}\u{feff}").problem(400, "malformed_json");
}

#[test]
fn a_stray_byte_after_a_body_does_not_cost_the_reply() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let host = address(&server);
    for padding in [0, 200_000] {
        let body = format!("{}{}", r#"{"exam_type": "placement"}"#, " ".repeat(padding));
        for stray in ["\n", "\r\n", "x"] {
            let head = format!("POST /api/adaptive/start HTTP/1.1\r\nConnection: close\r\nHost: {host}\r\n");
            let of_body = format!("Content-Type: application/json\r\nContent-Length: {}\r\n", body.len());
            let reply = server.raw(&format!("{head}{of_body}\r\n{body}{stray}"));
            assert_eq!(status(&reply), 201, "{stray:?} {padding}: {reply}");
        }
    }
}

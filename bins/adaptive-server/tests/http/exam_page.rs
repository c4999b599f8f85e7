//! The exam page over HTTP: its link, its cookies, and the setting that switches it off. The tests in `tests/pages` use it in a browser.

use serde_json::{Value, json};
use testkit::{Backend, Deployment, RunningServer};

use crate::heads::{ask, header, send, status};

const KEY: &str = "key-of-the-platform-for-tests";

fn with_key() -> Deployment {
    crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", KEY)
}

/// The reply to a start that is sent with these headers.
fn start(server: &RunningServer, headers: &str) -> Value {
    let body = r#"{"exam_type": "placement"}"#;
    let head = format!(
        "POST /api/adaptive/start HTTP/1.1\r\nX-API-Key: {KEY}\r\nContent-Type: application/json\r\nConnection: close\r\n\
         Content-Length: {}\r\n{headers}\r\n{body}",
        body.len()
    );
    let reply = server.raw(&head);
    serde_json::from_str(reply.split_once("\r\n\r\n").unwrap().1).unwrap_or_else(|_| panic!("{reply}"))
}

fn entry_url(started: &Value) -> &str {
    started["entry_url"].as_str().unwrap()
}

#[test]
fn the_link_and_the_cookies_fit_the_address_under_which_people_reach_the_server() {
    let deployment = with_key();
    let server = deployment.serve();
    let plain = start(&server, "Host: localhost\r\n");
    assert!(entry_url(&plain).starts_with("/enter/ase_"), "{plain}");
    let token = plain["session_token"].as_str().unwrap();
    assert!(!entry_url(&plain).contains(&token[4..]), "the link does not give the token away");
    let cookie_of = |server: &RunningServer, headers: &str| {
        let page = ask(server, "GET /", headers);
        header(&page, "set-cookie").unwrap().to_owned()
    };
    let forwarded = "X-Forwarded-Proto: https\r\n";
    assert!(!cookie_of(&server, forwarded).contains("Secure"), "not everybody is believed");
    let proxied = with_key().with("ADAPTIVE__SERVER__TRUSTED_PROXIES", "127.0.0.1");
    let server = proxied.serve();
    assert!(cookie_of(&server, forwarded).contains("Secure"));
    assert!(!cookie_of(&server, "").contains("Secure"));

    let set = with_key()
        .with("ADAPTIVE__SERVER__BASE_PATH", "/cat")
        .with("ADAPTIVE__PAGES__PUBLIC_URL", "https://exams.example/cat/");
    let server = set.serve();
    let body = r#"{"exam_type": "placement"}"#;
    let headers = format!("Host: localhost\r\nX-API-Key: {KEY}\r\nContent-Type: application/json\r\n");
    let started = send(&server, "POST /cat/api/adaptive/start", &headers, body);
    assert!(started.contains("\"entry_url\":\"https://exams.example/cat/enter/ase_"), "{started}");
    let page = ask(&server, "GET /cat/", "");
    let cookie = header(&page, "set-cookie").unwrap();
    for part in ["Path=/cat/", "HttpOnly", "SameSite=Lax", "Secure"] {
        assert!(cookie.contains(part), "{part}: {cookie}");
    }
}

#[test]
fn without_pages_the_interface_is_as_before() {
    let deployment = with_key().with("ADAPTIVE__PAGES__EXAM", "false");
    let server = deployment.serve();
    assert_eq!(start(&server, "Host: localhost\r\n").get("entry_url"), None);
    for path in ["/", "/exam", "/exam/state", "/enter/ase_x"] {
        assert_eq!(status(&ask(&server, &format!("GET {path}"), "")), 404, "{path}");
    }
}

#[test]
fn what_a_page_loads_is_kept_for_ever_and_a_page_never() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let page = ask(&server, "GET /", "");
    assert_eq!(header(&page, "cache-control"), Some("no-store"), "{page}");
    for extension in [".css", ".js"] {
        let end = page.find(&format!("{extension}\"")).unwrap() + extension.len();
        let address = &page[page[..end].rfind('"').unwrap() + 1..end];
        let file = ask(&server, &format!("GET {address}"), "");
        assert_eq!(status(&file), 200, "{address}");
        assert_eq!(header(&file, "cache-control"), Some("public, max-age=31536000, immutable"), "{address}");
    }
    assert_eq!(status(&ask(&server, "GET /pages/pages.css", "")), 404);
}

#[test]
fn every_token_has_a_link_of_its_own() {
    let deployment = with_key();
    let server = deployment.serve();
    let started = start(&server, "Host: localhost\r\n");
    let session = &started["exam_session_id"];
    let platform = server.client().bearer(KEY);
    let path = format!("/api/adaptive/sessions/{session}/token");
    let renewed = platform.post(&path, &json!({ "reason": "another device" })).ok();
    assert_ne!(entry_url(&renewed), entry_url(&started));
}

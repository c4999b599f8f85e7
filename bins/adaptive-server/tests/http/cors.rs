//! Pages of other origins.

use testkit::{Backend, Deployment, RunningServer, Sitting};

use crate::heads::{address, ask, header, send, status};

const KEY: &str = "a-key-of-the-platform";
const ORIGIN: &str = "https://exams.example";
const EXAMINEE_CALLS: [(&str, &str); 5] = [
    ("GET", "/api/adaptive/next?exam_session_id=1"),
    ("POST", "/api/adaptive/answer"),
    ("POST", "/api/adaptive/complete"),
    ("GET", "/api/adaptive/sessions/1"),
    ("GET", "/api/adaptive/sessions/1/report"),
];

fn with_key() -> Deployment {
    crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", KEY)
}

fn with_origins() -> Deployment {
    with_key().with("ADAPTIVE__CORS__ORIGINS", "https://Exams.example:443, http://localhost:3000")
}

fn preflight(server: &RunningServer, origin: &str, method: &str, path: &str) -> String {
    let headers = format!("Origin: {origin}\r\nAccess-Control-Request-Method: {method}\r\n");
    ask(server, &format!("OPTIONS {path}"), &headers)
}

#[test]
fn without_origins_there_is_no_cors() {
    let deployment = with_key();
    let server = deployment.serve();
    for (method, path) in EXAMINEE_CALLS {
        let reply = preflight(&server, ORIGIN, method, path);
        assert_eq!((status(&reply), header(&reply, "access-control-allow-origin")), (405, None), "{reply}");
        let reply = ask(&server, &format!("{method} {path}"), &format!("Origin: {ORIGIN}\r\n"));
        assert_eq!((status(&reply), header(&reply, "access-control-allow-origin")), (401, None), "{reply}");
    }
}

#[test]
fn preflight_works_for_the_calls_of_a_session_token() {
    let deployment = with_origins();
    let server = deployment.serve();
    for origin in [ORIGIN, "http://localhost:3000"] {
        for (method, path) in EXAMINEE_CALLS {
            let reply = preflight(&server, origin, method, path);
            assert_eq!(status(&reply), 204, "{reply}");
            assert_eq!(header(&reply, "access-control-allow-origin"), Some(origin), "{reply}");
            assert_eq!(header(&reply, "access-control-allow-methods"), Some(method), "{reply}");
            assert_eq!(header(&reply, "access-control-allow-credentials"), None, "{reply}");
            let allowed = header(&reply, "access-control-allow-headers").unwrap();
            for name in ["authorization", "content-type", "idempotency-key", "x-request-id"] {
                assert!(allowed.split(", ").any(|allowed| allowed == name), "{name}: {allowed}");
            }
            assert!(header(&reply, "vary").unwrap().contains("Origin"), "{reply}");
        }
    }
}

#[test]
fn preflight_for_other_calls_and_other_origins_is_not_allowed() {
    let deployment = with_origins();
    let server = deployment.serve();
    let others = [
        ("POST", "/api/adaptive/start"),
        ("GET", "/api/adaptive/sessions"),
        ("POST", "/api/adaptive/sessions/1/extend"),
        ("GET", "/api/banks"),
        ("POST", "/api/banks"),
        ("DELETE", "/api/store/sessions"),
        ("DELETE", "/api/adaptive/answer"),
        ("GET", "/nothing"),
    ];
    for (method, path) in others {
        let reply = preflight(&server, ORIGIN, method, path);
        assert!(status(&reply) >= 400 && header(&reply, "access-control-allow-origin").is_none(), "{path}: {reply}");
    }
    for origin in ["https://evil.example", "http://exams.example", "https://exams.example:8443", "null", ""] {
        let reply = preflight(&server, origin, "POST", "/api/adaptive/answer");
        assert!(status(&reply) >= 400 && header(&reply, "access-control-allow-origin").is_none(), "{origin}: {reply}");
        let reply = ask(&server, "GET /api/adaptive/sessions/1", &format!("Origin: {origin}\r\n"));
        assert!(header(&reply, "access-control-allow-origin").is_none(), "{origin}: {reply}");
        assert!(header(&reply, "vary").unwrap().contains("Origin"), "{reply}");
    }
}

#[test]
fn a_page_of_an_allowed_origin_reads_replies_and_problems() {
    let deployment = with_origins();
    let server = deployment.serve();
    let sitting = Sitting::start(&server.client().bearer(KEY), 1);
    let token = sitting.progress["session_token"].as_str().unwrap();
    let other = Sitting::start(&server.client().bearer(KEY), 2);
    let foreign = other.progress["session_token"].as_str().unwrap();
    let path = format!("GET /api/adaptive/next?exam_session_id={}", sitting.session);
    for (credential, expected) in [(token, 200), (foreign, 403), ("nobody", 401)] {
        let reply = ask(&server, &path, &format!("Origin: {ORIGIN}\r\nAuthorization: Bearer {credential}\r\n"));
        assert_eq!(header(&reply, "access-control-allow-origin"), Some(ORIGIN), "{reply}");
        assert!(header(&reply, "access-control-expose-headers").unwrap().contains("x-request-id"), "{reply}");
        assert_eq!(status(&reply), expected, "{reply}");
    }
}

#[test]
fn an_allowed_origin_is_not_foreign_to_a_server_without_keys() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__CORS__ORIGINS", ORIGIN);
    let server = deployment.serve();
    let sitting = Sitting::start(&server.client(), 1);
    let path = format!("GET /api/adaptive/sessions/{}", sitting.session);
    let allowed = format!("Origin: {ORIGIN}\r\nSec-Fetch-Site: cross-site\r\n");
    let reply = ask(&server, &path, &allowed);
    assert_eq!((status(&reply), header(&reply, "access-control-allow-origin")), (200, Some(ORIGIN)), "{reply}");
    let rebound = send(&server, &path, &format!("Host: rebound.example\r\n{allowed}"), "");
    assert_eq!(status(&rebound), 403, "{rebound}");
    let keys = ask(&server, "GET /api/banks/placement", &allowed);
    assert_eq!(header(&keys, "access-control-allow-origin"), None, "the page cannot read the bank: {keys}");
    let foreign = format!("Host: {}\r\nOrigin: https://evil.example\r\n", address(&server));
    assert_eq!(status(&send(&server, &path, &foreign, "")), 403);
}

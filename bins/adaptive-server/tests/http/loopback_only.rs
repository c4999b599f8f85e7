//! A server without keys: no page of another site reaches it.

use testkit::{Backend, Deployment, RunningServer};

use crate::heads::{address, send, status};

const CALLS: [&str; 5] =
    ["GET /api/banks/placement", "GET /livez", "POST /api/adaptive/start", "DELETE /api/store/sessions", "GET /"];

fn keyless() -> Deployment {
    crate::deployment(Backend::SqliteMemory)
}

/// Checks that a request with these headers is refused with this code, whatever it asks for.
fn refuses(server: &RunningServer, headers: &str, code: &str) {
    for call in CALLS {
        let reply = send(server, call, headers, "");
        assert_eq!(status(&reply), 403, "{call} {headers}: {reply}");
        assert!(reply.contains("application/problem+json") && reply.contains(&format!("\"{code}\"")), "{reply}");
    }
}

#[test]
fn only_names_of_the_own_machine_are_served() {
    let deployment = keyless();
    let server = deployment.serve();
    let port = address(&server).rsplit_once(':').unwrap().1.to_owned();
    for host in [&format!("127.0.0.1:{port}"), &format!("localhost:{port}"), "LOCALHOST", "127.9.8.7:1", "[::1]:8080"] {
        assert_eq!(status(&send(&server, "GET /api/banks", &format!("Host: {host}\r\n"), "")), 200, "{host}");
    }
    for host in ["rebound.example", &format!("rebound.example:{port}"), "", "127.0.0.1.example", "localhost.example:80"]
    {
        refuses(&server, &format!("Host: {host}\r\n"), "foreign_host");
    }
    // HTTP/1.1 itself asks for one host.
    assert_eq!(status(&send(&server, "GET /api/banks", "", "")), 400);
    let absent = server.raw("GET /api/banks HTTP/1.0\r\n\r\n");
    assert!([400, 403].contains(&status(&absent)), "{absent}");
    let doubled = send(&server, "GET /api/banks", "Host: localhost\r\nHost: localhost\r\n", "");
    assert_eq!(status(&doubled), 400, "{doubled}");
    let absolute = send(&server, "GET http://rebound.example/api/banks", "Host: localhost\r\n", "");
    assert_eq!(status(&absolute), 403, "{absolute}");
}

#[test]
fn no_foreign_origin_is_served() {
    let deployment = keyless();
    let server = deployment.serve();
    let host = address(&server);
    let port = host.rsplit_once(':').unwrap().1;
    let own = format!("Host: {host}\r\nOrigin: http://{host}\r\nSec-Fetch-Site: same-origin\r\n");
    assert_eq!(status(&send(&server, "DELETE /api/store/sessions", &own, "")), 200);
    let by_name = format!("Host: localhost:{port}\r\nOrigin: http://localhost:{port}\r\n");
    assert_eq!(status(&send(&server, "GET /api/banks", &by_name, "")), 200);
    let foreign =
        ["https://evil.example", "null", "", "http://localhost:1", "http://127.0.0.1", &format!("https://{host}")];
    for origin in foreign.into_iter().map(str::to_owned).chain([format!("http://evil.example:{port}")]) {
        refuses(&server, &format!("Host: {host}\r\nOrigin: {origin}\r\n"), "foreign_origin");
    }
    refuses(
        &server,
        &format!("Host: {host}\r\nOrigin: http://{host}\r\nOrigin: http://evil.example\r\n"),
        "foreign_origin",
    );
}

#[test]
fn what_a_browser_calls_another_site_is_refused_but_for_following_a_link_to_a_page() {
    let deployment = keyless();
    let server = deployment.serve();
    let host = format!("Host: {}\r\n", address(&server));
    for site in ["cross-site", "same-site", "nonsense"] {
        refuses(&server, &format!("{host}Sec-Fetch-Site: {site}\r\n"), "foreign_origin");
        refuses(&server, &format!("{host}Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: no-cors\r\n"), "foreign_origin");
        let framed = format!("{host}Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: iframe\r\n");
        refuses(&server, &framed, "foreign_origin");
        let followed =
            format!("{host}Sec-Fetch-Site: {site}\r\nSec-Fetch-Mode: navigate\r\nSec-Fetch-Dest: document\r\n");
        for page in ["/", "/docs/", "/openapi.json"] {
            assert_eq!(status(&send(&server, &format!("GET {page}"), &followed, "")), 200, "{page} {site}");
        }
        for call in ["POST /api/adaptive/start", "GET /api/banks", "GET /%61pi/banks", "GET //api/banks", "POST /"] {
            assert_eq!(status(&send(&server, call, &followed, "")), 403, "{call} {site}");
        }
    }
    for site in ["same-origin", "none"] {
        assert_eq!(status(&send(&server, "GET /api/banks", &format!("{host}Sec-Fetch-Site: {site}\r\n"), "")), 200);
    }
}

#[test]
fn a_body_needs_a_type_that_no_form_of_a_page_can_have() {
    let deployment = keyless();
    let server = deployment.serve();
    let host = format!("Host: {}\r\n", address(&server));
    let body = r#"{"exam_type": "placement"}"#;
    let start = |headers: &str| send(&server, "POST /api/adaptive/start", &format!("{host}{headers}"), body);
    assert_eq!(status(&start("Content-Type: application/json\r\n")), 201);
    assert_eq!(status(&start("Content-Type: application/json; charset=utf-8\r\n")), 201);
    let untyped = start("");
    assert!(status(&untyped) == 415 && untyped.contains("Content-Type: application/json"), "{untyped}");
    for media_type in ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=b"] {
        assert_eq!(status(&start(&format!("Content-Type: {media_type}\r\n"))), 415, "{media_type}");
        let headers = format!("{host}Content-Type: {media_type}\r\n");
        assert_eq!(status(&send(&server, "POST /api/banks?name=n", &headers, "item_id")), 415, "{media_type}");
    }
    assert_eq!(status(&send(&server, "POST /api/banks?name=n", &host, "item_id")), 415);
}

#[test]
fn a_server_with_keys_is_reached_by_any_name_and_takes_a_body_without_a_type() {
    let key = "a-key-of-the-platform";
    let deployment = keyless().with("ADAPTIVE__AUTH__API_KEYS", key);
    let server = deployment.serve();
    let headers = format!(
        "Host: exams.example\r\nAuthorization: Bearer {key}\r\nOrigin: https://exams.example\r\nSec-Fetch-Site: cross-site\r\n"
    );
    assert_eq!(status(&send(&server, "POST /api/adaptive/start", &headers, r#"{"exam_type": "placement"}"#)), 201);
}

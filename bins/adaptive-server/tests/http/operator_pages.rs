//! The operator pages over HTTP: the setting that switches them off, too many wrong keys, addresses that lead nowhere, and passes on
//! several instances. The tests in `tests/pages` use them in a browser.

use testkit::{Backend, Deployment, RunningServer};

use crate::heads::{ask, header, send, status};

const KEY: &str = "key-of-the-platform-for-tests";

fn with_key() -> Deployment {
    crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", KEY)
}

/// The reply to a login with this key, and the page after it.
fn log_in(server: &RunningServer, key: &str, next: &str) -> String {
    let page = ask(server, "GET /operator/login", "");
    let visitor = header(&page, "set-cookie").unwrap().split(';').next().unwrap().to_owned();
    let proof = page.split_once("name=\"proof\" value=\"").unwrap().1.split('"').next().unwrap();
    let headers =
        format!("Host: localhost\r\nCookie: {visitor}\r\nContent-Type: application/x-www-form-urlencoded\r\n");
    send(server, "POST /operator/login", &headers, &format!("proof={proof}&key={key}&next={next}"))
}

/// The cookie with the pass of somebody who has logged in.
fn pass(server: &RunningServer) -> String {
    let reply = log_in(server, KEY, "");
    let cookie = header(&reply, "set-cookie").unwrap();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    cookie.split(';').next().unwrap().to_owned()
}

#[test]
fn each_kind_of_page_can_be_switched_off() {
    let server = with_key().with("ADAPTIVE__PAGES__OPERATOR", "false").serve();
    for path in ["/operator", "/operator/login", "/operator/sessions", "/operator/health"] {
        assert_eq!(status(&ask(&server, &format!("GET {path}"), "")), 404, "{path}");
    }
    assert_eq!(status(&ask(&server, "GET /", "")), 200);
    let server = with_key().with("ADAPTIVE__PAGES__EXAM", "false").serve();
    assert_eq!(status(&ask(&server, "GET /operator/login", "")), 200);
    assert_eq!(status(&ask(&server, "GET /exam", "")), 404);
    let server = with_key().with("ADAPTIVE__PAGES__EXAM", "false").with("ADAPTIVE__PAGES__OPERATOR", "false").serve();
    for path in ["/operator", "/", "/pages/pages.css"] {
        assert_eq!(status(&ask(&server, &format!("GET {path}"), "")), 404, "{path}");
    }
}

#[test]
fn too_many_wrong_keys_lead_to_a_page_that_says_how_long_to_wait() {
    let server = with_key().with("ADAPTIVE__RATE_LIMITS__WRONG_CREDENTIALS_PER_MINUTE", "3").serve();
    let pass = pass(&server);
    let replies: Vec<String> = (0..5).map(|_| log_in(&server, "wrong", "")).collect();
    let statuses: Vec<u16> = replies.iter().map(|reply| status(reply)).collect();
    assert_eq!(statuses, [401, 401, 401, 429, 429]);
    let refused = &replies[4];
    assert!(header(refused, "content-type").unwrap().starts_with("text/html"), "{refused}");
    assert!(header(refused, "retry-after").is_some() && refused.contains("Try again in"), "{refused}");
    assert_eq!(status(&log_in(&server, KEY, "")), 303, "the right key is never refused for wrong ones");
    let page = ask(&server, "GET /operator/sessions", &format!("Cookie: {pass}\r\n"));
    assert_eq!(status(&page), 200, "a person who is logged in stays so");
}

#[test]
fn an_address_that_leads_nowhere_has_a_page() {
    let server = with_key().serve();
    let cookie = format!("Cookie: {}\r\n", pass(&server));
    for path in
        ["sessions/abc", "sessions?after=x", "banks?after=x", "exam-types/placement/x/charts/length.svg", "banks/none"]
    {
        let page = ask(&server, &format!("GET /operator/{path}"), &cookie);
        assert_eq!(status(&page), 404, "{path}");
        assert!(page.contains("<!DOCTYPE html>"), "{path}: {page}");
    }
    for next in ["%2Foperator%2F%0A", "%2Foperator%2F%C3%A9", "%2F%2Fother.example"] {
        let reply = log_in(&server, KEY, next);
        assert_eq!((status(&reply), header(&reply, "location")), (303, Some("/operator/sessions")), "{next}");
    }
}

#[test]
fn a_pass_opens_the_pages_of_each_instance_on_the_record() {
    let deployment = with_key();
    let (one, other) = (deployment.serve(), deployment.serve());
    let cookie = format!("Cookie: {}\r\n", pass(&one));
    let page = ask(&other, "GET /operator/health", &cookie);
    assert_eq!(status(&page), 200);
    assert!(page.contains("settings:1"), "{page}");
    let stranger = with_key().serve();
    assert_eq!(status(&ask(&stranger, "GET /operator/health", &cookie)), 303, "another record has another secret");
}

#[test]
fn a_server_without_keys_needs_none_on_its_own_machine_and_says_so() {
    let server = crate::deployment(Backend::SqliteMemory).serve();
    let reply = log_in(&server, "", "");
    assert_eq!(status(&reply), 303);
    let cookie = header(&reply, "set-cookie").unwrap().split(';').next().unwrap();
    let page = ask(&server, "GET /operator/banks", &format!("Cookie: {cookie}\r\n"));
    assert!(status(&page) == 200 && page.contains("No login on this machine"), "{page}");
}

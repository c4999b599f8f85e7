//! HTTP itself: methods, heads, what the server reads of a body and says about a request.

use testkit::{Backend, Deployment};

use crate::heads::{ask, header};

const KEY: &str = "a-key-of-the-platform";

fn plain() -> Deployment {
    crate::deployment(Backend::SqliteMemory)
}

fn with_api_key() -> Deployment {
    plain().with("ADAPTIVE__AUTH__API_KEYS", KEY)
}

#[test]
fn methods_that_are_none_do_not_make_the_metrics_grow() {
    let deployment = plain();
    let server = deployment.serve();
    for method in ["BREW", "STEEP"] {
        let reply = ask(&server, &format!("{method} /livez"), "");
        assert!(reply.starts_with("HTTP/1.1 405"), "{reply}");
    }
    let metrics = server.client().get("/metrics").text;
    assert!(metrics.contains("method=\"OTHER\""), "{metrics}");
    assert!(!metrics.contains("BREW") && !metrics.contains("STEEP"), "{metrics}");
}

#[test]
fn who_may_not_send_a_body_is_refused_before_it_comes() {
    let deployment = with_api_key();
    let server = deployment.serve();
    let calls = [
        "/api/banks?name=n",
        "/api/exam-types",
        "/api/adaptive/start",
        "/api/adaptive/score",
        "/api/adaptive/sessions/1/extend",
    ];
    for path in calls {
        let token = format!("Authorization: Bearer ast_{}\r\n", "A".repeat(43));
        for (credential, status, code) in [
            (token.as_str(), "403", "platform_only"),
            ("Authorization: Bearer ast_forged\r\n", "401", "unauthorized"),
            ("Authorization: Bearer nobody\r\n", "401", "unauthorized"),
            ("", "401", "unauthorized"),
        ] {
            let reply = ask(&server, &format!("POST {path}"), &format!("{credential}Content-Length: 100000\r\n"));
            assert!(reply.starts_with(&format!("HTTP/1.1 {status}")) && reply.contains(code), "{path}: {reply}");
        }
    }
    for credential in ["", "Authorization: Bearer ast_forged\r\n"] {
        let reply = ask(&server, "POST /api/adaptive/answer", &format!("{credential}Content-Length: 100000\r\n"));
        assert!(reply.starts_with("HTTP/1.1 401"), "{reply}");
    }
}

#[test]
fn an_encoded_body_is_refused() {
    let deployment = plain();
    let server = deployment.serve();
    let reply = ask(&server, "POST /api/adaptive/start", "Content-Encoding: gzip\r\nContent-Length: 2\r\n");
    assert!(reply.starts_with("HTTP/1.1 415") && reply.contains("unsupported_media_type"), "{reply}");
    let reply = ask(&server, "POST /api/adaptive/start", "Content-Encoding: identity\r\nContent-Length: 0\r\n");
    assert!(reply.starts_with("HTTP/1.1 400") && reply.contains("malformed_json"), "{reply}");
}

#[test]
fn every_get_also_answers_head_without_a_body() {
    let deployment = plain();
    let server = deployment.serve();
    for path in ["/livez", "/readyz", "/metrics", "/", "/openapi.json", "/api/banks", "/api/adaptive/sessions"] {
        let reply = ask(&server, &format!("HEAD {path}"), "");
        assert!(reply.starts_with("HTTP/1.1 200") && reply.ends_with("\r\n\r\n"), "{path}: {reply}");
    }
}

#[test]
fn the_reply_to_a_refused_method_lists_the_methods_and_each_of_them_is_accepted() {
    let deployment = plain();
    let server = deployment.serve();
    for path in api::openapi().paths.paths.keys() {
        let path = path.replace("{id}", "1").replace("{name}", "n");
        let reply = ask(&server, &format!("PATCH {path}"), "");
        assert!(reply.starts_with("HTTP/1.1 405"), "{path}: {reply}");
        let allowed: Vec<_> = header(&reply, "allow").expect("a list of the methods").split(", ").collect();
        for method in ["GET", "HEAD", "POST", "PUT", "DELETE"] {
            let refused = ask(&server, &format!("{method} {path}"), "").starts_with("HTTP/1.1 405");
            assert_eq!(refused, !allowed.contains(&method), "{method} {path}");
        }
    }
}

#[test]
fn every_reply_has_the_number_of_its_request() {
    let deployment = plain();
    let server = deployment.serve();
    let of = |path: &str| header(&ask(&server, &format!("GET {path}"), ""), "x-request-id").unwrap().to_owned();
    let numbers = [of("/livez"), of("/nothing"), of("/api/adaptive/next")];
    assert!(numbers.iter().all(|number| !number.is_empty()));
    assert!(numbers[0] != numbers[1] && numbers[1] != numbers[2], "{numbers:?}");
}

#[test]
fn the_log_has_the_route_and_not_what_a_stranger_wrote_into_the_address() {
    let deployment = with_api_key().with("ADAPTIVE__LOG__LEVEL", "info,api=debug");
    let server = deployment.serve();
    for path in ["/livez?token=ast_secret", "/api/adaptive/next?ast_secret=1", "/ast_secret"] {
        let _ = ask(&server, &format!("GET {path}"), "User-Agent: ast_secret\r\n");
    }
    server.client().bearer(KEY).get("/api/adaptive/next?ast_secret=1").problem(422, "invalid_value");
    let log = server.kill_and_read_log();
    assert!(log.contains("/api/adaptive/next") && log.contains("request_id"), "{log}");
    assert!(!log.contains("ast_secret") && !log.contains("exception") && !log.contains("ERROR"), "{log}");
}

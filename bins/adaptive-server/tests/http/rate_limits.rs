//! Limits on rates, and the address that they count by.

use std::thread;

use serde_json::json;
use testkit::{Backend, Client, Deployment, RunningServer, Sitting};

use crate::heads::{ask, header, status};

const KEY: &str = "a-key-of-the-platform";
const OTHER_KEY: &str = "another-platform-key";

fn with_keys() -> Deployment {
    crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", &format!("{KEY},{OTHER_KEY}"))
}

fn bearer(credential: &str) -> String {
    format!("Authorization: Bearer {credential}\r\n")
}

/// How many of the next requests are not told to wait.
fn served(server: &RunningServer, requests: usize, headers: &str) -> usize {
    (0..requests).filter(|_| status(&ask(server, "GET /api/banks", headers)) != 429).count()
}

fn token(platform: &Client, script: u64) -> (Sitting, String) {
    let sitting = Sitting::start(platform, script);
    let token = sitting.progress["session_token"].as_str().unwrap().to_owned();
    (sitting, token)
}

#[test]
fn without_settings_nobody_is_told_to_wait_but_for_wrong_credentials() {
    let deployment = with_keys();
    let server = deployment.serve();
    assert_eq!(served(&server, 300, &bearer(KEY)), 300);
    assert_eq!(served(&server, 300, ""), 300, "a request without a credential is no wrong one");
    assert_eq!(served(&server, 300, &bearer("not-a-key-of-anyone")), 300, "some wrong ones happen");
    assert!(served(&server, 3000, &bearer("not-a-key-of-anyone")) < 3000);
}

#[test]
fn each_key_has_a_limit_of_its_own() {
    let deployment = with_keys().with("ADAPTIVE__RATE_LIMITS__KEY_PER_MINUTE", "5");
    let server = deployment.serve();
    assert_eq!(served(&server, 5, &bearer(KEY)), 5);
    let reply = ask(&server, "GET /api/banks", &format!("X-API-Key: {KEY}\r\n"));
    assert!(status(&reply) == 429 && reply.contains("\"too_many_requests\""), "{reply}");
    assert!(reply.contains("application/problem+json"), "{reply}");
    let seconds: u64 = header(&reply, "retry-after").unwrap().parse().unwrap();
    assert!((1..=12).contains(&seconds), "{seconds}");
    assert_eq!(header(&reply, "cache-control"), Some("no-store"));
    assert_eq!(served(&server, 5, &bearer(OTHER_KEY)), 5);
    for path in ["/livez", "/readyz", "/metrics", "/"] {
        assert_eq!(status(&ask(&server, &format!("GET {path}"), &bearer(KEY))), 200, "{path}");
    }
}

#[test]
fn each_session_token_has_a_limit_of_its_own() {
    let deployment = with_keys().with("ADAPTIVE__RATE_LIMITS__TOKEN_PER_MINUTE", "4");
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    for script in [1, 2] {
        let (sitting, token) = token(&platform, script);
        let examinee = platform.bearer(&token);
        for _ in 0..4 {
            examinee.next(sitting.session).ok();
        }
        examinee.next(sitting.session).problem(429, "too_many_requests");
        platform.next(sitting.session).ok();
    }
}

#[test]
fn each_address_has_a_limit_that_wrong_credentials_do_not_use_up() {
    let deployment = with_keys().with("ADAPTIVE__RATE_LIMITS__ADDRESS_PER_MINUTE", "6");
    let server = deployment.serve();
    let _ = served(&server, 200, &bearer("not-a-key-of-anyone"));
    assert_eq!(served(&server, 4, &bearer(KEY)), 4);
    assert_eq!(served(&server, 2, &bearer(OTHER_KEY)), 2);
    assert_eq!(served(&server, 3, &bearer(KEY)), 0);
    assert_eq!(served(&server, 3, ""), 0);
    assert_eq!(status(&ask(&server, "GET /livez", "")), 200);
}

#[test]
fn behind_a_trusted_proxy_the_address_is_that_of_the_client() {
    let deployment = with_keys()
        .with("ADAPTIVE__RATE_LIMITS__ADDRESS_PER_MINUTE", "2")
        .with("ADAPTIVE__SERVER__TRUSTED_PROXIES", "127.0.0.0/8, 10.0.0.7");
    let server = deployment.serve();
    let from = |header: &str| served(&server, 3, &format!("{}{header}\r\n", bearer(KEY)));
    assert_eq!(from("X-Forwarded-For: 203.0.113.1"), 2);
    assert_eq!(from("X-Forwarded-For: 203.0.113.2"), 2);
    assert_eq!(from("X-Forwarded-For: 203.0.113.99, 203.0.113.1"), 0, "what stands left is the client's own word");
    assert_eq!(from("X-Forwarded-For: 203.0.113.1, 10.0.0.7"), 0, "a proxy before the proxy");
    assert_eq!(from("Forwarded: for=203.0.113.3;proto=https"), 2);
    assert_eq!(from("X-Forwarded-For: 203.0.113.3"), 0, "both headers mean the same client");
    assert_eq!(from("X-Forwarded-For: 2001:db8:0:1::1"), 2);
    assert_eq!(from("Forwarded: for=\"[2001:db8:0:1:ffff::2]:99\""), 0, "one network of an IPv6 client");
    assert_eq!(from("X-Forwarded-For: nonsense"), 2, "the address of the proxy");
    assert_eq!(from("X-Forwarded-For: other nonsense"), 0, "the address of the proxy");
    assert_eq!(from("X-Request-Id: none"), 0, "the address of the proxy");
}

#[test]
fn headers_of_clients_that_are_no_trusted_proxy_are_not_believed() {
    let deployment = with_keys().with("ADAPTIVE__RATE_LIMITS__ADDRESS_PER_MINUTE", "2");
    let server = deployment.serve();
    assert_eq!(served(&server, 3, &format!("{}X-Forwarded-For: 203.0.113.1\r\n", bearer(KEY))), 2);
    assert_eq!(served(&server, 3, &format!("{}X-Forwarded-For: 203.0.113.2\r\n", bearer(KEY))), 0);
    assert_eq!(served(&server, 3, &format!("{}Forwarded: for=203.0.113.3\r\n", bearer(KEY))), 0);
}

#[test]
fn three_hundred_candidates_answer_while_wrong_credentials_flood_from_their_address() {
    let deployment = with_keys().with("ADAPTIVE__RATE_LIMITS__WRONG_CREDENTIALS_PER_MINUTE", "10");
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let candidates: Vec<_> = (0..300).map(|script| token(&platform, script)).collect();
    let (first, of_another) = (candidates[0].0.session, &candidates[1].1);
    let forged = format!("ast_{}", "A".repeat(43));
    let wrong = [KEY.replace('a', "b"), forged.clone(), of_another.clone(), "ast_of-wrong-form".to_owned()];
    let flood = || {
        let next = |n: usize| platform.bearer(&wrong[n % wrong.len()]).next(first).status;
        (0..200).map(next).collect::<Vec<_>>()
    };
    thread::scope(|scope| {
        let floods: Vec<_> = (0..3).map(|_| scope.spawn(flood)).collect();
        for (sitting, token) in &candidates {
            let mut sitting = sitting.clone();
            sitting.answer(&platform.bearer(token));
        }
        let outcomes: Vec<_> = floods.into_iter().flat_map(|flood| flood.join().unwrap()).collect();
        assert!(outcomes.iter().all(|status| [401, 403, 429].contains(status)), "{outcomes:?}");
        assert!(outcomes.iter().filter(|status| **status == 429).count() > 300, "{outcomes:?}");
    });
    platform.bearer(&forged).next(first).problem(429, "too_many_requests");
    for (sitting, _) in &candidates {
        assert_eq!(platform.next(sitting.session).ok()["items_completed"], json!(1));
    }
}

#[test]
fn the_limit_on_wrong_credentials_can_be_switched_off() {
    let deployment = with_keys().with("ADAPTIVE__RATE_LIMITS__WRONG_CREDENTIALS_PER_MINUTE", "0");
    let server = deployment.serve();
    assert_eq!(served(&server, 300, &bearer("not-a-key-of-anyone")), 300);
}

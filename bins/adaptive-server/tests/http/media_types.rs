//! A body of another type is refused with the header that is missing.

use serde_json::json;
use testkit::{Backend, Reply, RunningServer};

const KEY: &str = "a-key-of-the-platform";
const BANK: &str = "item_id,model,b\nq1,1pl,0\n";

fn post(server: &RunningServer, path: &str, media_type: &str, body: &str) -> Reply {
    let client = server.client().bearer(KEY);
    client.send("POST".parse().unwrap(), path, media_type, body.as_bytes().to_vec())
}

/// Checks that the refusal of a body says which header it needs.
fn refuses(server: &RunningServer, path: &str, media_type: &str, header: &str) {
    let problem = post(server, path, media_type, "x").problem(415, "unsupported_media_type");
    let detail = problem["detail"].as_str().unwrap();
    assert!(detail.contains(&format!("`Content-Type: {header}`")), "{path} {media_type}: {detail}");
}

#[test]
fn the_refusal_of_a_type_names_the_header_to_add() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", KEY);
    let server = deployment.serve();
    let json_calls =
        ["/api/adaptive/start", "/api/adaptive/answer", "/api/adaptive/complete", "/api/exam-types", "/api/keys"];
    for path in json_calls {
        // The second is what `curl --data` sends by itself.
        for media_type in
            ["text/plain", "application/x-www-form-urlencoded", "application/xml", "application/problem+json", "é"]
        {
            refuses(&server, path, media_type, "application/json");
        }
    }
    for media_type in ["application/x-www-form-urlencoded", "application/json", "application/vnd.ms-excel"] {
        refuses(&server, "/api/banks?name=n", media_type, "text/csv");
    }
    let form = post(&server, "/api/banks?name=n", "application/x-www-form-urlencoded", BANK);
    let detail = form.body["detail"].as_str().unwrap().to_owned();
    assert!(detail.contains("curl: -H 'Content-Type: text/csv'"), "{detail}");
}

#[test]
fn what_the_refusal_asks_for_is_taken() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", KEY);
    let server = deployment.serve();
    let start = json!({ "exam_type": "placement" }).to_string();
    for media_type in ["application/json", "Application/JSON; charset=utf-8"] {
        post(&server, "/api/adaptive/start", media_type, &start).ok();
    }
    for media_type in ["text/csv", "text/csv; charset=utf-8", "application/octet-stream", "text/plain"] {
        post(&server, "/api/banks?name=n", media_type, BANK).ok();
    }
}

#[test]
fn a_body_in_another_encoding_is_refused_and_told_so() {
    let deployment = crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", KEY);
    let server = deployment.serve();
    for (path, media_type) in [
        ("/api/adaptive/start", "application/json; charset=latin1"),
        ("/api/banks?name=n", "text/csv; charset=\"utf-16\""),
    ] {
        let problem = post(&server, path, media_type, "x").problem(415, "unsupported_media_type");
        assert!(problem["detail"].as_str().unwrap().contains("send it in UTF-8"), "{problem}");
    }
    let wide: Vec<u8> = BANK.encode_utf16().flat_map(u16::to_le_bytes).collect();
    let wide = [&[0xff, 0xfe][..], &wide].concat();
    let client = server.client().bearer(KEY);
    let problem =
        client.send("POST".parse().unwrap(), "/api/banks?name=n", "text/csv", wide).problem(422, "malformed_row");
    assert!(problem["detail"].as_str().unwrap().contains("CSV UTF-8"), "{problem}");
}

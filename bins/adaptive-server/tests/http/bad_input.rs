//! Bad input: each kind its own code, the field named, nothing changed.

use serde_json::json;
use testkit::{Backend, Deployment, Sitting};

const ANSWER: &str = "/api/adaptive/answer";

pub(crate) fn a_refused_answer_changes_nothing(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 51);
    let first_item = sitting.item_id().to_owned();
    sitting.answer(&client);
    let (session, pending) = (sitting.session, sitting.item_id().to_owned());
    let before = client.next(session).ok();

    let other = if pending == "ari-001" { "ari-002" } else { "ari-001" };
    for item in [other, "no-such-item"] {
        let problem = client.answer(session, item, "A").problem(409, "not_pending_item");
        assert_eq!((&problem["pending_item_id"], &problem["field"]), (&json!(pending), &json!("item_id")));
    }
    let problem = client.answer(session, &pending, "E").problem(422, "unknown_option");
    assert_eq!(problem["field"], "answer");
    let key = if sitting.key() == "A" { "B" } else { "A" };
    let changed = testkit::scripted_key(51, &first_item);
    let changed = if changed == key { if key == "A" { "B" } else { "A" } } else { key };
    client.answer(session, &first_item, changed).problem(409, "answer_conflict");
    client.answer(999_999, &pending, "A").problem(404, "unknown_session");
    let problem = client
        .post(ANSWER, &json!({ "exam_session_id": session, "item_id": pending, "score": 2 }))
        .problem(422, "invalid_value");
    assert_eq!(problem["field"], "score");
    for body in [
        json!({ "exam_session_id": session, "item_id": pending }),
        json!({ "exam_session_id": session, "item_id": pending, "answer": "A", "correct": true }),
    ] {
        assert_eq!(client.post(ANSWER, &body).problem(422, "invalid_value")["field"], "answer");
    }
    assert_eq!(client.next(session).ok(), before, "nothing has changed");
}

#[test]
fn bodies_that_cannot_be_read_are_refused_by_kind() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let post = |media_type: &str, body: &[u8]| {
        client.send("POST".parse().unwrap(), "/api/adaptive/start", media_type, body.to_vec())
    };
    post("application/json", b"{\"exam_type\": ").problem(400, "malformed_json");
    post("application/json", b"").problem(400, "malformed_json");
    post("application/json", b"{\"exam_type\": \"placement\"} trailing").problem(400, "malformed_json");
    post("application/json", b"\xff\xfe").problem(400, "malformed_json");
    post("application/json", &vec![b' '; 300 * 1024]).problem(413, "body_too_large");
    post("application/xml", b"<start/>").problem(415, "unsupported_media_type");
    let faulty = [
        ("{}", "exam_type"),
        (r#"{"exam_type": 7}"#, "exam_type"),
        (r#"{"exam_type": "placement", "seed": -1}"#, "seed"),
        (r#"{"exam_type": "placement", "seeed": 1}"#, "seeed"),
        (r#"{"exam_type": "placement", "seed": 1, "seed": 2}"#, "seed"),
        (r#"["placement", null, 7]"#, "body"),
        ("null", "body"),
        (r#"{"exam_type": "placement", "prior": [0, 1]}"#, "prior"),
        (r#"{"exam_type": "placement", "seed": 0.5}"#, "seed"),
        (r#"{"exam_type": "placement", "examinee_id": ""}"#, "examinee_id"),
    ];
    for (body, field) in faulty {
        assert_eq!(post("application/json", body.as_bytes()).problem(422, "invalid_value")["field"], field, "{body}");
    }
    let problem = post("application/json", br#"{"exam_type": "astrology"}"#).problem(404, "unknown_exam_type");
    assert_eq!(problem["field"], "exam_type");
    assert_eq!(client.get("/api/adaptive/sessions").ok()["sessions"], json!([]), "no session was started");
}

#[test]
fn an_integer_may_have_a_decimal_point() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let start = |seed: &str| {
        let body = format!(r#"{{"exam_type": "placement", "seed": {seed}}}"#);
        client.send("POST".parse().unwrap(), "/api/adaptive/start", "application/json", body.into_bytes()).ok()
    };
    assert_eq!(start("42920.0")["item"], start("42920")["item"]);
    let listed = client.get("/api/adaptive/sessions?limit=1.0&after=1.0").ok();
    assert_eq!(listed["sessions"][0]["exam_session_id"], 2);
    client.get("/api/adaptive/sessions/1.0").ok();
    client.get("/api/adaptive/sessions/+1").problem(404, "unknown_session");
    client.get("/api/adaptive/sessions?limit=%2B1").problem(422, "invalid_value");
}

#[test]
fn unknown_addresses_methods_and_numbers_are_problems_too() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    client.get("/api/adaptive/nothing").problem(404, "unknown_resource");
    client.get("/api/adaptive/start").problem(405, "method_not_allowed");
    client.next(77).problem(404, "unknown_session");
    client.complete(77).problem(404, "unknown_session");
    client.summary(77).problem(404, "unknown_session");
    client.report(-1).problem(404, "unknown_session");
    client.get("/api/adaptive/sessions/abc").problem(404, "unknown_session");
    let missing = client.get("/api/adaptive/next").problem(422, "invalid_value");
    assert_eq!(missing["field"], "exam_session_id");
    let text = client.get("/api/adaptive/next?exam_session_id=abc").problem(422, "invalid_value");
    assert_eq!(text["field"], "exam_session_id");
    let doubled = client.get("/api/adaptive/sessions?limit=5&limit=6").problem(422, "invalid_value");
    assert_eq!(doubled["field"], "limit");
    let page = client.get("/api/adaptive/sessions?limit=0").problem(422, "invalid_value");
    assert_eq!(page["field"], "limit");
}

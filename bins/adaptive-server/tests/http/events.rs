//! What the platform does to sessions other than answering, and what becomes of old sessions.

use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, Sitting, until};

const KEY: &str = "a-key-of-the-platform";
const MICROSECONDS_OF_TWO_DAYS: u64 = 2 * 24 * 3600 * 1_000_000;

fn with_api_key(backend: Backend) -> Deployment {
    crate::deployment(backend).with("ADAPTIVE__AUTH__API_KEYS", KEY)
}

fn events(client: &Client, session: i64) -> Vec<Value> {
    let page = client.get(&format!("/api/adaptive/sessions/{session}/events")).ok();
    assert_eq!(page["next_after"], Value::Null, "{page}");
    page["events"].as_array().unwrap().clone()
}

fn kinds(client: &Client, session: i64) -> Vec<String> {
    events(client, session).iter().map(|event| event["kind"].as_str().unwrap().to_owned()).collect()
}

fn token(client: &Client, session: i64, reason: &str) -> String {
    let reply = client.post(&format!("/api/adaptive/sessions/{session}/token"), &json!({ "reason": reason })).ok();
    assert_eq!((&reply["exam_session_id"], &reply["finished"]), (&json!(session), &json!(false)), "{reply}");
    reply["session_token"].as_str().unwrap().to_owned()
}

fn start_for(client: &Client, examinee_id: &str) -> Value {
    client.post("/api/adaptive/start", &json!({ "exam_type": "placement", "examinee_id": examinee_id, "seed": 7 })).ok()
}

fn a_lost_token_is_replaced(backend: Backend) {
    let deployment = with_api_key(backend);
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let mut sitting = Sitting::start(&platform, 31);
    let old = platform.bearer(sitting.progress["session_token"].as_str().unwrap());
    sitting.answer_items(&old, 3);

    let new = platform.bearer(&token(&platform, sitting.session, "lost, says the proctor"));
    old.next(sitting.session).problem(403, "foreign_session");
    old.answer(sitting.session, sitting.item_id(), sitting.key()).problem(403, "foreign_session");
    old.summary(sitting.session).problem(403, "foreign_session");
    assert_eq!(new.next(sitting.session).ok()["item"], sitting.progress["item"], "the same item is pending");
    sitting.answer_items(&new, usize::MAX);
    assert_eq!(new.report(sitting.session).ok()["completed"], true);

    let recorded = events(&platform, sitting.session);
    assert_eq!(recorded.len(), 1);
    let event = &recorded[0];
    assert_eq!(
        (&event["kind"], &event["reason"], &event["exam_session_id"]),
        (&json!("token_reissued"), &json!("lost, says the proctor"), &json!(sitting.session))
    );
    assert!(event["event_id"].is_i64() && event["occurred_at"].is_string(), "{event}");
    assert_eq!(event["actor"], "settings:1", "the key is the first one of the settings");
    new.get(&format!("/api/adaptive/sessions/{}/events", sitting.session)).problem(403, "platform_only");
}

fn each_event_names_the_key_that_acted(backend: Backend) {
    let deployment = crate::deployment(backend);
    let server = deployment.serve();
    let open = server.client();
    let session = start_for(&open, "e-1")["exam_session_id"].as_i64().unwrap();
    token(&open, session, "without a key");
    let body = |name: &str, scopes: &[&str]| json!({ "name": name, "scopes": scopes });
    let made = open.post("/api/keys", &body("exam office", &["admin"])).ok();
    let office = open.bearer(made["key"].as_str().unwrap());
    let made = office.post("/api/keys", &body("proctors", &["deliver"])).ok();
    let proctors = open.bearer(made["key"].as_str().unwrap());
    token(&proctors, session, "lost");
    office.delete("/api/examinees/e-1").ok();
    let actors: Vec<_> = events(&office, session).iter().map(|event| event["actor"].clone()).collect();
    assert_eq!(actors, ["platform", "key:proctors", "key:exam office"]);
}

#[test]
fn each_event_names_the_key_that_acted_on_sqlite() {
    each_event_names_the_key_that_acted(Backend::SqliteMemory);
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn each_event_names_the_key_that_acted_on_postgres() {
    each_event_names_the_key_that_acted(Backend::PostgresRedis);
}

#[test]
fn a_lost_token_is_replaced_on_sqlite() {
    a_lost_token_is_replaced(Backend::SqliteMemory);
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn a_lost_token_is_replaced_on_postgres() {
    a_lost_token_is_replaced(Backend::PostgresRedis);
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn a_token_that_one_instance_ends_is_ended_on_all() {
    let deployment = with_api_key(Backend::PostgresRedis);
    let (one, other) = (deployment.serve(), deployment.serve());
    let platform = one.client().bearer(KEY);
    let mut sitting = Sitting::start(&platform, 32);
    let old = other.client().bearer(sitting.progress["session_token"].as_str().unwrap());
    sitting.answer_items(&old, 2);
    let new = other.client().bearer(&token(&platform, sitting.session, "another device"));
    old.next(sitting.session).problem(403, "foreign_session");
    sitting.answer_items(&new, usize::MAX);
}

#[test]
fn a_faulty_reason_or_page_is_refused() {
    let deployment = with_api_key(Backend::SqliteMemory);
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let session = start_for(&platform, "e-1")["exam_session_id"].as_i64().unwrap();
    let path = format!("/api/adaptive/sessions/{session}/token");
    let too_long = "x".repeat(501);
    for body in [json!({}), json!({ "reason": "" }), json!({ "reason": "\n" }), json!({ "reason": too_long })] {
        assert_eq!(platform.post(&path, &body).problem(422, "invalid_value")["field"], "reason");
    }
    platform.post(&path, &json!({ "reason": 1 })).problem(422, "invalid_value");
    platform.post("/api/adaptive/sessions/999/token", &json!({ "reason": "x" })).problem(404, "unknown_session");
    platform.get("/api/adaptive/sessions/999/events").problem(404, "unknown_session");
    platform.get(&format!("/api/adaptive/sessions/{session}/events?limit=0")).problem(422, "invalid_value");
    assert_eq!(kinds(&platform, session), Vec::<String>::new());
}

#[test]
fn an_examinee_is_unlinked_whatever_the_name_looks_like() {
    let deployment = with_api_key(Backend::SqliteMemory);
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    for (name, in_path) in [("e-1", "e-1"), ("a/b?c#d", "a%2Fb%3Fc%23d"), ("Åsa 100%", "%C3%85sa%20100%25")] {
        let sessions = [start_for(&platform, name), start_for(&platform, name)];
        let sessions = sessions.map(|started| started["exam_session_id"].as_i64().unwrap());
        token(&platform, sessions[0], &format!("{name} came late"));
        assert_eq!(platform.delete(&format!("/api/examinees/{in_path}")).ok(), json!({ "unlinked": 2 }), "{name}");
        for session in sessions {
            assert_eq!(platform.report(session).ok()["examinee_id"], Value::Null, "{name}");
        }
        assert_eq!(events(&platform, sessions[0])[0]["reason"], "[examinee] came late");
        assert_eq!(kinds(&platform, sessions[1]), ["examinee_unlinked"]);
        assert_eq!(platform.delete(&format!("/api/examinees/{in_path}")).ok(), json!({ "unlinked": 0 }));
    }
    platform.delete("/api/examinees/").problem(404, "unknown_resource");
    let unreadable = json!({ "exam_type": "placement", "examinee_id": "\u{fffd}" });
    platform.post("/api/adaptive/start", &unreadable).ok();
    let refused = platform.delete("/api/examinees/%ff").problem(422, "invalid_value");
    assert_eq!(refused["field"], "examinee_id");
    assert_eq!(platform.delete("/api/examinees/%EF%BF%BD").ok(), json!({ "unlinked": 1 }));
    platform.delete(&format!("/api/examinees/{}", "x".repeat(257))).problem(422, "invalid_value");
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn old_sessions_are_anonymized_and_then_deleted_by_the_settings() {
    let deployment = with_api_key(Backend::PostgresRedis);
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let [old, young] = ["e-1", "e-2"].map(|name| start_for(&platform, name)["exam_session_id"].as_i64().unwrap());
    deployment.execute_in_postgres(&format!(
        "UPDATE exam_sessions SET updated_at = updated_at - {MICROSECONDS_OF_TWO_DAYS} WHERE id = {old}"
    ));

    let anonymizing = deployment.serve_with("ADAPTIVE__RETENTION__ANONYMIZE_AFTER_DAYS", "1");
    until("the old session is anonymized", || !kinds(&platform, old).is_empty());
    assert_eq!(kinds(&platform, old), ["anonymized"]);
    assert_eq!(events(&platform, old)[0]["actor"], "retention");
    assert_eq!(platform.report(old).ok()["examinee_id"], Value::Null);
    assert_eq!(platform.report(young).ok()["examinee_id"], "e-2");
    drop(anonymizing);

    let _deleting = deployment.serve_with("ADAPTIVE__RETENTION__DELETE_AFTER_DAYS", "1");
    until("the old session is deleted", || kinds(&platform, old).len() == 2);
    platform.report(old).problem(404, "unknown_session");
    assert_eq!(kinds(&platform, old), ["anonymized", "deleted"]);
    assert_eq!(platform.report(young).ok()["examinee_id"], "e-2");
}

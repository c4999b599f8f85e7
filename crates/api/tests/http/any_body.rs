//! Bodies of any kind: the server takes them or says in a problem document what is wrong with them, and it never fails.
//!
//! `PROPTEST_CASES` says how many there are; `just fuzz` sends many.

use std::net::SocketAddr;
use std::sync::LazyLock;

use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::select;
use serde_json::{Value, json};
use testkit::mutation::{ByteEdits, JsonEdits, byte_edits, json_edits};

use crate::connection::{Connection, Reply};
use crate::{local_server, seeds};

const START: &str = "/api/adaptive/start";
const ANSWER: &str = "/api/adaptive/answer";
const COMPLETE: &str = "/api/adaptive/complete";
const SCORE: &str = "/api/adaptive/score";
const EXAM_TYPES: &str = "/api/exam-types";
const RESCORE: &str = "/api/results/rescore";
const BANKS: &str = "/api/banks?name=imported";

/// The calls with a JSON body, and how the names of their seeds begin.
const CALLS: [(&str, &str); 6] = [
    (START, "start"),
    (ANSWER, "answer"),
    (COMPLETE, "complete"),
    (SCORE, "score"),
    (EXAM_TYPES, "exam-type"),
    (RESCORE, "rescore"),
];
/// The types of a bank file, and one that is none.
const BANK_TYPES: [&str; 6] = [
    "text/csv",
    "application/octet-stream",
    "application/json",
    "multipart/form-data; boundary=b",
    "multipart/form-data; boundary=\"\"",
    "multipart/form-data",
];
/// Longer bodies are refused by their heads.
const MOST_BYTES: usize = 8 * 1024;
/// How many cases a test has unless `PROPTEST_CASES` says so: one or two seconds.
const FEW: u32 = 200;

/// The server of all tests here. None of them relies on what it has, except for its exam type and the bank of it.
static SERVER: LazyLock<SocketAddr> = LazyLock::new(local_server::start);

pub(crate) fn cases() -> ProptestConfig {
    let cases = ProptestConfig::default();
    if std::env::var_os("PROPTEST_CASES").is_some() { cases } else { ProptestConfig { cases: FEW, ..cases } }
}

pub(crate) fn connection() -> Connection {
    Connection::new(*SERVER)
}

/// A seed by its name and the changes of its value and of its text.
fn changed_seed(begin: &str) -> impl Strategy<Value = (String, JsonEdits, ByteEdits)> {
    (select(seeds::names(begin)), json_edits(4), prop_oneof![3 => byte_edits(0), 2 => byte_edits(4)])
}

fn text_of(seed: &Value, edits: &JsonEdits, damage: &ByteEdits) -> Vec<u8> {
    let mut bytes = edits.text(seed).into_bytes();
    damage.apply(&mut bytes);
    bytes.truncate(MOST_BYTES);
    bytes
}

/// The seed for a session that has just started, where it is about a session.
fn seed_for_session(connection: &mut Connection, name: &str) -> Value {
    let mut seed = seeds::json(name);
    if name.starts_with("answer") || name.starts_with("complete") {
        seed["exam_session_id"] = started(connection, local_server::EXAM_TYPE);
    }
    seed
}

fn started(connection: &mut Connection, exam_type: &str) -> Value {
    connection.post_json(START, &json!({ "exam_type": exam_type, "seed": 1 })).body["exam_session_id"].clone()
}

/// Checks that the server has not failed, and that a refusal is a problem document.
pub(crate) fn check(reply: &Reply) -> Result<(), TestCaseError> {
    let Reply { status, content_type, body } = reply;
    prop_assert!(*status < 500, "{reply:?}");
    if *status < 400 {
        prop_assert!((200..300).contains(status) && body.is_object(), "{reply:?}");
        return Ok(());
    }
    prop_assert_eq!(content_type, "application/problem+json", "{:?}", body);
    prop_assert_eq!(&body["status"], &json!(status));
    for part in ["type", "title", "detail", "code"] {
        prop_assert!(body[part].as_str().is_some_and(|text| !text.is_empty()), "{part}: {body}");
    }
    Ok(())
}

/// Sends a body, and uses what was accepted.
fn send(connection: &mut Connection, target: &str, media_type: &str, body: &[u8]) -> Result<(), TestCaseError> {
    let reply = connection.post(target, media_type, body);
    check(&reply)?;
    if target == EXAM_TYPES && reply.status == 201 {
        sit(connection, reply.body["exam_type"].as_str().unwrap_or_default())?;
    }
    Ok(())
}

/// Takes the first two items of an exam of this type.
fn sit(connection: &mut Connection, exam_type: &str) -> Result<(), TestCaseError> {
    let mut progress = connection.post_json(START, &json!({ "exam_type": exam_type, "seed": 1 }));
    check(&progress)?;
    for _ in 0..2 {
        let Some(item) = progress.body["item"]["item_id"].as_str() else { return Ok(()) };
        let answer = json!({ "exam_session_id": progress.body["exam_session_id"], "item_id": item, "score": 1 });
        progress = connection.post_json(ANSWER, &answer);
        check(&progress)?;
    }
    Ok(())
}

/// What `changed_seed` gives for each call.
fn changed_body() -> impl Strategy<Value = (&'static str, (String, JsonEdits, ByteEdits))> {
    select(&CALLS[..]).prop_flat_map(|(target, begin)| (Just(target), changed_seed(begin)))
}

#[test]
fn the_check_notices_a_panic() {
    let reply = local_server::connection().get("/metrics");
    assert!(check(&reply).is_err(), "{reply:?}");
}

#[test]
fn every_seed_is_taken() {
    let mut connection = local_server::connection();
    for (target, begin) in CALLS {
        for name in seeds::names(begin) {
            let seed = seed_for_session(&mut connection, &name);
            let reply = connection.post_json(target, &seed);
            assert!((200..300).contains(&reply.status), "{name}: {reply:?}");
        }
    }
    for name in seeds::names("bank") {
        let media_type = if name.ends_with("form") { BANK_TYPES[3] } else { BANK_TYPES[0] };
        let reply = connection.post(BANKS, media_type, &seeds::bytes(&name));
        assert_eq!(reply.status, 201, "{name}: {reply:?}");
    }
}

proptest! {
    #![proptest_config(cases())]

    #[test]
    fn any_bytes_are_a_body_or_a_problem(
        (target, _) in select(&CALLS[..]),
        bytes in vec(any::<u8>(), 0..300),
    ) {
        send(&mut connection(), target, "application/json", &bytes)?;
    }

    #[test]
    fn any_change_of_a_body_is_taken_or_a_problem((target, (name, edits, damage)) in changed_body()) {
        let mut connection = connection();
        let seed = seed_for_session(&mut connection, &name);
        send(&mut connection, target, "application/json", &text_of(&seed, &edits, &damage))?;
    }

    #[test]
    fn any_change_of_an_exam_type_is_refused_or_can_be_sat((name, edits, damage) in changed_seed("exam-type")) {
        send(&mut connection(), EXAM_TYPES, "application/json", &text_of(&seeds::json(&name), &edits, &damage))?;
    }

    #[test]
    fn any_change_of_a_bank_file_is_taken_or_a_problem(
        name in select(seeds::names("bank")),
        other_type in prop::option::weighted(0.1, select(&BANK_TYPES[..])),
        damage in byte_edits(6),
    ) {
        let mut bytes = seeds::bytes(&name);
        damage.apply(&mut bytes);
        let own_type = if name.ends_with("form") { BANK_TYPES[3] } else { BANK_TYPES[0] };
        send(&mut connection(), BANKS, other_type.unwrap_or(own_type), &bytes)?;
    }

    #[test]
    fn any_bytes_are_a_bank_file_or_a_problem(
        media_type in select(&BANK_TYPES[..]),
        bytes in vec(any::<u8>(), 0..300),
    ) {
        send(&mut connection(), BANKS, media_type, &bytes)?;
    }
}

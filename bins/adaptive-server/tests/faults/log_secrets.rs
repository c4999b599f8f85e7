//! The log of whole exams at its most detailed level: nothing in it may help anybody to an exam, its items or its examinees.

use credentials::{SessionToken, StartKey};
use serde_json::{Value, json};
use testkit::{Client, PostgresServer, RedisServer, RunningServer};

use crate::server_setup::ServerSetup;

const KEY: &str = "api-key-4f1f2c1ab0de";
const EXAMINEE: &str = "examinee-maria-3921";
const STEM: &str = "stem-of-the-quagga";
const OPTIONS: [&str; 2] = ["option-of-the-okapi", "option-of-the-gnu"];
/// The keys of the options; the right one is the key of the item.
const OPTION_KEYS: [&str; 2] = ["zrightz", "zwrongz"];
const ITEMS: usize = 6;

fn bank() -> String {
    let [right, wrong] = OPTION_KEYS;
    let mut csv = format!("item_id,model,a,b,stem,key,option_{right},option_{wrong}\n");
    for item in 0..ITEMS {
        let [first, second] = OPTIONS;
        csv.push_str(&format!("item-{item},2pl,1.1,0.{item},{STEM} {item},{right},{first} {item},{second} {item}\n"));
    }
    csv
}

/// Sits an exam with everything that clients do right and wrong; the token of its session.
fn sit(server: &RunningServer, start_key: &str) -> String {
    let platform = server.client().bearer(KEY);
    let imported = platform.send("POST".parse().unwrap(), "/api/banks?name=own", "text/csv", bank().into_bytes());
    imported.ok();
    let design = json!({ "stopping": { "max_items": ITEMS } });
    platform.post("/api/exam-types", &json!({ "exam_type": "own", "bank": "own", "design": design })).ok();
    let start = json!({ "exam_type": "own", "examinee_id": EXAMINEE, "seed": 5 });
    let started = platform.keyed(start_key).post("/api/adaptive/start", &start).ok();
    platform.keyed(start_key).post("/api/adaptive/start", &start).ok();
    platform
        .keyed(start_key)
        .post("/api/adaptive/start", &json!({ "exam_type": "own" }))
        .problem(422, "idempotency_key_reused");
    let token = started["session_token"].as_str().unwrap().to_owned();
    let session = started["exam_session_id"].as_i64().unwrap();
    answer_all(&server.client().bearer(&token), session, started);
    look(&platform, session);
    refused(server, session);
    token
}

fn answer_all(examinee: &Client, session: i64, mut progress: Value) {
    while progress["finished"] != true {
        examinee.next(session).ok();
        let item = progress["item"]["item_id"].as_str().unwrap().to_owned();
        examinee.answer(session, &item, "no-such-option").problem(422, "unknown_option");
        let key = OPTION_KEYS[usize::try_from(progress["items_completed"].as_i64().unwrap()).unwrap() % 2];
        progress = examinee.answer(session, &item, key).ok();
        examinee.answer(session, &item, key).ok();
    }
    examinee.complete(session).ok();
}

fn look(platform: &Client, session: i64) {
    for path in ["/api/adaptive/sessions", "/api/banks", "/api/banks/own", "/api/exam-types", "/readyz", "/metrics"] {
        platform.get(path).ok();
    }
    platform.report(session).ok();
    platform.summary(session).ok();
    let _ = platform.get(&format!("/api/examinees/{EXAMINEE}"));
    let _ = platform.get(&format!("/api/adaptive/sessions?examinee_id={EXAMINEE}"));
}

/// What is refused may be logged too.
fn refused(server: &RunningServer, session: i64) {
    let foreign = SessionToken::from_bytes([7; 32]);
    server.client().bearer(foreign.reveal()).next(session).problem(403, "foreign_session");
    server.client().bearer("api-key-4f1f2c1ab0de-and-more").next(session).problem(401, "unauthorized");
    let platform = server.client().bearer(KEY);
    let faulty = bank().replace("2pl", "no-model");
    let _ = platform.send("POST".parse().unwrap(), "/api/banks?name=own", "text/csv", faulty.into_bytes());
    let _ = platform.post("/api/adaptive/start", &json!({ "exam_type": "own", "examinee_id": [EXAMINEE], "seed": 1 }));
}

/// Every form in which a program may write bytes.
fn forms(bytes: &[u8]) -> Vec<String> {
    use base64::Engine as _;
    use base64::engine::general_purpose::{STANDARD_NO_PAD, URL_SAFE_NO_PAD};
    let hexadecimal: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
    let listed = format!("{bytes:?}").trim_matches(['[', ']']).to_owned();
    let escaped = bytes.iter().map(|byte| format!("\\x{byte:02x}")).collect();
    let literal = bytes.escape_ascii().to_string();
    vec![
        hexadecimal.to_uppercase(),
        hexadecimal,
        listed,
        escaped,
        literal.replace('\\', "\\\\"),
        literal,
        STANDARD_NO_PAD.encode(bytes),
        URL_SAFE_NO_PAD.encode(bytes),
    ]
}

fn check(setup: ServerSetup) {
    let mut setup = setup.with("ADAPTIVE__LOG__LEVEL", "trace").with("ADAPTIVE__AUTH__API_KEYS", KEY);
    for format in ["text", "json"] {
        setup.set("ADAPTIVE__LOG__FORMAT", format);
        let start_key = format!("start-key-77aa21c09e41-{format}");
        let server = setup.serve();
        let token = sit(&server, &start_key);
        let log = server.kill_and_read_log();
        assert!(log.contains("/api/adaptive/answer"), "the log is empty: {log}");
        let texts = [KEY, &start_key, EXAMINEE, STEM, &token, token.trim_start_matches("ast_"), "no-such-option"];
        let texts = texts.into_iter().chain(OPTIONS).chain(OPTION_KEYS).map(|text| text.as_bytes().to_vec());
        let digests =
            [SessionToken::from_client(&token).digest().to_vec(), StartKey::new(&start_key).unwrap().digest().to_vec()];
        for secret in texts.chain(digests).flat_map(|secret| forms(&secret)) {
            let line = log.lines().find(|line| line.contains(&secret));
            assert_eq!(line, None, "the log holds {secret:?}");
        }
    }
}

#[test]
fn the_most_detailed_log_holds_no_secret_on_sqlite() {
    check(ServerSetup::on_sqlite());
}

#[test]
#[ignore = "needs the programs redis-server and postgres"]
fn the_most_detailed_log_holds_no_secret_on_postgres_and_redis() {
    let (redis, postgres) = (RedisServer::start(), PostgresServer::start());
    check(ServerSetup::on_postgres(&postgres).with_redis(&redis));
}

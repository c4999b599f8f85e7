//! Sessions whose record has been changed by others: refused over HTTP, and found by `adaptive-server verify`.

use std::path::Path;
use std::process::Output;

use diesel::connection::SimpleConnection as _;
use diesel::{Connection as _, SqliteConnection};
use serde_json::{Value, json};
use testkit::{Backend, Deployment, Sitting};

use crate::changed_records;

fn outcome(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

/// Changes the record with `execute`, and looks at what clients and the operator see.
fn faulty_sessions_are_refused_and_found(deployment: &Deployment, execute: &dyn Fn(&str)) {
    let server = deployment.serve();
    let client = server.client();
    let mut sittings: Vec<_> = (0..5).map(|script| Sitting::start(&client, script)).collect();
    sittings.iter_mut().for_each(|sitting| sitting.answer_items(&client, 4));
    client.complete(sittings[2].session).ok();
    let (code, printed, log) = outcome(&deployment.run(&["verify"]));
    assert_eq!(printed, "5 sessions: 5 sound (0 of another build), 0 faulty, 0 not checked\n", "{log}");
    assert_eq!(code, Some(0));

    let ids: Vec<i64> = sittings.iter().map(|sitting| sitting.session).collect();
    execute(&format!("DELETE FROM attempts WHERE session_id = {} AND position = 2", ids[0]));
    execute(&format!("UPDATE exam_sessions SET theta = theta + 0.5 WHERE id = {}", ids[1]));
    execute(&format!("UPDATE exam_sessions SET final_theta = final_theta + 0.5 WHERE id = {}", ids[2]));
    execute(&format!("UPDATE exam_sessions SET stop_reason = 'boredom' WHERE id = {}", ids[3]));
    client.send("DELETE".parse().unwrap(), "/api/store/sessions", "", vec![]).ok();

    for _ in 0..3 {
        let listed = client.get("/api/adaptive/sessions").ok();
        let shown: Vec<_> = listed["sessions"].as_array().unwrap().iter().map(|one| &one["exam_session_id"]).collect();
        assert_eq!(shown, [ids[0], ids[1], ids[4]].map(Value::from).iter().collect::<Vec<_>>(), "{listed}");
        assert_eq!((&listed["faulty_sessions"], &listed["next_after"]), (&json!([ids[3]]), &Value::Null));
        for session in &ids[..4] {
            let problem =
                client.get(&format!("/api/adaptive/sessions/{session}/report")).problem(500, "session_faulty");
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.contains(&format!("verify --session {session}")), "{detail}");
            assert!(!detail.contains("boredom") && !detail.contains("position"), "{detail}");
        }
        let (item, key) = (sittings[0].item_id(), sittings[0].key());
        client.answer(ids[0], item, key).problem(500, "session_faulty");
    }
    sittings[4].answer_items(&client, usize::MAX);
    let metrics = client.get("/metrics").text;
    assert!(metrics.contains("adaptive_faulty_sessions_total 4"), "{metrics}");
    let log = server.kill_and_read_log();
    assert_eq!(log.matches("contradicts itself").count(), 4, "each session once: {log}");

    report_names_the_faults(deployment, &ids);
}

fn report_names_the_faults(deployment: &Deployment, ids: &[i64]) {
    let kinds = ["missing_attempt", "wrong_estimate", "wrong_result", "unreadable"];
    let (code, printed, log) = outcome(&deployment.run(&["verify"]));
    assert_eq!(code, Some(1), "{log}");
    for (session, kind) in ids.iter().zip(kinds) {
        let line = format!("exam session {session}: {kind}: ");
        assert_eq!(printed.lines().filter(|printed| printed.starts_with(&line)).count(), 1, "{printed}");
    }
    assert!(printed.ends_with("5 sessions: 1 sound (0 of another build), 4 faulty, 0 not checked\n"), "{printed}");

    let (code, printed, log) = outcome(&deployment.run(&["verify", "--format", "json"]));
    assert_eq!(code, Some(1), "{log}");
    let report: Value = serde_json::from_str(&printed).unwrap();
    assert_eq!((&report["sessions"], &report["sound"], &report["faulty"]), (&json!(5), &json!(1), &json!(4)));
    let found: Vec<_> = report["findings"].as_array().unwrap().iter().map(|finding| &finding["fault"]).collect();
    assert_eq!(found, kinds.map(Value::from).iter().collect::<Vec<_>>(), "{report}");

    let one = |session: i64| outcome(&deployment.run(&["verify", "--session", &session.to_string()]));
    assert_eq!(one(ids[4]).0, Some(0));
    let (code, printed, _) = one(ids[0]);
    assert!(code == Some(1) && printed.contains("position 2 is missing"), "{printed}");
    let (code, _, log) = one(4711);
    assert!(code == Some(1) && log.contains("no exam session 4711"), "{log}");
}

#[test]
fn faulty_sessions_in_sqlite_are_refused_and_found() {
    changed_records::in_sqlite(faulty_sessions_are_refused_and_found);
}

#[test]
#[ignore = "needs PostgreSQL and Redis: set TEST_DATABASE_URL and TEST_REDIS_URL"]
fn faulty_sessions_in_postgres_are_refused_and_found() {
    changed_records::in_postgres(faulty_sessions_are_refused_and_found);
}

#[test]
fn a_verification_creates_and_migrates_nothing() {
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("exams.db");
    let refused = |message: &str| {
        let url = format!("sqlite://{}", file.display());
        let deployment = crate::deployment(Backend::SqliteMemory).with("DATABASE_URL", &url);
        let (code, _, log) = outcome(&deployment.run(&["verify"]));
        assert!(code == Some(1) && log.contains(message), "{log}");
    };
    refused("there is no file");
    assert!(!Path::new(&file).exists());
    let mut connection = SqliteConnection::establish(file.to_str().unwrap()).unwrap();
    connection.batch_execute("CREATE TABLE unrelated (id INTEGER)").unwrap();
    refused("2026-01-01-000000_create_record");
}

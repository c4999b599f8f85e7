//! Exports of results over HTTP.

use std::collections::BTreeMap;
use std::process::Output;

use serde_json::{Value, json};
use testkit::{Backend, Client, Deployment, Sitting};

use crate::changed_records;

/// The rows of a CSV text without quoted commas, by column.
fn rows(csv: &str) -> Vec<BTreeMap<&str, &str>> {
    let mut lines = csv.lines();
    let header: Vec<_> = lines.next().unwrap().split(',').collect();
    lines.map(|line| header.iter().copied().zip(line.split(',')).collect()).collect()
}

fn objects(lines: &str) -> Vec<Value> {
    lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

fn csv(client: &Client, path: &str) -> String {
    let reply = client.get(path);
    assert_eq!((reply.status, reply.content_type.as_str()), (200, "text/csv; charset=utf-8"), "{reply:?}");
    reply.text
}

/// Sits exams on the sample bank to their end; the numbers of the sessions.
fn sat(client: &Client, exams: u64) -> Vec<i64> {
    let sat = |script| {
        let mut sitting = Sitting::start(client, script);
        sitting.answer_items(client, usize::MAX);
        sitting.session
    };
    (0..exams).map(sat).collect()
}

pub(crate) fn thirty_sessions_are_filtered_and_exported(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let definition = json!({ "exam_type": "other", "bank": "placement", "design": { "stopping": { "max_items": 3 } } });
    platform.post("/api/exam-types", &definition).ok();
    let mut sessions = Vec::new();
    for number in 0..30 {
        let kind = if number < 20 { "placement" } else { "other" };
        let start = json!({ "exam_type": kind, "examinee_id": format!("e-{}", number % 3), "seed": number });
        let started = platform.post("/api/adaptive/start", &start).ok();
        let session = started["exam_session_id"].as_i64().unwrap();
        platform.answer(session, started["item"]["item_id"].as_str().unwrap(), "A").ok();
        if number % 2 == 0 {
            platform.complete(session).ok();
        }
        if number % 10 == 0 {
            platform.post(&format!("/api/adaptive/sessions/{session}/void"), &json!({ "reason": "a trial" })).ok();
        }
        sessions.push(session);
    }
    let found = |query: &str| -> Vec<i64> {
        let text = csv(&platform, &format!("/api/results/sessions?{query}"));
        rows(&text).iter().map(|row| row["exam_session_id"].parse().unwrap()).collect()
    };
    let of = |is_one: &dyn Fn(usize) -> bool| -> Vec<i64> {
        sessions.iter().enumerate().filter(|(number, _)| is_one(*number)).map(|(_, session)| *session).collect()
    };
    assert_eq!(found(""), of(&|number| number % 2 == 0 && number % 10 != 0), "completed, and the results count");
    assert_eq!(found("status=all"), sessions);
    assert_eq!(found("status=voided"), of(&|number| number % 10 == 0));
    assert_eq!(found("status=active&exam_type=other"), of(&|number| number >= 20 && number % 2 == 1));
    assert_eq!(found("status=all&exam_type=other&exam_type_version=2"), [0; 0]);
    assert_eq!(found("status=all&examinee_id=e-1"), of(&|number| number % 3 == 1));
    assert_eq!(found("status=all&started_before=2020-01-31T12:00:00Z"), [0; 0]);
    assert_eq!(found("status=all&started_after=2020-01-31T12:00:00Z&limit=2"), sessions[..2]);
    assert_eq!(found(&format!("status=all&after={}&limit=3", sessions[3])), sessions[4..7]);
}

pub(crate) fn a_row_has_what_the_report_has(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let scale = json!({ "name": "T", "mean": 50, "sd": 10, "decimals": 1,
        "levels": [{ "name": "low" }, { "name": "high", "from": 40 }] });
    let design = json!({ "stopping": { "max_items": 4 } });
    let definition =
        json!({ "exam_type": "placement", "bank": "placement", "reporting_scale": scale, "design": design });
    platform.post("/api/exam-types", &definition).ok();
    let session = sat(&platform, 1)[0];
    let report = platform.report(session).ok();
    let row = &objects(&platform.get("/api/results/sessions?format=ndjson").text)[0];
    let columns = ["exam_session_id", "exam_type", "exam_type_version", "theta", "standard_error", "estimate_status"];
    for column in columns.into_iter().chain(["items_completed", "stop_reason", "started_at", "completed_at"]) {
        assert_eq!(row[column], report[column], "{column}");
    }
    for statistic in ["lz", "lz_star", "infit", "outfit"] {
        assert_eq!(row[statistic], report["person_fit"][statistic], "{statistic}: {report}");
        assert!(row[statistic].is_number(), "{row}");
    }
    let score = &report["reported_score"];
    let columns = ["score_name", "score", "score_standard_error", "level"].map(|column| &row[column]);
    assert_eq!(columns, ["name", "score", "standard_error", "level"].map(|field| &score[field]), "{score}");

    let responses = objects(&platform.get("/api/results/responses?format=ndjson").text);
    let trace = report["trace"].as_array().unwrap();
    assert_eq!((responses.len(), trace.len()), (4, 4));
    for (response, step) in responses.iter().zip(trace) {
        for field in ["position", "item_id", "content", "answer", "response", "outcome", "response_time_ms", "theta"] {
            assert_eq!(response[field], step[field], "{field}");
        }
        for field in ["standard_error", "answered_at"] {
            assert_eq!(response[field], step[field], "{field}");
        }
        let time = step["time_ms"].as_f64().unwrap();
        assert!((0.0..1.0).contains(&(response["seconds"].as_f64().unwrap() * 1_000.0 - time + 1e-6)), "{response}");
    }
    let wide = csv(&platform, "/api/results/responses?shape=wide&exam_type=placement");
    let wide = rows(&wide);
    assert_eq!((wide.len(), wide[0].len(), wide[0]["examinee"]), (1, 241, session.to_string().as_str()));
    for step in trace {
        assert_eq!(wide[0][step["item_id"].as_str().unwrap()], step["response"].to_string());
    }
    assert_eq!(wide[0].values().filter(|cell| !cell.is_empty()).count(), 5);
}

pub(crate) fn parts_that_follow_each_other_are_the_whole(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let sessions = sat(&platform, 5);
    for path in
        ["/api/results/sessions?", "/api/results/responses?", "/api/results/responses?shape=wide&exam_type=placement&"]
    {
        let whole = csv(&platform, path);
        let header = whole.lines().next().unwrap().len() + 1;
        let mut parts = whole[..header].to_owned();
        let mut after = 0;
        for expected in [Some(sessions[1]), Some(sessions[3]), None] {
            let reply = platform.get(&format!("{path}after={after}&limit=2"));
            assert_eq!(reply.next_after, expected, "{path}");
            parts.push_str(&reply.text[header..]);
            after = expected.unwrap_or(after);
        }
        assert_eq!(parts, whole, "{path}");
    }
}

pub(crate) fn an_export_that_is_faulty_or_not_for_the_caller_is_refused(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    for (path, field) in [
        ("sessions?format=xlsx", "format"),
        ("sessions?status=done", "status"),
        ("sessions?shape=long", "shape"),
        ("sessions?limit=0", "limit"),
        ("sessions?after=-1", "after"),
        ("sessions?started_after=yesterday", "started_after"),
        ("sessions?exam_type_version=1", "exam_type_version"),
        ("responses?shape=broad", "shape"),
        ("responses?shape=wide", "exam_type"),
    ] {
        let problem = platform.get(&format!("/api/results/{path}")).problem(422, "invalid_value");
        assert_eq!(problem["field"], field, "{path}: {problem}");
    }
    for path in ["sessions?exam_type=none", "responses?exam_type=none", "responses?shape=wide&exam_type=none"] {
        platform.get(&format!("/api/results/{path}")).problem(404, "unknown_exam_type");
    }
    let started = platform.start("placement", 7);
    let examinee = platform.bearer(started["session_token"].as_str().unwrap());
    for path in ["/api/results/sessions", "/api/results/responses"] {
        examinee.get(path).problem(403, "platform_only");
    }
    let made = platform.post("/api/keys", &json!({ "name": "admin", "scopes": ["admin"] })).ok();
    let admin = platform.bearer(made["key"].as_str().unwrap());
    let key = |scope: &str| {
        let made = admin.post("/api/keys", &json!({ "name": scope, "scopes": [scope] })).ok();
        platform.bearer(made["key"].as_str().unwrap())
    };
    assert_eq!(key("read").get("/api/results/sessions").status, 200);
    key("deliver").get("/api/results/sessions").problem(403, "insufficient_scope");
}

pub(crate) fn a_formula_is_text_in_a_spreadsheet(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    for name in ["=1+1", "+1", "-1", "@SUM(1)"] {
        let started =
            platform.post("/api/adaptive/start", &json!({ "exam_type": "placement", "examinee_id": name })).ok();
        platform.complete(started["exam_session_id"].as_i64().unwrap()).ok();
    }
    let exported = csv(&platform, "/api/results/sessions");
    let names: Vec<_> = rows(&exported).iter().map(|row| row["examinee_id"]).collect();
    assert_eq!(names, ["'=1+1", "'+1", "'-1", "'@SUM(1)"]);
    let exported = objects(&platform.get("/api/results/sessions?format=ndjson").text);
    assert_eq!(exported[2]["examinee_id"], "-1");
}

/// The first part of an export has a hundred sessions; the second one fails.
#[test]
fn an_export_that_fails_on_the_way_breaks_off() {
    changed_records::in_sqlite(|deployment, execute| {
        let server = deployment.serve();
        let client = server.client();
        for script in 0..101 {
            Sitting::start(&client, script).answer_items(&client, 1);
        }
        let path = "/api/results/responses?status=all";
        assert_eq!(csv(&client, path).lines().count(), 102);
        execute(
            "ALTER TABLE attempts RENAME TO kept; CREATE VIEW attempts AS SELECT session_id, position, item, answer, \
             response, theta, standard_error, answered_at + CASE WHEN session_id > 100 THEN \
             abs(-9223372036854775807 - 1) ELSE 0 END AS answered_at, response_time_ms, outcome FROM kept",
        );
        let broken = client.try_send("GET".parse().unwrap(), path, "", Vec::new());
        assert!(broken.is_err(), "{broken:?}");
        // What is wrong before the first part is a reply.
        client.get(&format!("{path}&after=100")).problem(500, "internal");
        let log = server.kill_and_read_log();
        assert!(log.contains("an export broke off"), "{log}");
    });
}

#[test]
fn the_header_accept_chooses_the_form() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    sat(&client, 1);
    let lines = client.accepting("application/x-ndjson").get("/api/results/sessions");
    assert_eq!((lines.content_type.as_str(), objects(&lines.text).len()), ("application/x-ndjson", 1));
    let table = client.accepting("application/x-ndjson").get("/api/results/sessions?format=csv");
    assert_eq!(table.content_type, "text/csv; charset=utf-8");
}

/// The exit code and what was printed, on standard output and on standard error.
fn outcome(output: &Output) -> (Option<i32>, String, String) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    (output.status.code(), text(&output.stdout), text(&output.stderr))
}

pub(crate) fn the_command_exports_what_the_server_does(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let sessions = sat(&platform, 3);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("results.csv");
    std::fs::write(&file, "the file of yesterday").unwrap();
    let path = file.to_str().unwrap();
    for (arguments, address) in [
        (vec!["--what", "sessions"], "sessions?"),
        (vec!["--what", "sessions", "--format", "ndjson", "--status", "all"], "sessions?format=ndjson&status=all"),
        (vec!["--what", "responses", "--exam-type", "placement"], "responses?exam_type=placement"),
        (
            vec!["--what", "responses", "--shape", "wide", "--exam-type", "placement"],
            "responses?shape=wide&exam_type=placement",
        ),
    ] {
        let expected = platform.get(&format!("/api/results/{address}")).text;
        let export = |out| outcome(&deployment.run(&[&["results", "export", "--out", out], &arguments[..]].concat()));
        let (code, printed, log) = export(path);
        assert_eq!((code, printed.as_str()), (Some(0), ""), "{log}");
        assert!(log.contains("3 sessions exported"), "{log}");
        assert_eq!(std::fs::read_to_string(&file).unwrap(), expected);
        assert_eq!(export("-").1, expected);
    }
    let part = ["results", "export", "--what", "sessions", "--out", "-", "--limit", "2"];
    let (code, printed, log) = outcome(&deployment.run(&part));
    assert_eq!((code, printed.lines().count()), (Some(0), 3), "{log}");
    assert!(log.contains(&format!("--after {}", sessions[1])), "{log}");
}

#[test]
fn a_command_that_cannot_export_leaves_the_file_as_it_was() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    sat(&deployment.serve().client(), 1);
    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("results.csv");
    std::fs::write(&file, "the file of yesterday").unwrap();
    let path = file.to_str().unwrap();
    for (arguments, code, message) in [
        (&["--what", "sessions", "--shape", "wide", "--out", path][..], 2, "--shape"),
        (&["--what", "responses", "--shape", "wide", "--out", path], 2, "exam_type"),
        (&["--what", "sessions", "--status", "done", "--out", path], 2, "active, paused, completed, voided, all"),
        (&["--what", "sessions", "--limit", "0", "--out", path], 2, "limit"),
        (&["--what", "sessions", "--started-after", "yesterday", "--out", path], 2, "--started-after"),
        (&["--what", "sessions"], 2, "--out"),
        (&["--what", "sessions", "--out", "/no/such/directory/x.csv"], 1, "/no/such/directory"),
    ] {
        let (found, _, log) = outcome(&deployment.run(&[&["results", "export"], arguments].concat()));
        assert_eq!(found, Some(code), "{log}");
        assert!(log.contains(message), "{log}");
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "the file of yesterday");
    assert_eq!(std::fs::read_dir(directory.path()).unwrap().count(), 1);
}

const KEYED: &str =
    "item_id,model,a,b,stem,key,option_A,option_B\nq1,2pl,1,-1,1?,KEY,x,y\nq2,2pl,1,0,2?,A,x,y\nq3,2pl,1,1,3?,A,x,y\n";

/// Makes a bank with this key of its first item, and an exam type on it, the next versions.
fn define_keyed(client: &Client, key: &str) {
    let csv = KEYED.replace("KEY", key).into_bytes();
    client.send("POST".parse().unwrap(), "/api/banks?name=keyed", "text/csv", csv).ok();
    client.post("/api/exam-types", &json!({ "exam_type": "keyed", "bank": "keyed", "design": {} })).ok();
}

/// Sits an exam in which every answer is A; the report.
fn all_a(client: &Client) -> Value {
    let mut progress = client.start("keyed", 5);
    let session = progress["exam_session_id"].as_i64().unwrap();
    while let Some(item) = progress["item"]["item_id"].as_str() {
        progress = client.answer(session, item, "A").ok();
    }
    client.report(session).ok()
}

pub(crate) fn a_wrong_key_is_found_and_the_answers_are_rescored(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define_keyed(&platform, "B");
    let before: Vec<_> = (0..5).map(|_| all_a(&platform)).collect();
    let session_of = |report: &Value| report["exam_session_id"].as_i64().unwrap();
    let voided = session_of(&before[4]);
    platform.post(&format!("/api/adaptive/sessions/{voided}/void"), &json!({ "reason": "a trial" })).ok();
    define_keyed(&platform, "A");
    let right = all_a(&platform);

    let mut request = json!({ "exam_type": "keyed", "reason": "the key of q1 was wrong", "limit": 3 });
    let first = platform.post("/api/results/rescore", &request).ok();
    assert_eq!((&first["exam_type_version"], &first["rescored"]), (&json!(2), &json!(3)), "{first}");
    assert_eq!(first["next_after"], before[2]["exam_session_id"]);
    request["after"] = first["next_after"].clone();
    let second = platform.post("/api/results/rescore", &request).ok();
    assert_eq!((&second["rescored"], &second["skipped"], &second["next_after"]), (&json!(1), &json!(1), &Value::Null));
    for report in &before[..4] {
        let mut after = platform.report(session_of(report)).ok();
        let rescored = after.as_object_mut().unwrap().remove("rescored").unwrap();
        assert_eq!(after, *report, "the result of the session is as it was");
        assert_eq!(rescored.as_array().unwrap().len(), 1, "{rescored}");
        for field in ["theta", "standard_error", "estimate_status", "exam_type_version"] {
            assert_eq!(rescored[0][field], right[field], "{field}");
        }
        assert_ne!(rescored[0]["theta"], report["theta"]);
        let events = platform.get(&format!("/api/adaptive/sessions/{}/events", session_of(report))).ok();
        let event = &events["events"][0];
        assert_eq!((&event["kind"], &event["reason"]), (&json!("rescored"), &json!("the key of q1 was wrong")));
    }
    assert!(platform.report(voided).ok().get("rescored").is_none());
    let again = platform.post("/api/results/rescore", &json!({ "exam_type": "keyed", "reason": "again" })).ok();
    assert_eq!((&again["rescored"], &again["skipped"]), (&json!(0), &json!(5)));
    for row in objects(&platform.get("/api/results/sessions?format=ndjson&exam_type_version=1&exam_type=keyed").text) {
        assert_eq!((&row["theta"], &row["rescored_theta"]), (&before[0]["theta"], &right["theta"]));
    }

    let arguments = ["results", "rescore", "--exam-type", "keyed", "--status", "voided", "--reason", "the key of q1"];
    let (code, printed, log) = outcome(&deployment.run(&arguments));
    assert_eq!(code, Some(0), "{log}");
    assert_eq!(printed, "1 sessions rescored under version 2, 0 skipped, 0 faulty; 0 answers left out\n");
    assert_eq!(platform.report(voided).ok()["rescored"][0]["theta"], right["theta"]);
}

pub(crate) fn a_rescoring_that_is_faulty_or_not_for_the_caller_is_refused(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define_keyed(&platform, "B");
    all_a(&platform);
    let without =
        KEYED.lines().filter(|line| !line.starts_with("q1")).map(|line| format!("{line}\n")).collect::<String>();
    platform.send("POST".parse().unwrap(), "/api/banks?name=keyed", "text/csv", without.into_bytes()).ok();
    platform.post("/api/exam-types", &json!({ "exam_type": "keyed", "bank": "keyed", "design": {} })).ok();
    let with = |field: &str, value: Value| {
        let mut request = json!({ "exam_type": "keyed", "reason": "q1 is gone" });
        request[field] = value;
        platform.post("/api/results/rescore", &request)
    };
    for (field, value) in [
        ("missing_items", json!("refuse")),
        ("missing_items", json!("forget")),
        ("reason", json!("")),
        ("status", json!("active")),
        ("limit", json!(0)),
        ("from_version", json!(0)),
        ("started_after", json!("yesterday")),
        ("examinee", json!("e-1")),
    ] {
        assert_eq!(with(field, value).problem(422, "invalid_value")["field"], field);
    }
    let refused = with("missing_items", json!("refuse")).body["detail"].clone();
    assert!(refused.as_str().unwrap().contains("\"q1\""), "{refused}");
    with("exam_type", json!("none")).problem(404, "unknown_exam_type");
    with("exam_type_version", json!(9)).problem(404, "unknown_exam_type");
    let dropped = with("missing_items", json!("drop")).ok();
    assert_eq!((&dropped["rescored"], &dropped["dropped_answers"]), (&json!(1), &json!(1)));
    let started = platform.start("keyed", 7);
    let examinee = platform.bearer(started["session_token"].as_str().unwrap());
    let request = json!({ "exam_type": "keyed", "reason": "mine" });
    examinee.post("/api/results/rescore", &request).problem(403, "platform_only");
    let arguments = ["results", "rescore", "--exam-type", "keyed", "--reason", " "];
    let (code, _, log) = outcome(&deployment.run(&arguments));
    assert!(code == Some(2) && log.contains("reason"), "{log}");
}

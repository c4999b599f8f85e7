//! Importing and reading banks and exam types, and scoring with them.

use serde_json::{Value, json};
use testkit::{Backend, Client, Reply};

const BANK: &str = "item_id,model,a,b,c,content,stem,key,option_A,option_B\n\
    q1,3pl,1.1,-0.5,0.2,one,First?,A,yes,no\n\
    q2,2pl,0.9,0.3,,two,Second?,B,yes,no\n\
    q3,1pl,,1.2,,two,Third?,A,yes,no\n";

fn import(client: &Client, name: &str, csv: &str) -> Reply {
    client.send("POST".parse().unwrap(), &format!("/api/banks?name={name}"), "text/csv", csv.as_bytes().to_vec())
}

#[test]
fn an_imported_bank_and_exam_type_can_be_sat() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let bank = import(&client, "tiny", BANK).ok();
    assert_eq!((&bank["version"], &bank["item_count"]), (&json!(1), &json!(3)));
    assert_eq!(import(&client, "tiny", BANK).ok()["version"], 2);
    let exam_type = json!({ "exam_type": "tiny", "bank": "tiny", "bank_version": 1, "ttl_seconds": 7200,
        "design": { "stopping": { "max_items": 2 } } });
    let defined = client.post("/api/exam-types", &exam_type).ok();
    assert_eq!((&defined["version"], &defined["bank_id"]), (&json!(1), &bank["bank_id"]));

    let started = client.start("tiny", 1);
    assert_eq!((&started["max_items"], &started["ttl_seconds"]), (&json!(2), &json!(7200)));
    let session = started["exam_session_id"].as_i64().unwrap();
    let mut progress = started;
    for _ in 0..2 {
        progress = client.answer(session, progress["item"]["item_id"].as_str().unwrap(), "A").ok();
        assert!(progress.get("correct").is_none(), "this exam type gives no feedback");
    }
    assert_eq!(progress["stop_reason"], "max_items");
    let read = client.get("/api/banks/tiny?version=1").ok();
    assert_eq!(read["items"][0]["answer_key"], "A");
    client.get("/api/banks/tiny?version=9").problem(404, "unknown_bank");
    let other_version = json!({ "exam_type": "tiny", "bank": "tiny", "bank_version": 9, "design": {} });
    let problem = client.post("/api/exam-types", &other_version).problem(422, "invalid_value");
    assert!(problem["detail"].as_str().unwrap().contains("\"tiny\" of version 9"), "{problem}");
}

#[test]
fn a_report_has_the_score_on_the_scale_of_the_exam_type() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    import(&client, "tiny", BANK).ok();
    let levels = json!([{ "name": "below" }, { "name": "pass", "from": 500 }]);
    let scale = json!({ "name": "points", "mean": 500.0, "sd": 100.0, "decimals": 0, "levels": levels });
    let of_design = json!({ "name": "T", "mean": 50.0, "sd": 10.0 });
    let exam_type = json!({ "exam_type": "scaled", "bank": "tiny", "feedback": true, "estimates": "always", "reporting_scale": scale,
        "design": { "reporting": of_design, "stopping": { "max_items": 3 } } });
    let defined = client.post("/api/exam-types", &exam_type).ok();
    assert_eq!(defined["reporting_scale"]["name"], "points", "it wins over the design's");
    assert_eq!(defined["reporting_scale"]["levels"][1]["from"], 500.0);
    assert_eq!(client.get("/api/exam-types/scaled").ok()["reporting_scale"], defined["reporting_scale"]);

    let started = client.start("scaled", 1);
    let session = started["exam_session_id"].as_i64().unwrap();
    let examinee = client.bearer(started["session_token"].as_str().unwrap());
    let report = || examinee.get(&format!("/api/adaptive/sessions/{session}/report")).ok();
    let check = |report: &Value| {
        let (theta, se) = (report["theta"].as_f64().unwrap(), report["standard_error"].as_f64().unwrap());
        let reported = &report["reported_score"];
        assert_eq!(reported["name"], "points");
        let score = (500.0 + 100.0 * theta).round();
        assert_eq!(
            (reported["score"].as_f64(), reported["standard_error"].as_f64()),
            (Some(score), Some((100.0 * se).round()))
        );
        assert_eq!(reported["level"], if score >= 500.0 { "pass" } else { "below" });
    };
    check(&report());
    let mut progress = started;
    for _ in 0..3 {
        progress = client.answer(session, progress["item"]["item_id"].as_str().unwrap(), "A").ok();
    }
    assert_eq!(report()["completed"], true);
    check(&report());

    let plain = json!({ "exam_type": "plain", "bank": "tiny", "design": { "stopping": { "max_items": 3 } } });
    assert_eq!(client.post("/api/exam-types", &plain).ok()["reporting_scale"], json!(null));
    let session = client.start("plain", 1)["exam_session_id"].as_i64().unwrap();
    let report = client.get(&format!("/api/adaptive/sessions/{session}/report")).ok();
    assert_eq!(report["reported_score"], json!(null));
    let designed = json!({ "exam_type": "designed", "bank": "tiny", "design": { "reporting": of_design } });
    assert_eq!(client.post("/api/exam-types", &designed).ok()["reporting_scale"], of_design);
}

#[test]
fn a_faulty_bank_is_refused_with_a_code_for_each_fault() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let row = |row: &str| format!("item_id,model,a,b,c,d\nok,3pl,1,0,0.2,\n{row}\n");
    let faults = [
        (row("x,3pl,NaN,0,0.2,"), "not_finite", "a", json!(3)),
        (row("x,3pl,1,inf,0.2,"), "not_finite", "b", json!(3)),
        (row("x,3pl,0,0,0.2,"), "discrimination_not_positive", "a", json!(3)),
        (row("x,4pl,1,0,0.5,0.5"), "guessing_not_below_upper_asymptote", "c", json!(3)),
        (row("ok,3pl,1,0,0.2,"), "duplicate_item_id", "item_id", json!(3)),
        (row("x,9pl,1,0,0.2,"), "unknown_model", "model", json!(3)),
        (row("x,3pl,one,0,0.2,"), "not_a_number", "a", json!(3)),
        ("item_id,model,a,b\n".to_owned(), "empty_bank", "", json!(null)),
        ("item_id,model,b,key,option_A,option_B\nx,1pl,0,C,yes,no\n".to_owned(), "key_without_option", "key", json!(2)),
    ];
    for (csv, code, column, line) in faults {
        let problem = import(&client, "faulty", &csv).problem(422, code);
        let fault: &Value = &problem["problems"][0];
        assert_eq!((&fault["code"], &fault["column"], &fault["row"]), (&json!(code), &json!(column), &line), "{csv}");
        let field = if column.is_empty() { json!(null) } else { json!(column) };
        assert_eq!(problem["field"], field, "{csv}");
    }
    client.get("/api/banks/faulty").problem(404, "unknown_bank");
    assert_eq!(import(&client, "no%20name", BANK).problem(422, "invalid_value")["field"], "name");
}

#[test]
fn a_faulty_exam_type_is_refused_with_its_field() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let with = |name: &str, value: Value| {
        let mut spec = json!({ "exam_type": "x", "bank": "placement" });
        spec[name] = value;
        client.post("/api/exam-types", &spec).problem(422, "invalid_value")["field"].as_str().unwrap().to_owned()
    };
    assert_eq!(with("bank", json!("nowhere")), "bank");
    assert_eq!(with("ttl_seconds", json!(0)), "ttl_seconds");
    assert_eq!(with("exam_type", json!("a b")), "exam_type");
    for limit in [json!(0), json!(2_592_001), json!("long"), json!(1.5)] {
        assert_eq!(with("time_limit_seconds", limit.clone()), "time_limit_seconds", "{limit}");
    }
    assert_eq!(with("on_expiry", json!("void")), "on_expiry");
    assert_eq!(with("on_expiry", json!("forgive")), "on_expiry");
    assert_eq!(with("design", json!({ "stopping": { "max_items": 0 } })), "design.stopping.max_items");
    assert_eq!(with("design", json!({ "prior": { "kind": "normal", "sd": -1.0 } })), "design.prior.sd");
    let scale = |sd: f64| json!({ "name": "T", "mean": 50, "sd": sd });
    assert_eq!(with("reporting_scale", scale(-10.0)), "reporting_scale.sd");
    assert_eq!(with("reporting_scale", json!({ "name": "T", "mean": 50 })), "reporting_scale.sd");
    assert_eq!(with("design", json!({ "reporting": scale(0.0) })), "design.reporting.sd");
    let levels = json!({ "name": "T", "mean": 50, "sd": 10, "levels": [{ "name": "a" }, { "name": "b" }] });
    assert_eq!(with("reporting_scale", levels), "reporting_scale.levels");
    assert_eq!(with("design", json!({ "stoping": {} })), "design.stoping");
    assert_eq!(with("item_time_limit_seconds", json!(0)), "item_time_limit_seconds");
    assert_eq!(with("skips", json!("sometimes")), "skips");
    assert_eq!(with("exposure_window", json!(100)), "exposure_window");
    assert_eq!(with("design", json!({ "estimator": { "interim": "guess" } })), "design.estimator.interim");
    client.get("/api/exam-types/x").problem(404, "unknown_exam_type");
}

#[test]
fn responses_are_scored_without_a_session() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = testkit::Sitting::start(&client, 5);
    let mut responses = vec![];
    for _ in 0..4 {
        responses.push(json!({ "item_id": sitting.item_id(), "answer": sitting.key() }));
        sitting.answer(&client);
    }
    let scored = client.post("/api/adaptive/score", &json!({ "exam_type": "placement", "responses": responses })).ok();
    for part in ["theta", "standard_error", "item", "items_completed"] {
        assert_eq!(scored[part], sitting.progress[part], "{part}");
    }
    import(&client, "tiny", BANK).ok();
    let body =
        json!({ "bank": "tiny", "responses": [{ "item_id": "q1", "correct": true }, { "item_id": "q9", "score": 0 }] });
    let problem = client.post("/api/adaptive/score", &body).problem(422, "invalid_value");
    assert_eq!(problem["field"], "responses[1].item_id");
}

#[test]
fn right_or_wrong_and_options_are_refused_for_items_of_more_than_two_categories_without_options() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let client = server.client();
    let csv = "item_id,model,a,b1,b2\nq1,grm,1.2,-0.5,0.7\n";
    import(&client, "graded", csv).ok();
    client.post("/api/exam-types", &json!({ "exam_type": "graded", "bank": "graded" })).ok();
    let session = &client.start("graded", 1)["exam_session_id"];
    for (form, value) in [("correct", json!(true)), ("answer", json!("A")), ("score", json!(3))] {
        let answer = json!({ "exam_session_id": session, "item_id": "q1", form: value });
        assert_eq!(client.post("/api/adaptive/answer", &answer).problem(422, "invalid_value")["field"], form);
        let responses = json!([{ "item_id": "q1", form: value }]);
        let body = json!({ "exam_type": "graded", "responses": responses });
        let problem = client.post("/api/adaptive/score", &body).problem(422, "invalid_value");
        assert_eq!(problem["field"], format!("responses[0].{form}"));
    }
    let body = json!({ "exam_type": "graded", "responses": [{ "item_id": "q1", "score": 2 }] });
    let scored = client.post("/api/adaptive/score", &body).ok();
    let answer = json!({ "exam_session_id": session, "item_id": "q1", "score": 2 });
    assert_eq!(client.post("/api/adaptive/answer", &answer).ok()["theta"], scored["theta"]);
}

#[test]
fn the_interface_describes_itself() {
    let deployment = crate::deployment(Backend::SqliteMemory);
    let server = deployment.serve();
    let description = server.client().get("/openapi.json").ok();
    for path in ["/api/adaptive/start", "/api/adaptive/answer", "/api/adaptive/sessions/{id}/extend", "/readyz"] {
        assert!(description["paths"][path].is_object(), "{path}");
    }
    let item = &description["components"]["schemas"]["Item"]["properties"];
    let fields: Vec<_> = item.as_object().unwrap().keys().collect();
    assert_eq!(
        fields,
        ["direction", "format", "item_id", "lang", "options", "position", "stem"],
        "an examinee's item has no secret"
    );
    assert!(server.client().get("/").text.contains("Start the sample exam"));
    assert!(server.client().get("/docs").text.contains("swagger-ui"), "a person can read it");
    assert!(server.client().get("/docs/swagger-initializer.js").text.contains("\"/openapi.json\""));
}

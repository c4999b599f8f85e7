//! Starts with what is known of the examinee.

use serde_json::{Value, json};
use testkit::{Client, Deployment, Reply, comparable, scripted_key};

const START: &str = "/api/adaptive/start";
const KEY: &str = "5b2c9a52-4c1d-4d55-9ad4-0b1f6a3d7e90";
const SCRIPT: u64 = 71;

/// A start of an examinee of whom something is known.
fn known(exam_type: &str) -> Value {
    json!({ "exam_type": exam_type, "seed": SCRIPT, "start_theta": 1.0, "prior": { "mean": 0.5, "sd": 0.8 } })
}

fn answer(client: &Client, progress: &Value) -> Value {
    let session = progress["exam_session_id"].as_i64().unwrap();
    let item = progress["item"]["item_id"].as_str().unwrap();
    client.answer(session, item, scripted_key(SCRIPT, item)).ok()
}

/// A report without what differs between exams that are the same.
fn result(report: Value) -> Value {
    let mut report = comparable(report);
    for field in ["exam_type", "start_theta", "prior"] {
        report.as_object_mut().unwrap().remove(field);
    }
    report
}

/// Sits the exam that this reply starts.
fn sit(client: &Client, started: Reply) -> Value {
    let mut progress = started.ok();
    while progress["finished"] == false {
        progress = answer(client, &progress);
    }
    result(client.report(progress["exam_session_id"].as_i64().unwrap()).ok())
}

pub(crate) fn an_exam_with_a_start_of_its_own_is_that_of_a_design_with_these_values(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut exam_type = client.get("/api/exam-types/placement").ok();
    let mut design = exam_type["design"].take();
    design["start"]["theta"] = json!(1.0);
    design["prior"] = json!({ "mean": 0.5, "sd": 0.8 });
    let definition = json!({ "exam_type": "known", "bank": "placement", "feedback": true, "design": design });
    client.post("/api/exam-types", &definition).ok();

    let started = client.post(START, &known("placement"));
    assert_eq!(started.status, 201, "{started:?}");
    let (theta, error) = (started.body["theta"].as_f64().unwrap(), started.body["standard_error"].as_f64().unwrap());
    assert!((theta - 0.5).abs() < 0.001 && (error - 0.8).abs() < 0.001, "the prior: {theta}, {error}");
    let own = sit(&client, started);
    assert_eq!(own, sit(&client, client.post(START, &json!({ "exam_type": "known", "seed": SCRIPT }))));
    assert_ne!(own, sit(&client, client.post(START, &json!({ "exam_type": "placement", "seed": SCRIPT }))));
}

pub(crate) fn an_exam_with_a_start_of_its_own_goes_on_after_losses_and_crashes(deployment: &Deployment) {
    let server = deployment.serve();
    let undisturbed = sit(&server.client(), server.client().post(START, &known("placement")));
    let first = server.client().keyed(KEY).post(START, &known("placement"));
    let session = first.body["exam_session_id"].as_i64().unwrap();
    let mut progress = first.clone().ok();
    let mut servers = [server, deployment.serve()];
    let mut turn = 0;
    while progress["finished"] == false {
        let client = servers[turn % 2].client();
        match turn % 3 {
            0 => drop(client.delete("/api/store/sessions").ok()),
            1 => std::mem::replace(&mut servers[1 - turn % 2], deployment.serve()).kill(),
            _ => assert_eq!(client.keyed(KEY).post(START, &known("placement")), first, "the start sent again"),
        }
        progress = answer(&client, &progress);
        turn += 1;
    }
    let report = servers[1].client().report(session).ok();
    assert_eq!((&report["start_theta"], &report["prior"]), (&json!(1.0), &json!({ "mean": 0.5, "sd": 0.8 })));
    assert_eq!(result(report), undisturbed);
    let examinee = servers[0].client().bearer(first.body["session_token"].as_str().unwrap());
    assert_eq!(examinee.report(session).ok()["prior"], Value::Null, "the examinee does not see it");
}

pub(crate) fn a_start_that_does_not_fit_is_refused(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    // The bounds and the grid of the sample exam are -4 to 4.
    let bodies = [
        (json!({ "start_theta": 4.5 }), "start_theta"),
        (json!({ "start_theta": "high" }), "start_theta"),
        (json!({ "prior": { "mean": 2.0, "sd": 0.6 } }), "prior"),
        (json!({ "prior": { "mean": 0.0, "sd": 1.1 } }), "prior"),
        (json!({ "prior": { "mean": 0.0, "sd": 0.0 } }), "prior.sd"),
        (json!({ "prior": { "mean": 0.0, "sd": -1.0 } }), "prior.sd"),
        (json!({ "prior": { "mean": 1000.0, "sd": 1.0 } }), "prior.mean"),
        (json!({ "prior": { "mean": 0.0 } }), "prior.sd"),
        (json!({ "prior": { "mean": 0.0, "sd": 1.0, "kind": "normal" } }), "prior.kind"),
        (json!({ "prior": 0.5 }), "prior"),
        (json!({ "prior_mean": 0.5 }), "prior_mean"),
    ];
    for (mut body, field) in bodies {
        body["exam_type"] = json!("placement");
        let problem = client.post(START, &body).problem(422, "invalid_value");
        assert_eq!(problem["field"], field, "{body}: {problem}");
        assert_eq!(client.keyed(KEY).post(START, &body).problem(422, "invalid_value"), problem, "{body}");
    }
    assert_eq!(client.get("/api/adaptive/sessions").ok()["sessions"], json!([]), "no session was started");
    let empty = json!({ "exam_type": "placement", "start_theta": null, "prior": null });
    assert_eq!(client.post(START, &empty).status, 201, "null is nothing known");
}

pub(crate) fn a_key_sent_with_another_start_is_refused(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client().keyed(KEY);
    let first = client.post(START, &known("placement"));
    let changes = [
        ("start_theta", json!(0.5)),
        ("start_theta", Value::Null),
        ("prior", json!({ "mean": 0.5, "sd": 0.7 })),
        ("prior", Value::Null),
        ("prior", json!({ "mean": 3.0, "sd": 0.7 })),
    ];
    for (field, value) in changes {
        let mut body = known("placement");
        body[field] = value;
        assert_eq!(client.post(START, &body).problem(422, "idempotency_key_reused")["field"], field, "{body}");
    }
    assert_eq!(client.post(START, &known("placement")), first);
}

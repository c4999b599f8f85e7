//! The life of an exam session.

use std::thread;

use serde_json::json;
use testkit::{Deployment, Sitting, comparable, sit};

pub(crate) fn a_session_persists_across_requests(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 1);
    sitting.answer_items(&client, 3);
    let next = client.next(sitting.session).ok();
    assert_eq!(next["items_completed"], 3);
    assert_eq!(next["item"], sitting.progress["item"]);
    assert_eq!(next["theta"], sitting.progress["theta"]);
    assert_eq!(client.next(sitting.session).ok(), next, "asking again changes nothing");
}

pub(crate) fn an_exam_is_sat_to_its_end(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 2);
    assert_eq!(sitting.progress["items_completed"], 0);
    assert_eq!(sitting.progress["item"]["position"], 1);
    assert_eq!(sitting.progress["ttl_seconds"], 3600);
    let mut shown = vec![];
    let mut errors = vec![sitting.progress["standard_error"].as_f64().unwrap()];
    while !sitting.finished() {
        shown.push(sitting.item_id().to_owned());
        sitting.answer(&client);
        errors.push(sitting.progress["standard_error"].as_f64().unwrap());
    }
    let mut distinct = shown.clone();
    distinct.sort();
    distinct.dedup();
    assert_eq!(distinct.len(), shown.len(), "no item is shown twice: {shown:?}");
    assert!(errors.last() < errors.first(), "the estimate has become more precise: {errors:?}");
    assert!(sitting.progress["item"].is_null());
    let stop_reason = sitting.progress["stop_reason"].clone();
    assert!(stop_reason == "standard_error" || stop_reason == "max_items", "{stop_reason}");
    let next = client.next(sitting.session).ok();
    assert_eq!((&next["finished"], &next["item"]), (&json!(true), &json!(null)));

    let report = client.complete(sitting.session).ok();
    assert_eq!(report["stop_reason"], stop_reason);
    assert_eq!(report["theta"], sitting.progress["theta"]);
    let trace: Vec<_> = report["trace"].as_array().unwrap().iter().map(|step| step["item_id"].clone()).collect();
    assert_eq!(trace, shown);
    client.answer(sitting.session, "ari-001", "A").problem(409, "session_finished");
}

pub(crate) fn the_last_answer_completes_the_session(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let design = json!({ "estimator": { "final": "mle" }, "stopping": { "max_items": 5 } });
    platform
        .post(
            "/api/exam-types",
            &json!({ "exam_type": "mle", "bank": "placement", "estimates": "at_end", "design": design }),
        )
        .ok();
    let mut progress = platform.start("mle", 1);
    let session = progress["exam_session_id"].as_i64().unwrap();
    let examinee = platform.bearer(progress["session_token"].as_str().unwrap());
    let mut last = json!(null);
    while progress["finished"] == false {
        last = json!({ "exam_session_id": session, "item_id": progress["item"]["item_id"], "correct": false });
        progress = platform.post("/api/adaptive/answer", &last).ok();
    }
    assert_eq!((&progress["theta"], &progress["stop_reason"]), (&json!(-4.0), &json!("max_items")), "all are wrong");
    let listed = platform.get("/api/adaptive/sessions").ok();
    assert_eq!(listed["sessions"], json!([]), "the session is not active");
    assert_eq!(platform.get("/api/store/info").ok()["active_sessions"], 0, "its working copy is removed");

    for client in [&platform, &examinee] {
        let summary = client.summary(session).ok();
        assert_eq!((&summary["theta"], &summary["finished"]), (&json!(-4.0), &json!(true)));
        let report = client.report(session).ok();
        assert_eq!((&report["completed"], &report["theta"]), (&json!(true), &json!(-4.0)));
        assert_eq!(client.complete(session).ok(), report);
    }
    assert_eq!(platform.post("/api/adaptive/answer", &last).ok(), progress, "the last answer sent again");
}

pub(crate) fn the_same_seed_and_answers_give_the_same_exam(deployment: &Deployment) {
    let server = deployment.serve();
    assert_eq!(sit(&server.client(), 11), sit(&server.client(), 11));
    assert_ne!(sit(&server.client(), 11), sit(&server.client(), 12), "other answers make another exam");
}

pub(crate) fn many_exams_at_once_keep_separate_states(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let alone: Vec<_> = (0..8).map(|script| sit(&client, script)).collect();
    let together: Vec<_> = thread::scope(|scope| {
        let sittings: Vec<_> = (0..32)
            .map(|n| {
                scope.spawn({
                    let client = &client;
                    move || sit(client, n % 8)
                })
            })
            .collect();
        sittings.into_iter().map(|sitting| sitting.join().unwrap()).collect()
    });
    for (n, report) in together.iter().enumerate() {
        assert_eq!(report, &alone[n % 8], "exam {n}");
    }
}

pub(crate) fn an_exam_may_be_completed_early(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let mut sitting = Sitting::start(&client, 3);
    sitting.answer_items(&client, 2);
    let so_far = client.report(sitting.session).ok();
    assert_eq!((&so_far["completed"], &so_far["stop_reason"]), (&json!(false), &json!(null)));
    let report = client.complete(sitting.session).ok();
    assert_eq!((&report["completed"], &report["stop_reason"]), (&json!(true), &json!("ended_early")));
    assert_eq!(report["items_completed"], 2);
    assert_eq!(report["trace"], so_far["trace"]);
    assert_eq!(comparable(client.report(sitting.session).ok()), comparable(report));
    let next = client.next(sitting.session).ok();
    assert_eq!((&next["finished"], &next["stop_reason"]), (&json!(true), &json!("ended_early")));
    assert!(next["item"].is_null());
    client.answer(sitting.session, sitting.item_id(), "A").problem(409, "session_finished");
}

pub(crate) fn active_sessions_are_listed_page_by_page(deployment: &Deployment) {
    let server = deployment.serve();
    let client = server.client();
    let sessions: Vec<_> = (0..5).map(|script| Sitting::start(&client, script).session).collect();
    client.complete(sessions[1]).ok();
    let page = client.get("/api/adaptive/sessions?limit=3").ok();
    let numbers = |page: &serde_json::Value| {
        page["sessions"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["exam_session_id"].as_i64().unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(numbers(&page), [sessions[0], sessions[2], sessions[3]]);
    assert!(page["sessions"][0]["ttl"].as_u64().unwrap() > 3590);
    let rest = client.get(&format!("/api/adaptive/sessions?limit=3&after={}", page["next_after"])).ok();
    assert_eq!((numbers(&rest), &rest["next_after"]), (vec![sessions[4]], &json!(null)));
}

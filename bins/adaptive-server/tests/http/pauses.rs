//! Pauses, skips, the time of items, and outages, over HTTP.

use std::thread;

use serde_json::{Value, json};
use testkit::{Client, Deployment};

use crate::exam_rules::{act, define, item_of, kinds, session_of, start};

fn answer(client: &Client, body: &Value) -> testkit::Reply {
    client.post("/api/adaptive/answer", body)
}

pub(crate) fn a_paused_session_shows_nothing_and_goes_on_as_it_was(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define(&platform, "paused", &json!({ "time_limit_seconds": 600 }));
    let started = start(&platform, "paused", &json!({})).ok();
    let (session, item) = (session_of(&started), item_of(&started).to_owned());
    let examinee = platform.bearer(started["session_token"].as_str().unwrap());
    let reason = json!({ "reason": "fire alarm" });
    act(&examinee, session, "pause", &reason).problem(403, "platform_only");
    let paused = act(&platform, session, "pause", &reason).ok();
    assert_eq!(paused["status"], "paused");
    assert!(paused["time_left_seconds"].as_i64().unwrap() > 500, "{paused}");
    drop(server);

    let server = deployment.serve();
    let (platform, examinee) = (server.client(), server.client().bearer(started["session_token"].as_str().unwrap()));
    for client in [&platform, &examinee] {
        client.next(session).problem(409, "session_paused");
        client.answer(session, &item, "A").problem(409, "session_paused");
        client.complete(session).problem(409, "session_paused");
        assert_eq!(client.summary(session).ok()["status"], "paused");
    }
    let listed = |status: &str| {
        let list = platform.get(&format!("/api/adaptive/sessions?status={status}")).ok();
        list["sessions"].as_array().unwrap().iter().any(|one| one["exam_session_id"] == session)
    };
    assert_eq!([listed("paused"), listed("active"), listed("all")], [true, false, true]);
    act(&platform, session, "pause", &reason).ok();
    assert_eq!(act(&platform, session, "resume", &reason).ok()["status"], "active");
    act(&platform, session, "resume", &reason).ok();
    assert_eq!(item_of(&examinee.next(session).ok()), item);
    examinee.answer(session, &item, "A").ok();
    assert_eq!(kinds(&platform, session), ["paused", "resumed"]);
    let page = platform.get(&format!("/api/adaptive/sessions/{session}/events")).ok();
    assert!(page["events"][1]["span"]["from"].is_string(), "{page}");
}

pub(crate) fn a_pause_and_answers_at_once_lose_no_answer(deployment: &Deployment) {
    let (one, other) = (deployment.serve(), deployment.serve());
    let platform = one.client();
    define(&platform, "paused", &json!({ "design": { "stopping": { "max_items": 20 } } }));
    let session = session_of(&start(&platform, "paused", &json!({})).ok());
    let pausing = other.client();
    let proctor = thread::spawn(move || {
        for _ in 0..10 {
            act(&pausing, session, "pause", &json!({ "reason": "a pause" })).ok();
            act(&pausing, session, "resume", &json!({ "reason": "over" })).ok();
        }
    });
    let mut counted = Vec::new();
    while counted.len() < 15 {
        let next = platform.next(session);
        if next.status == 409 {
            next.problem(409, "session_paused");
            continue;
        }
        let item = item_of(&next.ok()).to_owned();
        let reply = platform.answer(session, &item, "A");
        if reply.status == 409 {
            reply.problem(409, "session_paused");
        } else {
            reply.ok();
            counted.push(item);
        }
    }
    proctor.join().unwrap();
    let report = platform.report(session).ok();
    let trace: Vec<_> = report["trace"].as_array().unwrap().iter().map(|step| step["item_id"].clone()).collect();
    assert_eq!(trace, counted);
}

pub(crate) fn items_are_skipped_where_the_exam_type_says_so(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    for (skips, response) in [("wrong", json!(0)), ("missing", Value::Null)] {
        let defined = define(&platform, skips, &json!({ "skips": skips, "feedback": true }));
        assert_eq!(defined["skips"], skips);
        let started = start(&platform, skips, &json!({})).ok();
        let (session, item) = (session_of(&started), item_of(&started).to_owned());
        let examinee = platform.bearer(started["session_token"].as_str().unwrap());
        let skip = json!({ "exam_session_id": session, "item_id": item, "skip": true, "response_time_ms": 1200 });
        let mut both = skip.clone();
        both["answer"] = json!("A");
        assert_eq!(answer(&examinee, &both).problem(422, "invalid_value")["field"], "skip");
        both["skip"] = json!(false);
        assert_eq!(answer(&examinee, &both).problem(422, "invalid_value")["field"], "skip");
        let first = answer(&examinee, &skip).ok();
        assert_eq!(answer(&examinee, &skip).ok()["item"], first["item"]);
        examinee.answer(session, &item, "A").problem(409, "answer_conflict");
        let step = &platform.report(session).ok()["trace"][0];
        assert_eq!((&step["outcome"], &step["response"]), (&json!("skipped"), &response), "{step}");
        assert_eq!((&step["response_time_ms"], step["time_ms"].is_u64()), (&json!(1200), true), "{step}");
    }
    let started = start(&platform, "placement", &json!({})).ok();
    let skip = json!({ "exam_session_id": session_of(&started), "item_id": item_of(&started), "skip": true });
    assert_eq!(answer(&platform, &skip).problem(422, "invalid_value")["field"], "skip");
    for time in [json!(-1), json!(86_400_001), json!("long")] {
        let body = json!({ "exam_session_id": session_of(&started), "item_id": item_of(&started), "answer": "A",
            "response_time_ms": time });
        assert_eq!(answer(&platform, &body).problem(422, "invalid_value")["field"], "response_time_ms");
    }
}

pub(crate) fn an_item_whose_time_is_over_counts_as_wrong(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let rules = json!({ "item_time_limit_seconds": 1, "grace_seconds": 0, "feedback": true });
    assert_eq!(define(&platform, "hurried", &rules)["item_time_limit_seconds"], 1);
    let started = start(&platform, "hurried", &json!({})).ok();
    assert_eq!(started["item_time_left_seconds"], 1);
    let session = session_of(&started);
    testkit::until("the time of the item is over", || {
        // One second more than none left: the seconds are whole.
        let next = platform.next(session).ok();
        let report = platform.report(session).ok();
        assert_eq!(report["trace"], json!([]));
        let begun = report["started_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
        let over = jiff::Timestamp::now().duration_since(begun).as_secs() >= 2;
        next["item_time_left_seconds"] == 0 && over
    });
    let item = item_of(&started).to_owned();
    let late = platform.answer(session, &item, "A").ok();
    assert_eq!(late["correct"], false);
    assert_eq!(platform.answer(session, &item, "A").ok()["item"], late["item"]);
    let step = &platform.report(session).ok()["trace"][0];
    assert_eq!((&step["outcome"], &step["response"], &step["answer"]), (&json!("timed_out"), &json!(0), &json!("A")));
}

pub(crate) fn an_outage_is_given_back_by_one_command(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define(&platform, "timed", &json!({ "time_limit_seconds": 600 }));
    let sessions: Vec<_> = (0..3).map(|_| session_of(&start(&platform, "timed", &json!({})).ok())).collect();
    let begun = platform.report(sessions[2]).ok()["started_at"].as_str().unwrap().parse::<jiff::Timestamp>().unwrap();
    testkit::until("two seconds have passed", || jiff::Timestamp::now().duration_since(begun).as_secs() >= 2);
    let from = (begun - jiff::SignedDuration::from_secs(3600)).to_string();
    let to = (begun + jiff::SignedDuration::from_secs(1)).to_string();
    let arguments = ["credit-outage", "--from", &from, "--to", &to, "--reason", "the network was down"];
    let before = platform.summary(sessions[0]).ok()["expires_at"].clone();
    let shown = deployment.run(&[&arguments[..], &["--dry-run"]].concat());
    let text = String::from_utf8(shown.stdout).unwrap();
    assert!(text.contains("3 sessions would get time back, 0 of them active again, 0 failed"), "{text}");
    assert_eq!(platform.summary(sessions[0]).ok()["expires_at"], before);
    for expected in ["3 sessions got time back", "0 sessions got time back"] {
        let given = deployment.run(&arguments);
        let text = String::from_utf8(given.stdout).unwrap();
        assert!(given.status.success() && text.contains(expected), "{text}");
    }
    for session in sessions {
        assert_eq!(kinds(&platform, session), ["outage_credited"]);
    }
    let shortly_before = (begun - jiff::SignedDuration::from_secs(30)).to_string();
    let later = (begun + jiff::SignedDuration::from_hours(24)).to_string();
    for (from, to, exam_type, named) in [
        (&shortly_before, &to, "timed", "least_outage_seconds"),
        (&to, &from, "timed", "begins before it ends"),
        (&from, &later, "timed", "must have ended"),
        (&from, &to, "tiemd", "tiemd"),
    ] {
        let span = ["credit-outage", "--from", from, "--to", to, "--reason", "nothing", "--exam-type", exam_type];
        let refused = deployment.run(&span);
        let log = String::from_utf8(refused.stderr).unwrap();
        assert!(!refused.status.success() && log.contains(named) && !log.contains("goes on"), "{log}");
    }
}

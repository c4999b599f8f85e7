//! The rules of exam types, and what proctors do to sessions.

use std::thread;

use serde_json::{Value, json};
use testkit::{Client, Deployment, until};

/// Defines an exam type on the sample bank with these rules.
pub(crate) fn define(client: &Client, exam_type: &str, rules: &Value) -> Value {
    let mut definition = json!({ "exam_type": exam_type, "bank": "placement", "design": {} });
    definition.as_object_mut().unwrap().extend(rules.as_object().unwrap().clone());
    client.post("/api/exam-types", &definition).ok()
}

pub(crate) fn start(client: &Client, exam_type: &str, rest: &Value) -> testkit::Reply {
    let mut request = json!({ "exam_type": exam_type, "seed": 7 });
    request.as_object_mut().unwrap().extend(rest.as_object().unwrap().clone());
    client.post("/api/adaptive/start", &request)
}

pub(crate) fn session_of(started: &Value) -> i64 {
    started["exam_session_id"].as_i64().unwrap()
}

pub(crate) fn item_of(progress: &Value) -> &str {
    progress["item"]["item_id"].as_str().unwrap()
}

pub(crate) fn act(client: &Client, session: i64, act: &str, body: &Value) -> testkit::Reply {
    client.post(&format!("/api/adaptive/sessions/{session}/{act}"), body)
}

pub(crate) fn kinds(client: &Client, session: i64) -> Vec<Value> {
    let page = client.get(&format!("/api/adaptive/sessions/{session}/events")).ok();
    page["events"].as_array().unwrap().iter().map(|event| event["kind"].clone()).collect()
}

pub(crate) fn an_examinee_sees_the_estimates_that_the_exam_type_shows(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    for (estimates, feedback, interim, last) in
        [(None, false, false, false), (Some("at_end"), false, false, true), (Some("always"), true, true, true)]
    {
        let stopping = json!({ "stopping": { "max_items": 2 } });
        let mut rules = json!({ "feedback": feedback, "design": stopping });
        if let Some(estimates) = estimates {
            rules["estimates"] = json!(estimates);
        }
        let defined = define(&platform, "shown", &rules);
        assert_eq!(defined["estimates"], estimates.unwrap_or("never"));
        let started = start(&platform, "shown", &json!({})).ok();
        assert!(started["theta"].is_number(), "the platform sees it: {started}");
        let session = session_of(&started);
        let examinee = platform.bearer(started["session_token"].as_str().unwrap());
        let mut item = item_of(&started).to_owned();
        for shown in [interim, last] {
            let answered = examinee.answer(session, &item, "A").ok();
            let views = [answered.clone(), examinee.next(session).ok(), examinee.summary(session).ok()];
            for view in views.iter().chain([&examinee.report(session).ok()]) {
                for field in ["theta", "standard_error"] {
                    assert_eq!(view[field].is_number(), shown, "{estimates:?} {field}: {view}");
                    assert!(view.get(field).is_some(), "{view}");
                }
            }
            let report = examinee.report(session).ok();
            assert_eq!(report["estimate_status"].is_string(), shown);
            for step in report["trace"].as_array().unwrap() {
                assert_eq!((step["theta"].is_number(), step["response"].is_number()), (interim, feedback), "{step}");
            }
            if answered["finished"] == false {
                item = item_of(&answered).to_owned();
            }
        }
        assert!(platform.report(session).ok()["theta"].is_number());
    }
    let refused = json!({ "exam_type": "shown", "bank": "placement", "estimates": "always", "design": {} });
    assert_eq!(platform.post("/api/exam-types", &refused).problem(422, "invalid_value")["field"], "estimates");
}

pub(crate) fn an_examinee_completes_early_only_where_it_is_allowed(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define(&platform, "whole", &json!({ "design": { "stopping": { "min_items": 5, "max_items": 9 } } }));
    let started = start(&platform, "whole", &json!({})).ok();
    let session = session_of(&started);
    let examinee = platform.bearer(started["session_token"].as_str().unwrap());
    examinee.complete(session).problem(409, "early_completion");
    let report = platform.complete(session).ok();
    assert_eq!((&report["stop_reason"], &report["completed"]), (&json!("ended_early"), &json!(true)));
    assert_eq!(examinee.complete(session).ok()["completed"], true, "what is completed is shown again");
}

pub(crate) fn attempts_are_limited_also_for_starts_at_once(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define(&platform, "twice", &json!({ "max_sessions_per_examinee": 2 }));
    let examinee = json!({ "examinee_id": "e-1" });
    for _ in 0..2 {
        let replies: Vec<_> = thread::scope(|scope| {
            let starts: Vec<_> = (0..6).map(|_| scope.spawn(|| start(&server.client(), "twice", &examinee))).collect();
            starts.into_iter().map(|start| start.join().unwrap()).collect()
        });
        let (taken, refused): (Vec<_>, Vec<_>) = replies.into_iter().partition(|reply| reply.status == 201);
        assert_eq!(taken.len(), 1);
        let session = session_of(&taken.into_iter().next().unwrap().ok());
        for reply in refused {
            assert_eq!(reply.problem(409, "session_active")["exam_session_id"], session);
        }
        platform.complete(session).ok();
    }
    start(&platform, "twice", &examinee).problem(409, "attempts_exhausted");
    start(&platform, "twice", &json!({ "examinee_id": "e-2" })).ok();
    assert_eq!(start(&platform, "twice", &json!({})).problem(422, "invalid_value")["field"], "examinee_id");
}

pub(crate) fn an_exam_is_started_within_its_window(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let defined = define(&platform, "early", &json!({ "opens_at": "2999-01-31T09:00:00+02:00" }));
    assert_eq!(defined["opens_at"], "2999-01-31T07:00:00Z");
    start(&platform, "early", &json!({})).problem(409, "outside_window");
    define(&platform, "late", &json!({ "closes_at": "2020-01-31T09:00:00Z" }));
    start(&platform, "late", &json!({})).problem(409, "outside_window");
    define(&platform, "now", &json!({ "opens_at": "2020-01-31T09:00:00Z", "closes_at": "2999-01-31T09:00:00Z" }));
    start(&platform, "now", &json!({})).ok();
    let zoneless = json!({ "exam_type": "x", "bank": "placement", "opens_at": "2030-01-31T09:00:00", "design": {} });
    assert_eq!(platform.post("/api/exam-types", &zoneless).problem(422, "invalid_value")["field"], "opens_at");
}

pub(crate) fn an_answer_that_comes_late_counts_in_its_grace(deployment: &Deployment) {
    let server = deployment.serve_with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "1");
    let platform = server.client();
    define(&platform, "graceful", &json!({ "time_limit_seconds": 1, "grace_seconds": 3600 }));
    let started = start(&platform, "graceful", &json!({})).ok();
    let (session, item) = (session_of(&started), item_of(&started).to_owned());
    assert!(started["time_left_seconds"].as_u64().unwrap() <= 1, "{started}");
    until("the time of the session is over", || platform.next(session).ok()["finished"] == true);
    let next = platform.next(session).ok();
    assert_eq!(
        (&next["stop_reason"], &next["item"], &next["time_left_seconds"]),
        (&json!("expired"), &Value::Null, &json!(0))
    );
    let late = platform.answer(session, &item, "A").ok();
    assert_eq!(
        (&late["finished"], &late["stop_reason"], &late["item"]),
        (&json!(true), &json!("expired"), &Value::Null)
    );
    assert_eq!(platform.answer(session, &item, "A").ok(), late);
    let report = platform.report(session).ok();
    assert_eq!((&report["completed"], report["trace"].as_array().unwrap().len()), (&json!(true), 1), "{report}");
}

pub(crate) fn one_examinee_has_more_time_than_others(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define(&platform, "timed", &json!({ "time_limit_seconds": 1000 }));
    let more = json!({ "extra_time_seconds": 300, "time_multiplier": 1.5 });
    let started = start(&platform, "timed", &more).ok();
    let session = session_of(&started);
    let left = |progress: &Value| progress["time_left_seconds"].as_u64().unwrap();
    assert!((1700..=1800).contains(&left(&started)), "{started}");
    let added = act(&platform, session, "time", &json!({ "seconds": 600, "reason": "a fire alarm" })).ok();
    assert!((2300..=2400).contains(&left(&added)), "{added}");
    let answered = platform.answer(session, item_of(&started), "A").ok();
    assert!((2300..=2400).contains(&left(&answered)), "{answered}");
    let report = platform.report(session).ok();
    assert_eq!((&report["extra_time_seconds"], &report["time_multiplier"]), (&json!(300), &json!(1.5)));
    let events = platform.get(&format!("/api/adaptive/sessions/{session}/events")).ok();
    let event = &events["events"][0];
    assert_eq!(
        (&event["kind"], &event["seconds"], &event["reason"]),
        (&json!("time_added"), &json!(600), &json!("a fire alarm"))
    );

    for (body, field) in [
        (json!({ "seconds": 0, "reason": "x" }), "seconds"),
        (json!({ "seconds": 2_592_001, "reason": "x" }), "seconds"),
        (json!({ "seconds": 60, "reason": " " }), "reason"),
    ] {
        assert_eq!(act(&platform, session, "time", &body).problem(422, "invalid_value")["field"], field);
    }
    let examinee = platform.bearer(started["session_token"].as_str().unwrap());
    for (name, body) in [
        ("time", json!({ "seconds": 60, "reason": "x" })),
        ("void", json!({ "reason": "x" })),
        ("reopen", json!({ "reason": "x" })),
    ] {
        act(&examinee, session, name, &body).problem(403, "platform_only");
    }
    let refused = start(&platform, "placement", &json!({ "time_multiplier": 1.5 })).problem(422, "invalid_value");
    assert_eq!(refused["field"], "time_multiplier");
}

pub(crate) fn a_session_is_voided_and_reopened(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    let started = platform.start("placement", 7);
    let session = session_of(&started);
    let answered = platform.answer(session, item_of(&started), "A").ok();
    let voided = act(&platform, session, "void", &json!({ "reason": "a mobile phone" })).ok();
    assert_eq!((&voided["status"], &voided["finished"]), (&json!("voided"), &json!(true)));
    platform.answer(session, item_of(&answered), "A").problem(409, "session_finished");
    let report = platform.report(session).ok();
    assert_eq!((&report["voided"], &report["items_completed"]), (&json!(true), &json!(1)));
    let reopened = act(&platform, session, "reopen", &json!({ "reason": "it was a calculator" })).ok();
    assert_eq!((&reopened["status"], &reopened["completed_at"]), (&json!("active"), &Value::Null));
    assert_eq!(platform.next(session).ok()["item"], answered["item"], "the item that was pending");
    platform.answer(session, item_of(&answered), "A").ok();
    assert_eq!(kinds(&platform, session), ["voided", "reopened"]);

    define(&platform, "one", &json!({ "design": { "stopping": { "max_items": 1 } } }));
    let stopped = start(&platform, "one", &json!({})).ok();
    platform.answer(session_of(&stopped), item_of(&stopped), "A").ok();
    act(&platform, session_of(&stopped), "reopen", &json!({ "reason": "more" })).problem(409, "not_reopenable");
    act(&platform, session_of(&stopped), "time", &json!({ "seconds": 5, "reason": "more" }))
        .problem(409, "session_finished");
    act(&platform, 4711, "void", &json!({ "reason": "x" })).problem(404, "unknown_session");
}

pub(crate) fn more_time_and_the_end_at_once_leave_one_order(deployment: &Deployment) {
    let server = deployment.serve_with("ADAPTIVE__EXPIRY__INTERVAL_SECONDS", "0");
    let platform = server.client();
    define(&platform, "hasty", &json!({ "time_limit_seconds": 1, "grace_seconds": 0 }));
    let sessions: Vec<_> = (0..12).map(|_| session_of(&start(&platform, "hasty", &json!({})).ok())).collect();
    let last = sessions[11];
    until("their time is over", || platform.next(last).ok()["finished"] == true);
    let clients = (server.client(), server.client());
    for session in &sessions[..11] {
        let (added, next) = thread::scope(|scope| {
            let more = json!({ "seconds": 1000, "reason": "the network was down" });
            let (one, other) = &clients;
            let adding = scope.spawn(move || act(one, *session, "time", &more));
            let asking = scope.spawn(|| other.next(*session).ok());
            (adding.join().unwrap(), asking.join().unwrap())
        });
        let row = platform.summary(*session).ok();
        if added.status == 200 {
            assert_eq!((&row["status"], kinds(&platform, *session)), (&json!("active"), vec![json!("time_added")]));
        } else {
            added.problem(409, "session_finished");
            assert_eq!((&row["status"], kinds(&platform, *session)), (&json!("completed"), vec![]));
            assert_eq!(next["finished"], true);
        }
    }
}

pub(crate) fn reopening_and_the_sweep_at_once_lose_no_answer(deployment: &Deployment) {
    let interval = "ADAPTIVE__EXPIRY__INTERVAL_SECONDS";
    let servers = [(); 2].map(|()| deployment.serve_with(interval, "1"));
    let clients = servers.each_ref().map(testkit::RunningServer::client);
    let platform = &clients[0];
    define(platform, "hasty", &json!({ "time_limit_seconds": 2, "grace_seconds": 0 }));
    let begun: Vec<_> = (0..6)
        .map(|_| {
            let started = start(platform, "hasty", &json!({})).ok();
            let session = session_of(&started);
            (session, platform.answer(session, item_of(&started), "A").ok())
        })
        .collect();
    let ended = |session| platform.summary(session).ok()["finished"] == true;
    until("the sweeps have ended all", || begun.iter().all(|(session, _)| ended(*session)));

    // Each is reopened, with next to no time, while both servers sweep, until the time that it is given comes before a sweep.
    let reason = json!({ "reason": "the clock was wrong" });
    let more = json!({ "seconds": 1000, "reason": "the clock was wrong" });
    thread::scope(|scope| {
        for (session, _) in &begun {
            let proctor = clients[1].clone();
            let (reason, more) = (&reason, &more);
            scope.spawn(move || {
                let sweeps = |number: usize| kinds(&proctor, *session).len() >= number;
                until("a sweep has ended it again", || {
                    act(&proctor, *session, "reopen", reason).ok();
                    sweeps(3)
                });
                until("it has more time", || {
                    act(&proctor, *session, "reopen", reason).ok();
                    let added = act(&proctor, *session, "time", more);
                    added.status == 200 || added.problem(409, "session_finished").is_null()
                });
            });
        }
    });
    let swept =
        || clients.each_ref().map(|client| crate::expiry::metric(client, "adaptive_sweeps_total{outcome=\"ok\"}"));
    let before = swept();
    until("both have swept twice more", || swept().iter().zip(before).all(|(now, before)| *now >= before + 2));
    for (session, answered) in &begun {
        let next = platform.next(*session).ok();
        assert_eq!((&next["finished"], &next["item"]), (&json!(false), &answered["item"]), "{next}");
        assert!(next["time_left_seconds"].as_i64().unwrap() > 900, "{next}");
        let events = kinds(platform, *session);
        let (last, reopened) = events.split_last().unwrap();
        assert_eq!(last, "time_added");
        assert!(reopened.iter().all(|kind| kind == "reopened"), "{reopened:?}");
        assert_eq!(platform.answer(*session, item_of(&next), "A").ok()["items_completed"], 2);
    }
}

pub(crate) fn sessions_are_found_by_what_is_known_of_them(deployment: &Deployment) {
    let server = deployment.serve();
    let platform = server.client();
    define(&platform, "other", &json!({}));
    let mut sessions = Vec::new();
    for number in 0..30 {
        let kind = if number < 20 { "placement" } else { "other" };
        let examinee = json!({ "examinee_id": format!("e-{}", number % 3) });
        let session = session_of(&start(&platform, kind, &examinee).ok());
        if number % 2 == 0 {
            platform.complete(session).ok();
        }
        if number % 10 == 0 {
            act(&platform, session, "void", &json!({ "reason": "a trial" })).ok();
        }
        sessions.push(session);
    }
    let found = |query: &str| {
        let (mut after, mut found) = (0, Vec::new());
        loop {
            let page = platform.get(&format!("/api/adaptive/sessions?limit=7&after={after}{query}")).ok();
            found.extend(page["sessions"].as_array().unwrap().iter().map(|session| {
                assert!(session["started_at"].is_string() && session["examinee_id"].is_string(), "{session}");
                session_of(session)
            }));
            let Some(next) = page["next_after"].as_i64() else { return found };
            after = next;
        }
    };
    let of = |is_one: &dyn Fn(usize) -> bool| -> Vec<i64> {
        sessions.iter().enumerate().filter(|(number, _)| is_one(*number)).map(|(_, session)| *session).collect()
    };
    assert_eq!(found(""), of(&|number| number % 2 == 1));
    assert_eq!(found("&status=all"), sessions);
    assert_eq!(found("&status=completed"), of(&|number| number % 2 == 0 && number % 10 != 0));
    assert_eq!(found("&status=voided"), of(&|number| number % 10 == 0));
    assert_eq!(found("&status=all&exam_type=other"), of(&|number| number >= 20));
    assert_eq!(found("&status=all&examinee_id=e-1"), of(&|number| number % 3 == 1));
    let third = platform.summary(sessions[3]).ok()["started_at"].as_str().unwrap().to_owned();
    assert_eq!(found(&format!("&status=all&started_after={third}")), sessions[3..]);
    assert_eq!(found(&format!("&status=all&started_before={third}")), sessions[..3]);
    for (query, field) in [("status=gone", "status"), ("started_after=yesterday", "started_after")] {
        let refused = platform.get(&format!("/api/adaptive/sessions?{query}")).problem(422, "invalid_value");
        assert_eq!(refused["field"], field);
    }
}

//! Who may do what.

use serde_json::json;
use testkit::{Backend, Deployment, Sitting};

const KEY: &str = "a-key-of-the-platform";

fn with_api_key() -> Deployment {
    crate::deployment(Backend::SqliteMemory).with("ADAPTIVE__AUTH__API_KEYS", &format!("another-platform-key,{KEY}"))
}

#[test]
fn without_credential_only_health_is_open_once_there_are_keys() {
    let deployment = with_api_key();
    let server = deployment.serve();
    let stranger = server.client();
    stranger.get("/livez").ok();
    stranger.get("/readyz").ok();
    stranger.post("/api/adaptive/start", &json!({ "exam_type": "placement" })).problem(401, "unauthorized");
    stranger.next(1).problem(401, "unauthorized");
    let wrong = stranger.bearer("not-a-key-of-anyone");
    wrong.post("/api/adaptive/start", &json!({ "exam_type": "placement" })).problem(401, "unauthorized");
}

#[test]
fn an_examinee_sits_their_own_session_and_no_other() {
    let deployment = with_api_key();
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let mut mine = Sitting::start(&platform, 1);
    let theirs = Sitting::start(&platform, 2);
    let examinee = platform.bearer(mine.progress["session_token"].as_str().unwrap());

    mine.answer(&examinee);
    assert_eq!(examinee.next(mine.session).ok()["items_completed"], 1);
    examinee.summary(mine.session).ok();
    examinee.next(theirs.session).problem(403, "foreign_session");
    examinee.answer(theirs.session, theirs.item_id(), "A").problem(403, "foreign_session");
    examinee.summary(theirs.session).problem(403, "foreign_session");
    examinee.report(theirs.session).problem(403, "foreign_session");
    examinee.complete(theirs.session).problem(403, "foreign_session");
    for session in [999_999, -1] {
        examinee.next(session).problem(403, "foreign_session");
        examinee.answer(session, "ari-001", "A").problem(403, "foreign_session");
        examinee.summary(session).problem(403, "foreign_session");
        examinee.report(session).problem(403, "foreign_session");
        examinee.complete(session).problem(403, "foreign_session");
    }
    examinee.bearer("ast_forged").next(mine.session).problem(401, "unauthorized");
    let forged = format!("ast_{}", "A".repeat(43));
    examinee.bearer(&forged).next(mine.session).problem(403, "foreign_session");
    assert_eq!(platform.next(theirs.session).ok()["items_completed"], 0, "nothing has changed");
    assert_eq!(examinee.complete(mine.session).ok()["completed"], true);
}

#[test]
fn an_examinee_may_not_do_what_is_the_platforms() {
    let deployment = with_api_key();
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let sitting = Sitting::start(&platform, 1);
    let examinee = platform.bearer(sitting.progress["session_token"].as_str().unwrap());
    for scored in [json!({ "correct": true }), json!({ "score": 1 })] {
        let mut body = json!({ "exam_session_id": sitting.session, "item_id": sitting.item_id() });
        body.as_object_mut().unwrap().extend(scored.as_object().unwrap().clone());
        examinee.post("/api/adaptive/answer", &body).problem(403, "platform_only");
    }
    examinee.post("/api/adaptive/start", &json!({ "exam_type": "placement" })).problem(403, "platform_only");
    examinee.get("/api/adaptive/sessions").problem(403, "platform_only");
    examinee.get("/api/banks/placement").problem(403, "platform_only");
    examinee.get("/api/store/info").problem(403, "platform_only");
    examinee.send("DELETE".parse().unwrap(), "/api/store/sessions", "", vec![]).problem(403, "platform_only");
    let extend = format!("/api/adaptive/sessions/{}/extend", sitting.session);
    examinee.post(&extend, &json!({ "seconds": 60 })).problem(403, "platform_only");
    examinee
        .post("/api/adaptive/score", &json!({ "exam_type": "placement", "responses": [] }))
        .problem(403, "platform_only");
}

#[test]
fn what_an_examinee_sees_has_no_key_and_no_parameter() {
    let deployment = with_api_key();
    let server = deployment.serve();
    let platform = server.client().bearer(KEY);
    let mut sitting = Sitting::start(&platform, 1);
    let examinee = platform.bearer(sitting.progress["session_token"].as_str().unwrap());
    let mut seen = vec![sitting.progress.to_string()];
    for _ in 0..3 {
        sitting.answer(&examinee);
        seen.push(sitting.progress.to_string());
    }
    seen.push(examinee.report(sitting.session).ok().to_string());
    for text in seen {
        for secret in ["answer_key", "discrimination", "difficulty", "guessing", "upper_asymptote", "token_digest"] {
            assert!(!text.contains(secret), "{secret} in {text}");
        }
    }
}

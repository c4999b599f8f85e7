//! Who may do what.

use exam::{
    Access, Answer, ExamError, ExamService, ExamSessionId, Scope, Scopes, ScoreTarget, SessionFilter, SessionToken,
    Started,
};
use irt_core::Metric;

use crate::fixture::{
    ExamOutcome, Fixture, OPEN, PLATFORM, SHORT, bank_csv, finish_exam, pending, scripted, spec, start_request,
    with_scopes,
};

fn examinee(started: &Started) -> Access {
    Access::Examinee(started.session_token.clone())
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_sits_the_session_of_their_token() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let outcome = finish_exam(&fixture.service, &examinee(&started), session).await;
    assert_eq!(outcome, fixture.undisturbed(SHORT).await);
    let report = fixture.service.complete(&examinee(&started), session).await.unwrap();
    assert!(report.completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_token_opens_no_other_session_wherever_its_copy_is() {
    let fixture = Fixture::new().await;
    let (mine, theirs) = (fixture.start(SHORT).await, fixture.start(SHORT).await);
    let session = mine.progress.header.exam_session_id;
    let item = pending(&mine.progress);
    let forged = SessionToken::from_client("ast_forged");
    let empty = SessionToken::from_client("");
    for access in [examinee(&theirs), Access::Examinee(forged), Access::Examinee(empty)] {
        for service in [fixture.service.clone(), fixture.instance_with_empty_store()] {
            let refusals = [
                service.next(&access, session).await.map(drop),
                service.answer(&access, session, item, &scripted(item)).await.map(drop),
                service.complete(&access, session).await.map(drop),
                service.summary(&access, session).await.map(drop),
                service.report(&access, session).await.map(drop),
            ];
            for refused in refusals {
                assert!(matches!(refused, Err(ExamError::ForeignSession { .. })), "{refused:?}");
            }
        }
    }
    assert_eq!(fixture.attempts(session).await.len(), 0);
    assert_eq!(fixture.store.copy(session).await.revision, 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_does_not_exist_is_unknown_to_everyone() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    for access in [PLATFORM, examinee(&started)] {
        for session in [999, 0, -1, i64::MIN, i64::MAX].map(ExamSessionId) {
            let refusals = [
                fixture.service.next(&access, session).await.map(drop),
                fixture.service.answer(&access, session, "one-00", &scripted("one-00")).await.map(drop),
                fixture.service.complete(&access, session).await.map(drop),
                fixture.service.summary(&access, session).await.map(drop),
                fixture.service.report(&access, session).await.map(drop),
            ];
            for refused in refusals {
                assert!(matches!(refused, Err(ExamError::UnknownSession { .. })), "{session:?}: {refused:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_cannot_send_a_score() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    for answer in [Answer::Correct(true), Answer::Correct(false), Answer::Score(1)] {
        let refused = fixture.service.answer(&examinee(&started), session, pending(&started.progress), &answer).await;
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
    assert!(fixture.attempts(session).await.is_empty());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_cannot_do_what_is_the_platforms() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let access = examinee(&started);
    let service = &fixture.service;
    let csv = bank_csv("x", 24, 0.0);
    let refusals = [
        service.start(&access, start_request(SHORT)).await.map(drop),
        service.sessions(&access, &SessionFilter::default(), 0, 10).await.map(drop),
        service.store_info(&access).await.map(drop),
        service.clear_store(&access).await.map(drop),
        service.extend(&access, started.progress.header.exam_session_id, 60).await.map(drop),
        service.banks(&access, 0, 10).await.map(drop),
        service.bank(&access, "one", None).await.map(drop),
        service.exam_types(&access, 0, 10).await.map(drop),
        service.exam_type(&access, SHORT).await.map(drop),
        service.import_bank(&access, "x", csv.as_bytes(), Metric::LOGISTIC).await.map(drop),
        service.import_exam_type(&access, spec("x", "one", false)).await.map(drop),
        service.score(&access, ScoreTarget::ExamType(SHORT.to_owned()), &[]).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
}

/// Every call of the platform, each with the scopes of which one opens it, and whether it was refused for its scope.
async fn calls(
    service: &ExamService,
    access: &Access,
    started: &Started,
) -> Vec<(&'static str, &'static [Scope], bool)> {
    use Scope::{Admin, Author, Deliver, Read, Score};
    let session = started.progress.header.exam_session_id;
    let item = pending(&started.progress);
    let csv = bank_csv("x", 24, 0.0);
    let refused = |outcome: Result<(), ExamError>| matches!(outcome, Err(ExamError::InsufficientScope { .. }));
    let scored = Answer::Correct(true);
    let target = ScoreTarget::ExamType(SHORT.to_owned());
    let import = service.import_bank(access, "x", csv.as_bytes(), Metric::LOGISTIC).await.map(drop);
    vec![
        ("start", &[Deliver], refused(service.start(access, start_request(SHORT)).await.map(drop))),
        ("next", &[Deliver], refused(service.next(access, session).await.map(drop))),
        ("answer", &[Deliver], refused(service.answer(access, session, item, &scripted(item)).await.map(drop))),
        ("scored answer", &[Score], refused(service.answer(access, session, item, &scored).await.map(drop))),
        ("score", &[Score], refused(service.score(access, target, &[]).await.map(drop))),
        ("extend", &[Deliver], refused(service.extend(access, session, 60).await.map(drop))),
        ("sessions", &[Read], refused(service.sessions(access, &SessionFilter::default(), 0, 10).await.map(drop))),
        ("summary", &[Read], refused(service.summary(access, session).await.map(drop))),
        ("report", &[Read], refused(service.report(access, session).await.map(drop))),
        ("banks", &[Read, Author], refused(service.banks(access, 0, 10).await.map(drop))),
        ("bank", &[Author], refused(service.bank(access, "one", None).await.map(drop))),
        ("import", &[Author], refused(import)),
        ("exam types", &[Read, Author], refused(service.exam_types(access, 0, 10).await.map(drop))),
        ("exam type", &[Read, Author], refused(service.exam_type(access, SHORT).await.map(drop))),
        ("define", &[Author], refused(service.import_exam_type(access, spec("x", "one", false)).await.map(drop))),
        ("store", &[Admin], refused(service.store_info(access).await.map(drop))),
        ("clear", &[Admin], refused(service.clear_store(access).await.map(drop))),
        ("recover", &[Admin], refused(service.recover_session(access, session).await.map(drop))),
        ("complete", &[Deliver], refused(service.complete(access, session).await.map(drop))),
    ]
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_scope_opens_its_calls_and_no_other() {
    let fixture = Fixture::new().await;
    for &scope in Scope::ALL {
        let access = with_scopes(Scopes::of(&[scope]));
        for (call, opening, refused) in calls(&fixture.service, &access, &fixture.start(SHORT).await).await {
            let open = opening.contains(&scope) || scope == Scope::Admin;
            assert_eq!(refused, !open, "{call} with {}", scope.as_str());
        }
    }
    let without = with_scopes(Scopes::default());
    for (call, _, refused) in calls(&fixture.service, &without, &fixture.start(SHORT).await).await {
        assert!(refused, "{call} without a scope");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_refusal_names_the_scope_that_is_needed() {
    let fixture = Fixture::new().await;
    let access = with_scopes(Scopes::of(&[Scope::Score]));
    let refused = fixture.service.start(&access, start_request(SHORT)).await.unwrap_err();
    assert_eq!(refused.to_string(), "the API key may not start an exam session: that needs the scope deliver");
    let refused = fixture.service.exam_types(&access, 0, 1).await.unwrap_err();
    assert_eq!(refused.to_string(), "the API key may not read exam types: that needs the scope read or author");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_sees_what_was_scored_only_where_the_exam_gives_feedback() {
    let fixture = Fixture::new().await;
    for (exam_type, shown) in [(SHORT, false), (OPEN, true)] {
        let started = fixture.start(exam_type).await;
        let session = started.progress.header.exam_session_id;
        let item = pending(&started.progress);
        let reply = fixture.service.answer(&examinee(&started), session, item, &scripted(item)).await.unwrap();
        assert_eq!(reply.correct.is_some(), shown, "{exam_type}");
        let report = fixture.service.report(&examinee(&started), session).await.unwrap();
        assert_eq!(report.trace[0].response.is_some(), shown, "{exam_type}");
        let report = fixture.service.complete(&examinee(&started), session).await.unwrap();
        assert_eq!(report.trace[0].response.is_some(), shown, "{exam_type}");
        let report = fixture.service.report(&PLATFORM, session).await.unwrap();
        assert!(report.trace[0].response.is_some() && report.trace[0].answer.is_some());
        assert_eq!(ExamOutcome::from_report(&report).items(), 1);
    }
}

#[test]
fn a_token_does_not_show_in_debug_output() {
    let token = SessionToken::from_client("ast_secret");
    assert!(!format!("{:?} {:?}", token, Access::Examinee(token.clone())).contains("secret"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn tokens_of_sessions_differ_and_only_digests_are_kept() {
    let fixture = Fixture::new().await;
    let (one, two) = (fixture.start(SHORT).await, fixture.start(SHORT).await);
    assert_ne!(one.session_token.reveal(), two.session_token.reveal());
    assert_eq!(one.session_token.reveal().len(), "ast_".len() + 43);
    let kept = format!("{:?}", fixture.store.copy(one.progress.header.exam_session_id).await);
    assert!(!kept.contains(one.session_token.reveal()));
}

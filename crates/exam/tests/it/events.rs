//! What people and platforms do to sessions other than answering, and its events.

use exam::{Access, EventKind, ExamError, ExamService, ExamSessionId, KeySpec, Scope, Scopes, StartKey, Started};

use crate::faults::When;
use crate::fixture::{
    ExamOutcome, Fixture, OPEN, PLATFORM, SHORT, answer_next, finish_exam, pending, scripted, start_request,
    with_scopes,
};

fn examinee(started: &Started) -> Access {
    Access::Examinee(started.session_token.clone())
}

async fn reissued(service: &ExamService, session: ExamSessionId) -> Access {
    Access::Examinee(service.reissue_token(&PLATFORM, session, "lost").await.unwrap().session_token)
}

async fn kinds(service: &ExamService, session: ExamSessionId) -> Vec<EventKind> {
    let page = service.session_events(&PLATFORM, session, 0, 200).await.unwrap();
    page.events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_goes_on_with_the_token_that_it_is_given_anew() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    answer_next(&fixture.service, &examinee(&started), session).await;
    let (old, new) = (examinee(&started), reissued(&fixture.service, session).await);
    let progress = fixture.service.next(&new, session).await.unwrap();
    let item = pending(&progress);
    for service in [fixture.service.clone(), fixture.instance(), fixture.instance_with_empty_store()] {
        let refusals = [
            service.next(&old, session).await.map(drop),
            service.answer(&old, session, item, &scripted(item)).await.map(drop),
            service.complete(&old, session).await.map(drop),
            service.summary(&old, session).await.map(drop),
            service.report(&old, session).await.map(drop),
        ];
        for refused in refusals {
            assert!(matches!(refused, Err(ExamError::ForeignSession { .. })), "{refused:?}");
        }
    }
    assert_eq!(finish_exam(&fixture.service, &new, session).await, fixture.undisturbed(SHORT).await);
    assert_eq!(kinds(&fixture.service, session).await, [EventKind::TokenReissued]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_fails_does_not_keep_the_token_before_alive() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    fixture.store.faults.fail_next("delete", When::Before);
    let (old, new) = (examinee(&started), reissued(&fixture.service, session).await);
    let item = pending(&started.progress);
    let refused = fixture.service.answer(&old, session, item, &scripted(item)).await;
    assert!(matches!(refused, Err(ExamError::ForeignSession { .. })), "{refused:?}");
    assert_eq!(finish_exam(&fixture.service, &new, session).await, fixture.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completed_session_takes_a_new_token_and_keeps_its_report() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let outcome = finish_exam(&fixture.service, &examinee(&started), session).await;
    let new = reissued(&fixture.service, session).await;
    assert_eq!(ExamOutcome::from_report(&fixture.service.complete(&PLATFORM, session).await.unwrap()), outcome);
    assert!(fixture.service.report(&new, session).await.unwrap().completed);
    let refused = fixture.service.report(&examinee(&started), session).await;
    assert!(matches!(refused, Err(ExamError::ForeignSession { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reason_is_needed_and_kept_as_it_is() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 0).await;
    let long = "x".repeat(501);
    for reason in ["", "  ", "a\nb", "\0", long.as_str()] {
        let refused = fixture.service.reissue_token(&PLATFORM, session, reason).await;
        assert!(matches!(&refused, Err(ExamError::InvalidValue { field, .. }) if field == "reason"), "{refused:?}");
    }
    assert_eq!(kinds(&fixture.service, session).await, []);
    let reason = format!("{}é", "x".repeat(499));
    fixture.service.reissue_token(&PLATFORM, session, &reason).await.unwrap();
    let page = fixture.service.session_events(&PLATFORM, session, 0, 1).await.unwrap();
    let event = &page.events[0];
    assert_eq!((event.session, event.reason.as_ref(), page.next_after), (session, Some(&reason), Some(event.id)));
    let last = fixture.service.session_events(&PLATFORM, session, event.id, 1).await.unwrap();
    assert_eq!((last.events, last.next_after), (Vec::new(), None));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_event_names_the_key_that_acted() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    for name in ["proctors", "exam office"] {
        let spec = KeySpec { name: name.to_owned(), scopes: vec!["admin".to_owned()], expires_at: None };
        let key = fixture.service.create_key(&PLATFORM, spec).await.unwrap();
        // Once from the record, once from the ring.
        for _ in 0..2 {
            let access = Access::Platform(fixture.service.platform_with_key(key.secret.reveal()).await.unwrap());
            fixture.service.reissue_token(&access, session, "lost").await.unwrap();
        }
    }
    fixture.service.reissue_token(&PLATFORM, session, "lost").await.unwrap();
    let page = fixture.service.session_events(&PLATFORM, session, 0, 200).await.unwrap();
    let actors: Vec<_> = page.events.iter().map(|event| event.actor.as_str()).collect();
    assert_eq!(actors, ["key:proctors", "key:proctors", "key:exam office", "key:exam office", "platform"]);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn each_act_takes_its_scope() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let acts = async |access: &Access| {
        [
            fixture.service.reissue_token(access, session, "lost").await.map(drop),
            fixture.service.session_events(access, session, 0, 10).await.map(drop),
            fixture.service.unlink_examinee(access, "e-1").await.map(drop),
        ]
    };
    for refused in acts(&examinee(&started)).await {
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
    let scopes = [Scope::Score, Scope::Author, Scope::Deliver, Scope::Read, Scope::Admin];
    for scope in scopes {
        let allowed = acts(&with_scopes(Scopes::of(&[scope]))).await.map(|outcome| outcome.is_ok());
        let expected = match scope {
            Scope::Deliver => [true, false, false],
            Scope::Read => [false, true, false],
            Scope::Admin => [true, true, true],
            Scope::Score | Scope::Author => [false, false, false],
        };
        assert_eq!(allowed, expected, "{scope:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_does_not_exist_has_no_events_and_takes_no_token() {
    let fixture = Fixture::new().await;
    let unknown = ExamSessionId(999);
    let refusals = [
        fixture.service.reissue_token(&PLATFORM, unknown, "lost").await.map(drop),
        fixture.service.session_events(&PLATFORM, unknown, 0, 10).await.map(drop),
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(ExamError::UnknownSession { .. })), "{refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_start_sent_again_after_its_token_has_ended_gets_the_first_reply() {
    let fixture = Fixture::new().await;
    let key = StartKey::new("key-of-a-start-0001").unwrap();
    let start = || fixture.service.start_once(&PLATFORM, start_request(OPEN), &key);
    let first = start().await.unwrap();
    let session = first.progress.header.exam_session_id;
    let new = reissued(&fixture.service, session).await;
    let again = start().await.unwrap();
    assert_eq!((again.session_token.reveal(), &again.progress), (first.session_token.reveal(), &first.progress));
    assert!(fixture.service.next(&examinee(&again), session).await.is_err(), "the token has ended");
    assert_eq!(finish_exam(&fixture.service, &new, session).await, fixture.undisturbed(OPEN).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_unlinked_examinee_finishes_the_exam_without_a_name() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    let other = fixture.started_and_answered(OPEN, 2).await;
    answer_next(&fixture.service, &examinee(&started), session).await;
    assert_eq!(fixture.service.unlink_examinee(&PLATFORM, "e-1").await.unwrap(), 2);
    assert_eq!(finish_exam(&fixture.service, &examinee(&started), session).await, fixture.undisturbed(SHORT).await);
    for session in [session, other] {
        assert_eq!(fixture.service.report(&PLATFORM, session).await.unwrap().examinee_id, None);
        assert_eq!(kinds(&fixture.service, session).await, [EventKind::ExamineeUnlinked]);
    }
    assert_eq!(fixture.service.unlink_examinee(&PLATFORM, "e-1").await.unwrap(), 0);
    for name in ["", "a\nb", &"x".repeat(257)] {
        let refused = fixture.service.unlink_examinee(&PLATFORM, name).await;
        assert!(matches!(refused, Err(ExamError::InvalidValue { .. })), "{refused:?}");
    }
}

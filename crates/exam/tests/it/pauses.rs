//! Pauses: the clock stands still, no item is shown and no answer is taken.

use std::sync::Arc;
use std::time::Duration;

use credentials::StartKey;
use exam::{Access, EventKind, ExamError, ExamService, ExamSessionId, ExamTypeSpec, SessionState, StartExam};

use crate::environment::ManualEnvironment;
use crate::fixture::{
    Fixture, ITEMS, PLATFORM, SHORT, answer_next, finish_exam, pending, scripted, spec, start_request, without_time,
};

const TIMED: &str = "timed";

async fn timed() -> (Fixture, Arc<ManualEnvironment>) {
    let clock = Arc::new(ManualEnvironment::default());
    let fixture = Fixture::with_environment(clock.clone()).await;
    let definition = ExamTypeSpec { time_limit_seconds: Some(100), ..spec(TIMED, "one", false) };
    fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
    (fixture, clock)
}

async fn events(service: &ExamService, session: ExamSessionId) -> Vec<(EventKind, Option<i64>)> {
    let page = service.session_events(&PLATFORM, session, 0, 100).await.unwrap();
    page.events.into_iter().map(|event| (event.kind, event.seconds)).collect()
}

fn is_paused<T>(refused: Result<T, ExamError>) {
    let refused = refused.map(drop);
    assert!(matches!(refused, Err(ExamError::SessionPaused { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_paused_exam_is_refused_until_it_is_resumed_and_loses_no_time() {
    let (fixture, clock) = timed().await;
    let service = &fixture.service;
    let session = fixture.start(TIMED).await.progress.header.exam_session_id;
    clock.advance(Duration::from_secs(10));
    let first = answer_next(service, &PLATFORM, session).await;
    let item = pending(&first.progress).to_owned();
    let paused = service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    assert_eq!((paused.state, paused.time_left_seconds), (SessionState::Paused, Some(90)));
    clock.advance(Duration::from_secs(5000));
    for service in [service.clone(), fixture.instance_with_empty_store()] {
        is_paused(service.next(&PLATFORM, session).await);
        is_paused(service.answer(&PLATFORM, session, &item, &scripted(&item)).await);
        is_paused(service.complete(&PLATFORM, session).await);
        assert_eq!(service.expire_overdue(10).await.unwrap().completed(), 0);
    }
    assert_eq!(service.pause(&PLATFORM, session, "again").await.unwrap().time_left_seconds, Some(90));
    let resumed = service.resume(&PLATFORM, session, "over").await.unwrap();
    assert_eq!((resumed.state, resumed.time_left_seconds), (SessionState::Active, Some(90)));
    service.resume(&PLATFORM, session, "again").await.unwrap();
    assert_eq!(events(service, session).await, [(EventKind::Paused, None), (EventKind::Resumed, Some(5000))]);
    clock.advance(Duration::from_secs(89));
    let next = service.next(&PLATFORM, session).await.unwrap();
    assert_eq!((pending(&next), next.time_left_seconds), (item.as_str(), Some(1)));
    answer_next(service, &PLATFORM, session).await;
    let report = service.report(&PLATFORM, session).await.unwrap();
    let times: Vec<_> = report.trace.iter().map(|step| step.time.as_secs()).collect();
    assert_eq!(times, [10, 89]);
}

#[tokio::test]
async fn an_exam_with_pauses_has_the_items_and_estimates_of_one_without() {
    let (fixture, clock) = timed().await;
    let service = &fixture.service;
    let undisturbed = fixture.start(SHORT).await.progress.header.exam_session_id;
    let expected = finish_exam(service, &PLATFORM, undisturbed).await;
    let session = fixture.start(SHORT).await.progress.header.exam_session_id;
    for _ in 0..ITEMS - 1 {
        service.pause(&PLATFORM, session, "a break").await.unwrap();
        clock.advance(Duration::from_secs(3));
        service.resume(&PLATFORM, session, "over").await.unwrap();
        answer_next(service, &PLATFORM, session).await;
    }
    let outcome = finish_exam(service, &PLATFORM, session).await;
    assert_eq!(outcome, expected);
}

#[tokio::test]
async fn an_answer_that_counted_before_the_pause_gets_its_reply_after_it() {
    let (fixture, _) = timed().await;
    let service = &fixture.service;
    let session = fixture.start(TIMED).await.progress.header.exam_session_id;
    let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let reply = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
    service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    is_paused(service.answer(&PLATFORM, session, &item, &scripted(&item)).await);
    service.resume(&PLATFORM, session, "over").await.unwrap();
    let again = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
    assert_eq!(without_time(again), without_time(reply));
}

#[tokio::test]
async fn a_session_that_is_over_is_neither_paused_nor_resumed() {
    let (fixture, clock) = timed().await;
    let service = &fixture.service;
    let session = fixture.start(TIMED).await.progress.header.exam_session_id;
    // In its grace.
    clock.advance(Duration::from_secs(110));
    for seconds in [0, 100] {
        clock.advance(Duration::from_secs(seconds));
        let refused = service.pause(&PLATFORM, session, "late").await;
        assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
    }
    let refused = service.resume(&PLATFORM, session, "late").await;
    assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
    assert_eq!(events(service, session).await, []);
    let silent = service.pause(&PLATFORM, session, " ").await;
    assert!(matches!(silent, Err(ExamError::InvalidValue { .. })), "{silent:?}");
}

#[tokio::test]
async fn a_paused_session_is_voided_and_still_the_one_of_its_examinee() {
    let (fixture, _) = timed().await;
    let service = &fixture.service;
    let definition = ExamTypeSpec { max_sessions_per_examinee: Some(2), ..spec("limited", "one", false) };
    service.import_exam_type(&PLATFORM, definition).await.unwrap();
    let start = StartExam { examinee_id: Some("ada".to_owned()), ..start_request("limited") };
    let key = StartKey::new("a-key-of-a-start-0001").unwrap();
    let started = service.start_once(&PLATFORM, start.clone(), &key).await.unwrap();
    let session = started.progress.header.exam_session_id;
    service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    let second = service.start(&PLATFORM, start.clone()).await;
    assert!(matches!(second, Err(ExamError::SessionActive { session: active }) if active == session), "{second:?}");
    is_paused(service.start_once(&PLATFORM, start, &key).await);
    let voided = service.void(&PLATFORM, session, "cheated").await.unwrap();
    assert_eq!(voided.state, SessionState::Voided);
    service.reopen(&PLATFORM, session, "a mistake").await.unwrap();
    answer_next(service, &PLATFORM, session).await;
}

#[tokio::test]
async fn an_examinee_pauses_where_the_exam_type_says_so_and_ends_no_pause_of_the_platform() {
    let (fixture, clock) = timed().await;
    let service = &fixture.service;
    let definition = ExamTypeSpec { examinees_may_pause: true, ..spec("own", "one", false) };
    service.import_exam_type(&PLATFORM, definition).await.unwrap();
    let own = fixture.start("own").await;
    let (session, examinee) = (own.progress.header.exam_session_id, Access::Examinee(own.session_token));
    assert!(own.progress.can_pause);
    assert_eq!(service.pause(&examinee, session, "tea").await.unwrap().state, SessionState::Paused);
    assert!(service.is_own_pause(&examinee, session).await.unwrap());
    is_paused(service.next(&examinee, session).await);
    clock.advance(Duration::from_secs(7));
    assert_eq!(service.resume(&examinee, session, "done").await.unwrap().state, SessionState::Active);
    // The platform takes a pause over, and then ends it alone.
    service.pause(&examinee, session, "tea").await.unwrap();
    assert_eq!(service.pause(&PLATFORM, session, "fire alarm").await.unwrap().state, SessionState::Paused);
    assert!(!service.is_own_pause(&examinee, session).await.unwrap());
    is_for_platform(service.resume(&examinee, session, "done").await);
    assert_eq!(service.pause(&examinee, session, "tea").await.unwrap().state, SessionState::Paused);
    service.resume(&PLATFORM, session, "over").await.unwrap();
    let (paused, resumed) = (EventKind::Paused, EventKind::Resumed);
    let kinds: Vec<_> = events(service, session).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [paused, resumed, paused, resumed, paused, resumed]);

    let other = fixture.start(TIMED).await;
    let (session, examinee) = (other.progress.header.exam_session_id, Access::Examinee(other.session_token));
    assert!(!other.progress.can_pause);
    is_for_platform(service.pause(&examinee, session, "tea").await);
    service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    is_for_platform(service.resume(&examinee, session, "done").await);
}

fn is_for_platform<T>(refused: Result<T, ExamError>) {
    let refused = refused.map(drop);
    assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
}

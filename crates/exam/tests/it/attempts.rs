//! How often and when an examinee may take an exam.

use std::sync::Arc;
use std::time::Duration;

use credentials::StartKey;
use exam::{Access, ExamError, ExamSessionId, ExamTypeSpec, StartExam, Started};
use tokio::task::JoinSet;

use crate::environment::ManualEnvironment;
use crate::fixture::{Fixture, PLATFORM, spec, start_request};

const LIMITED: &str = "limited";

async fn fixture(change: impl FnOnce(&mut ExamTypeSpec)) -> (Fixture, Arc<ManualEnvironment>) {
    let clock = Arc::new(ManualEnvironment::default());
    let fixture = Fixture::with_environment(clock.clone()).await;
    let mut definition = ExamTypeSpec { max_sessions_per_examinee: Some(2), ..spec(LIMITED, "one", false) };
    change(&mut definition);
    fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
    (fixture, clock)
}

async fn start(fixture: &Fixture) -> Result<ExamSessionId, ExamError> {
    let started = fixture.service.start(&PLATFORM, start_request(LIMITED)).await;
    started.map(|started| started.progress.header.exam_session_id)
}

fn key(number: u32) -> StartKey {
    StartKey::new(&format!("key-of-a-start-{number:04}")).unwrap()
}

async fn start_once(fixture: &Fixture, number: u32) -> Result<Started, ExamError> {
    fixture.service.start_once(&PLATFORM, start_request(LIMITED), &key(number)).await
}

#[tokio::test]
async fn a_third_attempt_is_refused_and_a_running_one_is_named() {
    let (fixture, _) = fixture(|_| {}).await;
    for _ in 0..2 {
        let session = start(&fixture).await.unwrap();
        let again = start(&fixture).await;
        assert!(matches!(again, Err(ExamError::SessionActive { session: running }) if running == session), "{again:?}");
        fixture.service.complete(&PLATFORM, session).await.unwrap();
    }
    let third = start(&fixture).await;
    assert!(matches!(third, Err(ExamError::AttemptsExhausted { most: 2, .. })), "{third:?}");
    let other = StartExam { examinee_id: Some("e-2".to_owned()), ..start_request(LIMITED) };
    let other = fixture.service.start(&PLATFORM, other).await.unwrap().progress.header.exam_session_id;
    // What does not count does not count as an attempt either.
    fixture.service.void(&PLATFORM, other, "another person sat the exam").await.unwrap();
    let nobody = StartExam { examinee_id: None, ..start_request(LIMITED) };
    match fixture.service.start(&PLATFORM, nobody).await {
        Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, "examinee_id"),
        other => panic!("expected a refusal, got {other:?}"),
    }
}

#[tokio::test]
async fn a_session_is_not_reopened_beyond_the_limit() {
    let (fixture, _) = fixture(|_| {}).await;
    let service = &fixture.service;
    let voided = start(&fixture).await.unwrap();
    service.void(&PLATFORM, voided, "a mobile phone").await.unwrap();
    let running = start(&fixture).await.unwrap();
    let refused = service.reopen(&PLATFORM, voided, "it was a calculator").await;
    assert!(matches!(refused, Err(ExamError::SessionActive { session }) if session == running), "{refused:?}");
    service.complete(&PLATFORM, running).await.unwrap();
    service.reopen(&PLATFORM, voided, "it was a calculator").await.unwrap();
    service.void(&PLATFORM, voided, "it was a mobile phone").await.unwrap();
    let second = start(&fixture).await.unwrap();
    service.complete(&PLATFORM, second).await.unwrap();
    let refused = service.reopen(&PLATFORM, voided, "it was a calculator").await;
    assert!(matches!(refused, Err(ExamError::AttemptsExhausted { most: 2, .. })), "{refused:?}");
    // One that counts already is no further one.
    service.reopen(&PLATFORM, second, "she was not done").await.unwrap();
}

#[tokio::test]
async fn a_voided_session_leaves_its_attempt() {
    let (fixture, _) = fixture(|definition| definition.max_sessions_per_examinee = Some(1)).await;
    let first = start(&fixture).await.unwrap();
    fixture.service.void(&PLATFORM, first, "power cut").await.unwrap();
    let second = start(&fixture).await.unwrap();
    fixture.service.complete(&PLATFORM, second).await.unwrap();
    assert!(matches!(start(&fixture).await, Err(ExamError::AttemptsExhausted { .. })));
}

#[tokio::test]
async fn a_session_whose_time_is_over_is_in_nobodys_way() {
    let (fixture, clock) = fixture(|definition| definition.time_limit_seconds = Some(60)).await;
    let first = start(&fixture).await.unwrap();
    clock.advance(Duration::from_secs(89));
    assert!(matches!(start(&fixture).await, Err(ExamError::SessionActive { .. })), "it is in its grace");
    clock.advance(Duration::from_secs(1));
    let second = start(&fixture).await.unwrap();
    assert_ne!(first, second);
    assert!(fixture.service.report(&PLATFORM, first).await.unwrap().completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_starts_at_once_one_takes_the_attempt() {
    let (fixture, _) = fixture(|_| {}).await;
    let mut clients = JoinSet::new();
    for _ in 0..12 {
        let service = fixture.service.clone();
        clients.spawn(async move { service.start(&PLATFORM, start_request(LIMITED)).await.map(drop) });
    }
    let outcomes = clients.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| outcome.is_ok()).count(), 1, "{outcomes:?}");
    let active = |outcome: &&Result<(), ExamError>| matches!(outcome, Err(ExamError::SessionActive { .. }));
    assert_eq!(outcomes.iter().filter(active).count(), 11);
}

#[tokio::test]
async fn a_start_that_is_sent_again_is_no_attempt() {
    let (fixture, _) = fixture(|definition| definition.max_sessions_per_examinee = Some(1)).await;
    let first = start_once(&fixture, 1).await.unwrap();
    let again = start_once(&fixture, 1).await.unwrap();
    assert_eq!(first.progress, again.progress);
    assert_eq!(first.session_token.reveal(), again.session_token.reveal());
    let other = start_once(&fixture, 2).await;
    assert!(matches!(other, Err(ExamError::SessionActive { .. })), "{other:?}");
    fixture.service.complete(&PLATFORM, first.progress.header.exam_session_id).await.unwrap();
    assert_eq!(start_once(&fixture, 1).await.unwrap().progress, first.progress);
}

#[tokio::test]
async fn a_window_takes_starts_from_its_first_moment_and_none_from_its_last() {
    // The clock of the fixture begins at 2001-09-09T01:46:40Z.
    let (fixture, clock) = fixture(|definition| {
        definition.max_sessions_per_examinee = None;
        definition.opens_at = Some("2001-09-09T03:46:50+02:00".to_owned());
        definition.closes_at = Some("2001-09-09T01:47:00Z".to_owned());
    })
    .await;
    let early = start(&fixture).await;
    assert!(matches!(early, Err(ExamError::OutsideWindow { opens: true, .. })), "{early:?}");
    assert!(early.unwrap_err().to_string().contains("opens at 2001-09-09T01:46:50Z"));
    clock.advance(Duration::from_secs(10));
    let session = start(&fixture).await.unwrap();
    let first = start_once(&fixture, 1).await.unwrap();
    clock.advance(Duration::from_secs(10));
    let late = start(&fixture).await;
    assert!(matches!(late, Err(ExamError::OutsideWindow { opens: false, .. })), "{late:?}");
    // What has been started goes on.
    assert_eq!(start_once(&fixture, 1).await.unwrap().progress, first.progress);
    crate::fixture::answer_next(&fixture.service, &Access::PLATFORM, session).await;
}

#[tokio::test]
async fn faulty_rules_are_refused_by_name() {
    let (fixture, _) = fixture(|_| {}).await;
    let base = || spec("faulty", "one", false);
    let text = |text: &str| Some(text.to_owned());
    let faulty = [
        (ExamTypeSpec { max_sessions_per_examinee: Some(0), ..base() }, "max_sessions_per_examinee"),
        (ExamTypeSpec { max_sessions_per_examinee: Some(10_001), ..base() }, "max_sessions_per_examinee"),
        (ExamTypeSpec { opens_at: text("2030-01-31T09:00:00"), ..base() }, "opens_at"),
        (ExamTypeSpec { opens_at: text("tomorrow"), ..base() }, "opens_at"),
        (ExamTypeSpec { closes_at: text("1960-01-31T09:00:00Z"), ..base() }, "closes_at"),
        (
            ExamTypeSpec {
                opens_at: text("2030-01-31T09:00:00Z"),
                closes_at: text("2030-01-31T10:00:00+01:00"),
                ..base()
            },
            "closes_at",
        ),
        (ExamTypeSpec { grace_seconds: Some(30), ..base() }, "grace_seconds"),
        (ExamTypeSpec { grace_seconds: Some(-1), time_limit_seconds: Some(60), ..base() }, "grace_seconds"),
        (ExamTypeSpec { grace_seconds: Some(3601), time_limit_seconds: Some(60), ..base() }, "grace_seconds"),
    ];
    for (definition, expected) in faulty {
        match fixture.service.import_exam_type(&PLATFORM, definition).await {
            Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, expected),
            other => panic!("expected a refusal of {expected}, got {other:?}"),
        }
    }
}

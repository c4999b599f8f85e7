//! The time of a session: what one examinee has more than others, the grace, more time, void, reopen.

use std::sync::Arc;
use std::time::Duration;

use exam::{
    EndReason, EventKind, ExamError, ExamSessionId, ExamTypeSpec, ExpiryPolicy, ExtraTime, SessionState, StartExam,
};

use crate::environment::ManualEnvironment;
use crate::fixture::{
    Fixture, ITEMS, PLATFORM, answer_next, finish_exam, pending, scripted, spec, start_request, without_time,
};

const TIMED: &str = "timed";
const LIMIT: u64 = 100;
const GRACE: u64 = 30;

struct Timed {
    fixture: Fixture,
    clock: Arc<ManualEnvironment>,
}

impl Timed {
    async fn new() -> Self {
        Self::with_policy(ExpiryPolicy::Score).await
    }

    async fn with_policy(policy: ExpiryPolicy) -> Self {
        let clock = Arc::new(ManualEnvironment::default());
        let fixture = Fixture::with_environment(clock.clone()).await;
        let definition =
            ExamTypeSpec { time_limit_seconds: Some(100), on_expiry: Some(policy), ..spec(TIMED, "one", false) };
        fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
        Self { fixture, clock }
    }

    async fn start(&self, extra_time: ExtraTime) -> ExamSessionId {
        let start = StartExam { extra_time, ..start_request(TIMED) };
        self.fixture.service.start(&PLATFORM, start).await.unwrap().progress.header.exam_session_id
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    async fn time_left(&self, session: ExamSessionId) -> u64 {
        let next = self.fixture.service.next(&PLATFORM, session).await.unwrap();
        let summary = self.fixture.service.summary(&PLATFORM, session).await.unwrap();
        assert_eq!(next.time_left_seconds, summary.time_left_seconds);
        next.time_left_seconds.unwrap()
    }

    async fn events(&self, session: ExamSessionId) -> Vec<(EventKind, Option<i64>)> {
        let page = self.fixture.service.session_events(&PLATFORM, session, 0, 100).await.unwrap();
        page.events.into_iter().map(|event| (event.kind, event.seconds)).collect()
    }
}

#[tokio::test]
async fn extra_time_and_a_factor_move_the_end_of_one_session() {
    let timed = Timed::new().await;
    for (seconds, multiplier, expected) in [(0, 1.0, 100), (60, 1.0, 160), (0, 1.5, 150), (60, 1.25, 185)] {
        let session = timed.start(ExtraTime { seconds, multiplier }).await;
        assert_eq!(timed.time_left(session).await, expected);
        timed.pass(7);
        let answered = answer_next(&timed.fixture.service, &PLATFORM, session).await;
        assert_eq!(answered.progress.time_left_seconds, Some(expected - 7));
        let report = timed.fixture.service.report(&PLATFORM, session).await.unwrap();
        assert_eq!(report.extra_time, ExtraTime { seconds, multiplier });
    }
    let untimed = timed.fixture.start(crate::fixture::SHORT).await.progress;
    assert_eq!(untimed.time_left_seconds, None);
}

#[tokio::test]
async fn extra_time_that_cannot_be_is_refused_by_name() {
    let timed = Timed::new().await;
    for (exam_type, seconds, multiplier, expected) in [
        (TIMED, -1, 1.0, "extra_time_seconds"),
        (TIMED, 2_592_001, 1.0, "extra_time_seconds"),
        (TIMED, 0, 0.9, "time_multiplier"),
        (TIMED, 0, 10.5, "time_multiplier"),
        (TIMED, 0, f64::NAN, "time_multiplier"),
        (crate::fixture::SHORT, 60, 1.0, "extra_time_seconds"),
        (crate::fixture::SHORT, 0, 1.5, "time_multiplier"),
    ] {
        let start = StartExam { extra_time: ExtraTime { seconds, multiplier }, ..start_request(exam_type) };
        match timed.fixture.service.start(&PLATFORM, start).await {
            Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, expected),
            other => panic!("expected a refusal of {expected}, got {other:?}"),
        }
    }
}

#[tokio::test]
async fn an_answer_in_the_grace_counts_and_nothing_more_is_shown() {
    for policy in [ExpiryPolicy::Score, ExpiryPolicy::Void] {
        let timed = Timed::with_policy(policy).await;
        let service = &timed.fixture.service;
        let session = timed.start(ExtraTime::NONE).await;
        answer_next(service, &PLATFORM, session).await;
        let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
        timed.pass(LIMIT + GRACE - 1);
        let next = service.next(&PLATFORM, session).await.unwrap();
        assert_eq!((next.header.finished, next.stop_reason, &next.item), (true, Some(EndReason::Expired), &None));
        assert_eq!(next.time_left_seconds, Some(0));
        assert_eq!(service.expire_overdue(10).await.unwrap().completed(), 0, "the sweep waits");

        let late = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
        assert_eq!((late.progress.header.finished, &late.progress.item), (true, &None));
        assert_eq!(late.progress.stop_reason, Some(EndReason::Expired));
        let report = service.report(&PLATFORM, session).await.unwrap();
        assert!(report.completed);
        assert_eq!((report.trace.len(), report.voided), (2, policy == ExpiryPolicy::Void));
        assert_eq!(late.progress.header.ability, report.header.ability);
        timed.pass(1000);
        for service in [service.clone(), timed.fixture.instance_with_empty_store()] {
            let again = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
            assert_eq!(without_time(again), without_time(late.clone()));
        }
    }
}

#[tokio::test]
async fn an_answer_after_the_grace_does_not_count() {
    let timed = Timed::new().await;
    let service = &timed.fixture.service;
    let session = timed.start(ExtraTime::NONE).await;
    let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
    timed.pass(LIMIT + GRACE);
    let late = service.answer(&PLATFORM, session, &item, &scripted(&item)).await;
    assert!(matches!(late, Err(ExamError::SessionFinished { .. })), "{late:?}");
    assert!(service.report(&PLATFORM, session).await.unwrap().completed);
}

#[tokio::test]
async fn a_last_answer_in_the_grace_ends_the_test_by_its_rules() {
    let timed = Timed::with_policy(ExpiryPolicy::Void).await;
    let service = &timed.fixture.service;
    let session = timed.start(ExtraTime::NONE).await;
    for _ in 1..ITEMS {
        answer_next(service, &PLATFORM, session).await;
    }
    let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
    timed.pass(LIMIT + 1);
    let last = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
    assert_eq!(last.progress.stop_reason.unwrap().as_str(), "max_items");
    assert!(!service.report(&PLATFORM, session).await.unwrap().voided);
}

#[tokio::test]
async fn more_time_counts_at_once_also_for_a_session_that_is_over() {
    let timed = Timed::new().await;
    let service = &timed.fixture.service;
    let session = timed.start(ExtraTime::NONE).await;
    timed.pass(LIMIT + GRACE + 10);
    let summary = service.add_time(&PLATFORM, session, 60, "the network was down").await.unwrap();
    assert_eq!((summary.time_left_seconds, summary.header.finished), (Some(20), false));
    let answered = answer_next(service, &PLATFORM, session).await;
    assert_eq!(answered.progress.time_left_seconds, Some(20));
    service.add_time(&PLATFORM, session, 100, "again").await.unwrap();
    assert_eq!(answer_next(service, &PLATFORM, session).await.progress.time_left_seconds, Some(120));
    assert_eq!(timed.events(session).await, [(EventKind::TimeAdded, Some(60)), (EventKind::TimeAdded, Some(100))]);

    service.complete(&PLATFORM, session).await.unwrap();
    let finished = service.add_time(&PLATFORM, session, 60, "too late").await;
    assert!(matches!(finished, Err(ExamError::SessionFinished { .. })), "{finished:?}");
    let unlimited = timed.fixture.start(crate::fixture::SHORT).await.progress.header.exam_session_id;
    for (id, seconds) in [(unlimited, 60), (session, 0), (session, -5), (session, i64::MAX)] {
        match service.add_time(&PLATFORM, id, seconds, "no").await {
            Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, "seconds"),
            other => panic!("expected a refusal, got {other:?}"),
        }
    }
    assert_eq!(timed.events(session).await.len(), 2);
}

#[tokio::test]
async fn a_reopened_session_has_the_time_that_was_left_at_its_last_answer() {
    let timed = Timed::new().await;
    let service = &timed.fixture.service;
    let undisturbed = timed.start(ExtraTime::NONE).await;
    let expected = finish_exam(service, &PLATFORM, undisturbed).await;
    let session = timed.start(ExtraTime::NONE).await;
    timed.pass(40);
    answer_next(service, &PLATFORM, session).await;
    let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
    // A clock a day ahead has expired it.
    timed.pass(86_400);
    assert_eq!(service.expire_overdue(10).await.unwrap().completed(), 1);
    let summary = service.reopen(&PLATFORM, session, "the clock was wrong").await.unwrap();
    assert_eq!((summary.state, summary.time_left_seconds), (SessionState::Active, Some(60)));
    for service in [service.clone(), timed.fixture.instance_with_empty_store()] {
        assert_eq!(pending(&service.next(&PLATFORM, session).await.unwrap()), item, "the item that was pending");
        assert_eq!(service.reopen(&PLATFORM, session, "again").await.unwrap().state, SessionState::Active);
    }
    assert_eq!(timed.events(session).await, [(EventKind::Reopened, Some(60))]);
    // It ends like one that was never closed.
    assert_eq!(finish_exam(service, &PLATFORM, session).await, expected);
    let stopped = service.reopen(&PLATFORM, session, "once more").await;
    assert!(matches!(stopped, Err(ExamError::NotReopenable { .. })), "{stopped:?}");
}

#[tokio::test]
async fn what_was_given_back_before_is_not_given_back_again() {
    let timed = Timed::new().await;
    let service = &timed.fixture.service;
    let session = timed.start(ExtraTime::NONE).await;
    timed.pass(1);
    answer_next(service, &PLATFORM, session).await;
    timed.pass(3);
    service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    timed.pass(3600);
    service.resume(&PLATFORM, session, "over").await.unwrap();
    for _ in 0..3 {
        timed.pass(2);
        service.void(&PLATFORM, session, "a mobile phone").await.unwrap();
        timed.pass(50);
        let summary = service.reopen(&PLATFORM, session, "it was a calculator").await.unwrap();
        assert_eq!(summary.time_left_seconds, Some(99), "what was left at the last answer");
    }
    service.add_time(&PLATFORM, session, 10, "more").await.unwrap();
    service.void(&PLATFORM, session, "a mobile phone").await.unwrap();
    let summary = service.reopen(&PLATFORM, session, "it was a calculator").await.unwrap();
    assert_eq!(summary.time_left_seconds, Some(109));
    timed.pass(9);
    assert_eq!(answer_next(service, &PLATFORM, session).await.progress.time_left_seconds, Some(100));
}

#[tokio::test]
async fn a_voided_session_keeps_its_answers_and_can_be_reopened() {
    let timed = Timed::new().await;
    let service = &timed.fixture.service;
    let session = timed.start(ExtraTime::NONE).await;
    answer_next(service, &PLATFORM, session).await;
    for _ in 0..2 {
        let summary = service.void(&PLATFORM, session, "a mobile phone").await.unwrap();
        assert_eq!((summary.state, summary.header.finished), (SessionState::Voided, true));
    }
    let report = service.report(&PLATFORM, session).await.unwrap();
    assert_eq!((report.voided, report.trace.len(), report.stop_reason), (true, 1, Some(EndReason::EndedEarly)));
    assert!(service.verify_session(&PLATFORM, session).await.is_ok());
    service.reopen(&PLATFORM, session, "it was a calculator").await.unwrap();
    assert!(!answer_next(service, &PLATFORM, session).await.progress.header.finished);
    let kinds: Vec<_> = timed.events(session).await.into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(kinds, [EventKind::Voided, EventKind::Reopened]);
    for reason in ["", "  ", "a\nb"] {
        assert!(matches!(service.void(&PLATFORM, session, reason).await, Err(ExamError::InvalidValue { .. })));
    }
    let unknown = service.void(&PLATFORM, ExamSessionId(4711), "nobody").await;
    assert!(matches!(unknown, Err(ExamError::UnknownSession { .. })), "{unknown:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn void_and_answer_at_once_leave_one_order() {
    for _ in 0..20 {
        let timed = Timed::new().await;
        let service = timed.fixture.service.clone();
        let session = timed.start(ExtraTime::NONE).await;
        let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
        let answering = tokio::spawn({
            let service = service.clone();
            async move { service.answer(&PLATFORM, session, &item, &scripted(&item)).await.is_ok() }
        });
        service.void(&PLATFORM, session, "a race").await.unwrap();
        let counted = answering.await.unwrap();
        let report = service.report(&PLATFORM, session).await.unwrap();
        assert_eq!((report.voided, report.trace.len()), (true, usize::from(counted)));
    }
}

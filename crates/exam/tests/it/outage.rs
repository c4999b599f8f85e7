//! Outages that are given back.

use std::collections::HashMap;
use std::sync::Arc;
use std::time::{Duration, SystemTime};

use exam::{CreditMode, Credited, Environment as _, EventKind, ExamError, ExamSessionId, ExamTypeSpec, Outage};

use crate::environment::ManualEnvironment;
use crate::fixture::{Fixture, PLATFORM, answer_next, spec};

const TIMED: &str = "timed";

struct Exams {
    fixture: Fixture,
    clock: Arc<ManualEnvironment>,
}

impl Exams {
    async fn new() -> Self {
        let clock = Arc::new(ManualEnvironment::default());
        let fixture = Fixture::with_environment(clock.clone()).await;
        let definition =
            ExamTypeSpec { time_limit_seconds: Some(100), grace_seconds: Some(0), ..spec(TIMED, "one", false) };
        fixture.service.import_exam_type(&PLATFORM, definition).await.unwrap();
        Self { fixture, clock }
    }

    fn pass(&self, seconds: u64) {
        self.clock.advance(Duration::from_secs(seconds));
    }

    fn now(&self) -> SystemTime {
        self.clock.now()
    }

    async fn start(&self, exam_type: &str) -> ExamSessionId {
        self.fixture.start(exam_type).await.progress.header.exam_session_id
    }

    async fn left(&self, session: ExamSessionId) -> Option<u64> {
        self.fixture.service.summary(&PLATFORM, session).await.unwrap().time_left_seconds
    }

    async fn give(&self, span: std::ops::Range<SystemTime>, mode: CreditMode) -> HashMap<ExamSessionId, Credited> {
        let outage = Outage { span, reason: "the network was down".to_owned(), exam_type: None };
        let mut given = HashMap::new();
        let report = |session, outcome: Result<Option<Credited>, ExamError>| {
            if let Some(credited) = outcome.unwrap() {
                given.insert(session, credited);
            }
        };
        self.fixture.service.credit_outage(&PLATFORM, &outage, mode, report).await.unwrap();
        given
    }
}

fn seconds(seconds: u64, reopened: bool) -> Credited {
    Credited { time: Duration::from_secs(seconds), reopened }
}

#[tokio::test]
async fn each_session_gets_the_part_of_the_outage_in_which_its_clock_ran() {
    let exams = Exams::new().await;
    let service = &exams.fixture.service;
    let (running, expiring, paused, completed) =
        (exams.start(TIMED).await, exams.start(TIMED).await, exams.start(TIMED).await, exams.start(TIMED).await);
    let unlimited = exams.start(crate::fixture::SHORT).await;
    service.complete(&PLATFORM, completed).await.unwrap();
    exams.pass(30);
    answer_next(service, &PLATFORM, running).await;
    exams.pass(20);
    service.add_time(&PLATFORM, running, 1000, "more").await.unwrap();
    let from = exams.now();
    exams.pass(10);
    service.pause(&PLATFORM, paused, "fire alarm").await.unwrap();
    let late = exams.start(TIMED).await;
    exams.pass(70);
    let to = exams.now();
    let after = exams.start(TIMED).await;
    service.expire_overdue(100).await.unwrap();

    let expected = HashMap::from([
        (running, seconds(80, false)),
        (expiring, seconds(50, true)),
        (paused, seconds(10, false)),
        (late, seconds(70, false)),
    ]);
    assert_eq!(exams.give(from..to, CreditMode::Show).await, expected);
    assert_eq!(exams.give(from..to, CreditMode::Give).await, expected);
    assert_eq!(exams.give(from..to, CreditMode::Give).await, HashMap::new(), "nothing is given twice");
    let left = [running, expiring, paused, late, after, unlimited];
    let mut seen = Vec::new();
    for session in left {
        seen.push(exams.left(session).await);
    }
    assert_eq!(seen, [Some(1050), Some(50), Some(50), Some(100), Some(100), None]);
    let events = service.session_events(&PLATFORM, expiring, 0, 10).await.unwrap().events;
    let kinds: Vec<_> = events.iter().map(|event| (event.kind, event.seconds)).collect();
    assert_eq!(kinds, [(EventKind::OutageCredited, Some(50)), (EventKind::Reopened, Some(50))]);
    answer_next(service, &PLATFORM, expiring).await;
    let report = service.report(&PLATFORM, expiring).await.unwrap();
    assert_eq!(report.trace[0].time, Duration::from_secs(50), "neither the outage nor the end counts");
    // A longer outage gives only what is new.
    let longer = exams.give(from - Duration::from_secs(5)..to, CreditMode::Give).await;
    assert_eq!(longer.get(&running), Some(&seconds(5, false)));
}

#[tokio::test]
async fn items_that_are_limited_alone_get_the_time_back_too() {
    let exams = Exams::new().await;
    let service = &exams.fixture.service;
    let limits =
        ExamTypeSpec { item_time_limit_seconds: Some(20), grace_seconds: Some(0), ..spec("items", "one", false) };
    service.import_exam_type(&PLATFORM, limits).await.unwrap();
    let session = exams.start("items").await;
    exams.pass(5);
    let from = exams.now();
    exams.pass(600);
    let given = exams.give(from..exams.now(), CreditMode::Give).await;
    assert_eq!(given, HashMap::from([(session, seconds(600, false))]));
    assert_eq!(service.next(&PLATFORM, session).await.unwrap().item_time_left_seconds, Some(15));
    assert_eq!(exams.give(from..exams.now(), CreditMode::Give).await, HashMap::new());
    answer_next(service, &PLATFORM, session).await;
    let report = service.report(&PLATFORM, session).await.unwrap();
    assert_eq!((report.trace[0].time, report.trace[0].outcome), (Duration::from_secs(5), None));
}

#[tokio::test]
async fn a_session_is_not_active_again_beside_another_of_its_examinee() {
    let exams = Exams::new().await;
    let service = &exams.fixture.service;
    let limited = ExamTypeSpec { max_sessions_per_examinee: Some(3), ..spec("limited", "one", false) };
    let limited = ExamTypeSpec { time_limit_seconds: Some(100), grace_seconds: Some(0), ..limited };
    service.import_exam_type(&PLATFORM, limited).await.unwrap();
    let expired = exams.start("limited").await;
    let from = exams.now();
    exams.pass(200);
    let to = exams.now();
    service.expire_overdue(10).await.unwrap();
    let running = exams.start("limited").await;
    let outage =
        Outage { span: from..to, reason: "the network was down".to_owned(), exam_type: Some("limited".to_owned()) };
    let mut refused = Vec::new();
    let report = |session, outcome: Result<_, ExamError>| refused.extend(outcome.err().map(|error| (session, error)));
    service.credit_outage(&PLATFORM, &outage, CreditMode::Give, report).await.unwrap();
    assert!(
        matches!(refused[..], [(session, ExamError::SessionActive { session: other })] if session == expired && other == running),
        "{refused:?}"
    );
    let unknown = Outage { exam_type: Some("limitde".to_owned()), ..outage };
    let refused = service.credit_outage(&PLATFORM, &unknown, CreditMode::Show, |_, _| {}).await;
    assert!(matches!(refused, Err(ExamError::UnknownExamType { .. })), "{refused:?}");
}

#[tokio::test]
async fn a_session_that_somebody_voided_stays_so() {
    let exams = Exams::new().await;
    let service = &exams.fixture.service;
    let session = exams.start(TIMED).await;
    let from = exams.now();
    exams.pass(200);
    service.void(&PLATFORM, session, "cheated").await.unwrap();
    assert_eq!(exams.give(from..exams.now(), CreditMode::Give).await, HashMap::new());
}

#[tokio::test]
async fn a_span_that_has_not_ended_or_is_empty_is_refused() {
    let exams = Exams::new().await;
    let now = exams.now();
    for (span, expected) in [(now..now + Duration::from_secs(1), "to"), (now..now, "from")] {
        let outage = Outage { span, reason: "x".to_owned(), exam_type: None };
        let refused = exams.fixture.service.credit_outage(&PLATFORM, &outage, CreditMode::Give, |_, _| {}).await;
        assert!(matches!(&refused, Err(ExamError::InvalidValue { field, .. }) if field == expected), "{refused:?}");
    }
}

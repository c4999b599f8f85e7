//! Items that are skipped, and items whose time is over.

use std::sync::Arc;
use std::time::Duration;

use exam::{
    Access, Answer, Answered, ExamError, ExamSessionId, ExamTypeSpec, ExtraTime, ItemOutcome, SentAnswer, SkipPolicy,
    StartExam,
};

use crate::environment::ManualEnvironment;
use crate::fixture::{Fixture, ITEMS, PLATFORM, answer_next, finish_exam, pending, scripted, spec, start_request};

const SKIPPING: &str = "skipping";

async fn with(change: impl FnOnce(ExamTypeSpec) -> ExamTypeSpec) -> (Fixture, Arc<ManualEnvironment>) {
    let clock = Arc::new(ManualEnvironment::default());
    let fixture = Fixture::with_environment(clock.clone()).await;
    fixture.service.import_exam_type(&PLATFORM, change(spec(SKIPPING, "one", true))).await.unwrap();
    (fixture, clock)
}

async fn give(fixture: &Fixture, session: ExamSessionId, answer: &Answer) -> (String, Answered) {
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    let item = pending(&next).to_owned();
    let answered = fixture.service.answer(&PLATFORM, session, &item, answer).await.unwrap();
    (item, answered)
}

fn is_invalid<T: std::fmt::Debug>(refused: Result<T, ExamError>, expected: &str) {
    match refused {
        Err(ExamError::InvalidValue { field, .. }) => assert_eq!(field, expected),
        other => panic!("expected a refusal of {expected}, got {other:?}"),
    }
}

#[tokio::test]
async fn an_exam_type_that_says_nothing_takes_no_skips() {
    let (fixture, _) = with(|spec| spec).await;
    let session = fixture.start(SKIPPING).await.progress.header.exam_session_id;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    for service in [fixture.service.clone(), fixture.instance_with_empty_store()] {
        is_invalid(service.answer(&PLATFORM, session, &item, &Answer::Skip).await, "skip");
    }
    assert!(fixture.attempts(session).await.is_empty());
}

#[tokio::test]
async fn a_skipped_item_is_wrong_or_missing_and_not_shown_again() {
    for (skips, response, right) in [(SkipPolicy::Wrong, Some(0), Some(false)), (SkipPolicy::Missing, None, None)] {
        let (fixture, _) = with(|spec| ExamTypeSpec { skips, ..spec }).await;
        let service = &fixture.service;
        let session = fixture.start(SKIPPING).await.progress.header.exam_session_id;
        answer_next(service, &PLATFORM, session).await;
        let before = service.next(&PLATFORM, session).await.unwrap();
        let (item, skipped) = give(&fixture, session, &Answer::Skip).await;
        assert_eq!((skipped.progress.header.items_completed, skipped.correct), (2, right));
        let same = skipped.progress.header.ability == before.header.ability;
        assert_eq!(same, skips == SkipPolicy::Missing, "a missing item says nothing");
        for service in [service.clone(), fixture.instance_with_empty_store()] {
            let again = service.answer(&PLATFORM, session, &item, &Answer::Skip).await.unwrap();
            assert_eq!(again, skipped);
            let other = service.answer(&PLATFORM, session, &item, &Answer::Choice("A".to_owned())).await;
            assert!(matches!(other, Err(ExamError::AnswerConflict { .. })), "{other:?}");
        }
        finish_exam(&fixture.instance_with_empty_store(), &PLATFORM, session).await;
        let trace = service.report(&PLATFORM, session).await.unwrap().trace;
        assert_eq!(trace.len(), ITEMS);
        assert_eq!(trace.iter().filter(|step| step.item_id == item).count(), 1);
        let step = &trace[1];
        assert_eq!((step.outcome, step.response, &step.answer), (Some(ItemOutcome::Skipped), response, &None));
    }
}

#[tokio::test]
async fn an_exam_with_missing_items_is_the_same_after_every_rebuild() {
    let (fixture, _) = with(|spec| ExamTypeSpec { skips: SkipPolicy::Missing, ..spec }).await;
    let mut reports = Vec::new();
    for loses_copies in [false, true] {
        let session = fixture.start(SKIPPING).await.progress.header.exam_session_id;
        for place in 0..ITEMS {
            let service = if loses_copies { fixture.instance_with_empty_store() } else { fixture.service.clone() };
            let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
            let answer = if place % 2 == 0 { Answer::Skip } else { scripted(&item) };
            service.answer(&PLATFORM, session, &item, &answer).await.unwrap();
        }
        reports.push(fixture.service.report(&PLATFORM, session).await.unwrap());
    }
    let steps = |report: &exam::Report| {
        report.trace.iter().map(|step| (step.item_id.clone(), step.ability)).collect::<Vec<_>>()
    };
    assert_eq!(steps(&reports[0]), steps(&reports[1]));
    assert!(reports.iter().all(|report| report.completed));
}

#[tokio::test]
async fn a_session_of_nothing_but_missing_items_has_no_responses() {
    let (fixture, _) = with(|spec| ExamTypeSpec { skips: SkipPolicy::Missing, ..spec }).await;
    let session = fixture.start(SKIPPING).await.progress.header.exam_session_id;
    for _ in 0..ITEMS {
        give(&fixture, session, &Answer::Skip).await;
    }
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert_eq!(report.estimate_status, Some(irt_core::EstimateStatus::NoResponses));
    let verified = fixture.instance_with_empty_store().report(&PLATFORM, session).await.unwrap();
    assert_eq!(verified.header.ability, report.header.ability);
}

#[tokio::test]
async fn an_answer_after_the_time_of_its_item_counts_as_skipped() {
    for (skips, response) in [(SkipPolicy::Refuse, Some(0)), (SkipPolicy::Wrong, Some(0)), (SkipPolicy::Missing, None)]
    {
        let limits = |spec| ExamTypeSpec { skips, item_time_limit_seconds: Some(60), grace_seconds: Some(5), ..spec };
        let (fixture, clock) = with(limits).await;
        let service = &fixture.service;
        let started = fixture.start(SKIPPING).await.progress;
        assert_eq!(started.item_time_left_seconds, Some(60));
        let session = started.header.exam_session_id;
        clock.advance(Duration::from_secs(65));
        assert_eq!(service.next(&PLATFORM, session).await.unwrap().item_time_left_seconds, Some(0));
        let in_time = answer_next(service, &PLATFORM, session).await;
        assert_eq!(in_time.progress.item_time_left_seconds, Some(60));
        let item = pending(&in_time.progress).to_owned();
        clock.advance(Duration::from_secs(66));
        let late = service.answer(&PLATFORM, session, &item, &scripted(&item)).await.unwrap();
        assert_ne!(late.correct, Some(true));
        let again = fixture.instance_with_empty_store().answer(&PLATFORM, session, &item, &scripted(&item)).await;
        assert_eq!(again.unwrap(), late);
        // Nothing was chosen in time. Whoever says so need not wait for the end of the grace.
        clock.advance(Duration::from_secs(62));
        give(&fixture, session, &Answer::Skip).await;
        let report = service.report(&PLATFORM, session).await.unwrap();
        let outcomes: Vec<_> = report.trace.iter().map(|step| (step.outcome, step.time.as_secs())).collect();
        let timed_out = Some(ItemOutcome::TimedOut);
        assert_eq!(outcomes, [(None, 65), (timed_out, 66), (timed_out, 62)]);
        assert!(report.trace[1..].iter().all(|step| step.response == response));
        assert!(report.trace[1].answer.is_some(), "the option stays on record");
    }
}

#[tokio::test]
async fn a_pause_stops_the_clock_of_the_item_and_a_factor_stretches_it() {
    let (fixture, clock) =
        with(|spec| ExamTypeSpec { item_time_limit_seconds: Some(60), grace_seconds: Some(0), ..spec }).await;
    let service = &fixture.service;
    let extra_time = ExtraTime { seconds: 0, multiplier: 1.5 };
    let started = service.start(&PLATFORM, StartExam { extra_time, ..start_request(SKIPPING) }).await.unwrap();
    let session = started.progress.header.exam_session_id;
    clock.advance(Duration::from_secs(50));
    service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    clock.advance(Duration::from_secs(1000));
    service.resume(&PLATFORM, session, "over").await.unwrap();
    clock.advance(Duration::from_secs(40));
    assert_eq!(service.next(&PLATFORM, session).await.unwrap().item_time_left_seconds, Some(0));
    answer_next(service, &PLATFORM, session).await;
    let step = &service.report(&PLATFORM, session).await.unwrap().trace[0];
    assert_eq!((step.outcome, step.time.as_secs()), (None, 90));
}

#[tokio::test]
async fn the_time_that_a_client_says_is_in_the_report() {
    let (fixture, _) = with(|spec| spec).await;
    let session = fixture.start(SKIPPING).await.progress.header.exam_session_id;
    let item = pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let sent = SentAnswer { answer: scripted(&item), response_time_ms: Some(8200) };
    let reply = fixture.service.answer_as_sent(&PLATFORM, session, &item, &sent).await.unwrap();
    let other_time = SentAnswer { response_time_ms: Some(9000), ..sent };
    assert_eq!(fixture.service.answer_as_sent(&PLATFORM, session, &item, &other_time).await.unwrap(), reply);
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert_eq!(report.trace[0].response_time_ms, Some(8200));
}

#[tokio::test]
async fn a_time_budget_of_a_design_ends_the_test_without_its_pauses() {
    let (fixture, clock) = with(|mut spec| {
        spec.design.stopping.time_budget = Some(100.0);
        spec
    })
    .await;
    let service = &fixture.service;
    let session = fixture.start(SKIPPING).await.progress.header.exam_session_id;
    clock.advance(Duration::from_secs(60));
    answer_next(service, &PLATFORM, session).await;
    service.pause(&PLATFORM, session, "fire alarm").await.unwrap();
    clock.advance(Duration::from_secs(1000));
    service.resume(&PLATFORM, session, "over").await.unwrap();
    clock.advance(Duration::from_secs(39));
    let goes_on = answer_next(&fixture.instance_with_empty_store(), &PLATFORM, session).await;
    assert!(!goes_on.progress.header.finished);
    clock.advance(Duration::from_secs(1));
    let last = answer_next(service, &PLATFORM, session).await;
    let reason = last.progress.stop_reason.map(|reason| reason.as_str());
    assert_eq!((last.progress.header.finished, reason), (true, Some("time_budget")));
    let report = fixture.instance_with_empty_store().report(&PLATFORM, session).await.unwrap();
    assert_eq!((report.completed, report.trace.len()), (true, 3));
}

#[tokio::test]
async fn an_examinee_may_skip_with_a_token() {
    let (fixture, _) = with(|spec| ExamTypeSpec { skips: SkipPolicy::Missing, ..spec }).await;
    let started = fixture.start(SKIPPING).await;
    let examinee = Access::Examinee(started.session_token);
    let (session, item) = (started.progress.header.exam_session_id, pending(&started.progress).to_owned());
    let skipped = fixture.service.answer(&examinee, session, &item, &Answer::Skip).await.unwrap();
    assert_eq!(skipped.progress.header.items_completed, 1);
    let report = fixture.service.report(&examinee, session).await.unwrap();
    assert_eq!(report.trace[0].outcome, Some(ItemOutcome::Skipped));
}

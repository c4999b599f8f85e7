//! A record that does not answer: nothing that was acknowledged is lost, and the same call again is safe.

use exam::{ExamError, ExamService, SessionFilter};

use crate::faults::When;
use crate::fixture::{
    Fixture, ITEMS, OPEN, PLATFORM, SHORT, answer_next, finish_exam, pending, scripted, start_request,
};

fn assert_unavailable<T: std::fmt::Debug>(result: Result<T, ExamError>, what: &str) {
    match result {
        Err(error @ ExamError::Record(_)) if error.is_unavailable() => {}
        other => panic!("{what}: expected the record's failure, got {other:?}"),
    }
}

/// The answer whose reply was lost is sent again, to the instance that `retry_at` gives.
async fn check_lost_reply(when: When, retry_at: fn(&Fixture) -> ExamService) {
    let (fixture, calm) = (Fixture::new().await, Fixture::new().await);
    let session = fixture.started_and_answered(OPEN, 0).await;
    assert_eq!(calm.started_and_answered(OPEN, 0).await, session);
    for answers in 1..=ITEMS {
        let expected = answer_next(&calm.service, &PLATFORM, session).await;
        let next = fixture.service.next(&PLATFORM, session).await.unwrap();
        let item = pending(&next);
        fixture.record.faults.fail_next("advance", when);
        let failed = fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await;
        assert_unavailable(failed, "answer");
        let retried = retry_at(&fixture).answer(&PLATFORM, session, item, &scripted(item)).await.unwrap();
        assert_eq!(retried, expected, "{when:?}, answer {answers}");
        assert_eq!(fixture.attempts(session).await.len(), answers);
    }
    let expected = finish_exam(&calm.service, &PLATFORM, session).await;
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_whose_reply_was_lost_counts_once_and_gets_its_reply() {
    for when in [When::Before, When::After] {
        check_lost_reply(when, |fixture| fixture.service.clone()).await;
        check_lost_reply(when, Fixture::instance).await;
        check_lost_reply(when, Fixture::instance_with_empty_store).await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn another_answer_after_a_lost_reply_is_a_conflict_only_if_the_first_counted() {
    let fixture = Fixture::new().await;
    for (when, counted) in [(When::Before, false), (When::After, true)] {
        let session = fixture.started_and_answered(SHORT, 1).await;
        let next = fixture.service.next(&PLATFORM, session).await.unwrap();
        let item = pending(&next);
        fixture.record.faults.fail_next("advance", when);
        let right = crate::fixture::option(item, true);
        assert_unavailable(fixture.service.answer(&PLATFORM, session, item, &right).await, "answer");
        let other = fixture.service.answer(&PLATFORM, session, item, &crate::fixture::option(item, false)).await;
        assert_eq!(matches!(other, Err(ExamError::AnswerConflict { .. })), counted, "{when:?}: {other:?}");
        assert_eq!(fixture.attempts(session).await.len(), 2);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn after_a_lost_reply_the_store_is_repaired_by_the_next_answer() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    let item = pending(&next);
    fixture.record.faults.fail_next("advance", When::After);
    assert_unavailable(fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await, "answer");
    assert_eq!(fixture.store.revision(session).await, Some(1));
    let reply = fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await.unwrap();
    let item = pending(&reply.progress);
    fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await.unwrap();
    assert_eq!(fixture.store.revision(session).await, Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_start_may_be_repeated() {
    let fixture = Fixture::new().await;
    for operation in ["latest_exam_type", "bank", "insert_session"] {
        for when in [When::Before, When::After] {
            let instance = fixture.instance();
            fixture.record.faults.fail_next(operation, when);
            assert_unavailable(instance.start(&PLATFORM, start_request(SHORT)).await, operation);
            assert!(fixture.record.faults.all_happened(), "{operation}");
            let started = instance.start(&PLATFORM, start_request(SHORT)).await.unwrap();
            let session = started.progress.header.exam_session_id;
            let outcome = finish_exam(&instance, &PLATFORM, session).await;
            assert_eq!(outcome, fixture.undisturbed(SHORT).await, "{operation} {when:?}");
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_failed_completion_may_be_repeated() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    for (operation, call) in [("complete", 0), ("history", 0), ("history", 1)] {
        for when in [When::Before, When::After] {
            let session = fixture.stopped_but_active(SHORT).await;
            fixture.record.faults.fail_nth(operation, call, when);
            assert_unavailable(fixture.service.complete(&PLATFORM, session).await, operation);
            let report = fixture.service.complete(&PLATFORM, session).await.unwrap();
            assert_eq!(crate::fixture::ExamOutcome::from_report(&report), expected, "{operation} {call} {when:?}");
            assert_eq!(fixture.service.complete(&PLATFORM, session).await.unwrap(), report);
            assert_eq!(fixture.store.revision(session).await, None);
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_record_that_is_away_changes_nothing_and_hides_nothing() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let copy = fixture.store.copy(session).await;
    let next = fixture.service.next(&PLATFORM, session).await.unwrap();
    fixture.record.faults.fail_all("*", When::Before);
    let item = pending(&next);
    assert_unavailable(fixture.service.next(&PLATFORM, session).await, "next");
    assert_unavailable(fixture.service.answer(&PLATFORM, session, item, &scripted(item)).await, "answer");
    assert_unavailable(fixture.service.summary(&PLATFORM, session).await, "summary");
    assert_unavailable(fixture.service.report(&PLATFORM, session).await, "report");
    assert_unavailable(fixture.service.sessions(&PLATFORM, &SessionFilter::default(), 0, 10).await, "list");
    assert_unavailable(fixture.service.extend(&PLATFORM, session, 60).await, "extend");
    assert_unavailable(fixture.instance().next(&PLATFORM, session).await, "next elsewhere");
    fixture.record.faults.heal();
    assert_eq!(fixture.store.copy(session).await, copy);
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, fixture.undisturbed(SHORT).await);
}

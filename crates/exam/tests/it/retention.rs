//! What becomes of old sessions.

use std::sync::Arc;
use std::time::Duration;

use exam::{Access, EventKind, ExamError, ExamSessionId, Retained, RetentionPolicy};

use crate::environment::ManualEnvironment;
use crate::faults::When;
use crate::fixture::{Fixture, ITEMS, PLATFORM, SHORT, answer_next, finish_exam};

const DAY: Duration = Duration::from_secs(24 * 3600);
/// Fewer than the sessions of a test, so that every test has several pages.
const BATCH: u32 = 2;

async fn fixture_with_clock() -> (Fixture, Arc<ManualEnvironment>) {
    let clock = Arc::new(ManualEnvironment::default());
    (Fixture::with_environment(clock.clone()).await, clock)
}

async fn kinds(fixture: &Fixture, session: ExamSessionId) -> Vec<EventKind> {
    let page = fixture.service.session_events(&PLATFORM, session, 0, 200).await.unwrap();
    page.events.into_iter().map(|event| event.kind).collect()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn old_sessions_lose_their_examinee_and_keep_their_answers() {
    let (fixture, clock) = fixture_with_clock().await;
    let started = fixture.start(SHORT).await;
    let first = started.progress.header.exam_session_id;
    let examinee = Access::Examinee(started.session_token);
    let outcome = finish_exam(&fixture.service, &examinee, first).await;
    let old = [first, fixture.started_and_answered(SHORT, ITEMS).await, fixture.started_and_answered(SHORT, 2).await];
    clock.advance(20 * DAY);
    let young = fixture.started_and_answered(SHORT, ITEMS).await;
    clock.advance(11 * DAY);

    let policy = RetentionPolicy { anonymize_after: Some(30 * DAY), delete_after: None };
    let done = fixture.service.retain(&policy, BATCH).await.unwrap();
    assert_eq!(done, Retained { anonymized: 3, deleted: 0 });
    for session in old {
        assert_eq!(fixture.service.report(&PLATFORM, session).await.unwrap().examinee_id, None);
        assert_eq!(kinds(&fixture, session).await, [EventKind::Anonymized]);
        assert_eq!(fixture.store.revision(session).await, None);
    }
    let report = fixture.service.report(&PLATFORM, first).await.unwrap();
    assert_eq!(report.trace.len(), outcome.items());
    let refused = fixture.service.report(&examinee, first).await;
    assert!(matches!(refused, Err(ExamError::ForeignSession { .. })), "{refused:?}");
    assert_eq!(fixture.service.report(&PLATFORM, young).await.unwrap().examinee_id.as_deref(), Some("e-1"));
    assert_eq!(fixture.service.retain(&policy, BATCH).await.unwrap(), Retained::default(), "once is enough");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_goes_on_is_as_young_as_its_latest_answer() {
    let (fixture, clock) = fixture_with_clock().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    clock.advance(20 * DAY);
    answer_next(&fixture.service, &PLATFORM, session).await;
    clock.advance(20 * DAY);
    let policy = RetentionPolicy { anonymize_after: Some(30 * DAY), delete_after: Some(30 * DAY) };
    assert_eq!(fixture.service.retain(&policy, BATCH).await.unwrap(), Retained::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_beyond_their_age_are_deleted_and_leave_an_event() {
    let (fixture, clock) = fixture_with_clock().await;
    let mut old = Vec::new();
    for answers in [0, 2, ITEMS, ITEMS, 1] {
        old.push(fixture.started_and_answered(SHORT, answers).await);
    }
    clock.advance(40 * DAY);
    let young = fixture.started_and_answered(SHORT, ITEMS).await;
    let policy = RetentionPolicy { anonymize_after: Some(10 * DAY), delete_after: Some(30 * DAY) };
    let done = fixture.service.retain(&policy, BATCH).await.unwrap();
    assert_eq!(done, Retained { anonymized: 0, deleted: 5 });
    for session in old {
        let gone = fixture.service.report(&PLATFORM, session).await;
        assert!(matches!(gone, Err(ExamError::UnknownSession { .. })), "{gone:?}");
        let gone = fixture.service.next(&PLATFORM, session).await;
        assert!(matches!(gone, Err(ExamError::UnknownSession { .. })), "{gone:?}");
        assert_eq!(kinds(&fixture, session).await, [EventKind::Deleted]);
    }
    assert!(fixture.service.report(&PLATFORM, young).await.unwrap().completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_policy_without_ages_touches_nothing() {
    let (fixture, clock) = fixture_with_clock().await;
    fixture.started_and_answered(SHORT, 2).await;
    clock.advance(4000 * DAY);
    let done = fixture.service.retain(&RetentionPolicy::default(), BATCH).await.unwrap();
    assert_eq!(done, Retained::default());
    let endless = RetentionPolicy { anonymize_after: Some(Duration::MAX), delete_after: Some(Duration::MAX) };
    assert_eq!(fixture.service.retain(&endless, BATCH).await.unwrap(), Retained::default());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_a_failure_leaves_undone_is_done_the_next_time() {
    let (fixture, clock) = fixture_with_clock().await;
    for _ in 0..3 {
        fixture.started_and_answered(SHORT, 1).await;
    }
    clock.advance(40 * DAY);
    let policy = RetentionPolicy { anonymize_after: Some(30 * DAY), delete_after: None };
    fixture.record.faults.fail_next("anonymize", When::After);
    assert!(matches!(fixture.service.retain(&policy, BATCH).await, Err(ExamError::Record(_))));
    assert_eq!(fixture.service.retain(&policy, BATCH).await.unwrap().anonymized, 1);
}

//! A store that does not answer costs time and nothing else.

use std::time::Duration;

use exam::{Access, ExamError, SessionFilter};
use state_store::{EngineStateStore as _, SessionKey};

use crate::faults::When;
use crate::fixture::{ExamOutcome, Fixture, ITEMS, PLATFORM, SHORT, answer_next, finish_exam};

/// Everything that sitting an exam, looking at it and ending it asks of the store.
const OPERATIONS: [&str; 5] = ["load", "save", "delete", "ttl", "summary"];

/// One exam, with everything a platform looks at in between.
async fn sit_and_look(fixture: &Fixture) -> ExamOutcome {
    let session = fixture.started_and_answered(SHORT, 0).await;
    for answers in 0..ITEMS {
        let summary = fixture.service.summary(&PLATFORM, session).await.unwrap();
        assert_eq!(summary.header.items_completed as usize, answers);
        let page = fixture.service.sessions(&PLATFORM, &SessionFilter::default(), session.0 - 1, 10).await.unwrap();
        assert_eq!(page.sessions[0].header.exam_session_id, session);
        answer_next(&fixture.service, &PLATFORM, session).await;
    }
    let outcome = finish_exam(&fixture.service, &PLATFORM, session).await;
    assert!(fixture.service.summary(&PLATFORM, session).await.unwrap().header.finished);
    assert_eq!(fixture.attempts(session).await.len(), ITEMS);
    outcome
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_without_any_store_is_the_same_exam() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    for when in [When::Before, When::After] {
        fixture.store.faults.fail_all("*", when);
        assert_eq!(sit_and_look(&fixture).await, expected, "{when:?}");
        fixture.store.faults.heal();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_without_one_operation_of_the_store_is_the_same_exam() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    for operation in OPERATIONS {
        for when in [When::Before, When::After] {
            fixture.store.faults.fail_all(operation, when);
            assert_eq!(sit_and_look(&fixture).await, expected, "{operation} {when:?}");
            fixture.store.faults.heal();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_failure_of_the_store_changes_nothing_wherever_it_strikes() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    for operation in ["load", "save", "delete", "ttl"] {
        let calls_before = fixture.store.faults.calls(operation);
        sit_and_look(&fixture).await;
        let calls = fixture.store.faults.calls(operation) - calls_before;
        assert!(calls > 0, "an exam calls {operation}");
        for call in 0..calls {
            for when in [When::Before, When::After] {
                fixture.store.faults.fail_nth(operation, call, when);
                assert_eq!(sit_and_look(&fixture).await, expected, "{operation} {call} {when:?}");
                assert!(fixture.store.faults.all_happened(), "{operation} {call} {when:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_comes_back_is_filled_by_the_next_request() {
    let fixture = Fixture::new().await;
    fixture.store.faults.fail_all("*", When::Before);
    let session = fixture.started_and_answered(SHORT, 2).await;
    fixture.store.faults.heal();
    assert_eq!(fixture.store.revision(session).await, None);
    fixture.service.next(&PLATFORM, session).await.unwrap();
    assert_eq!(fixture.store.revision(session).await, Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_could_not_be_removed_is_removed_when_the_report_is_asked_for_again() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    fixture.store.faults.fail_next("delete", When::Before);
    fixture.service.complete(&PLATFORM, session).await.unwrap();
    assert_eq!(fixture.store.revision(session).await, Some(2));
    assert!(fixture.service.summary(&PLATFORM, session).await.unwrap().header.finished);
    fixture.service.complete(&PLATFORM, session).await.unwrap();
    assert_eq!(fixture.store.revision(session).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_the_store_can_do_says_that_it_failed() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    for (operation, action) in [("extend_ttl", 0), ("info", 1), ("clear", 2)] {
        fixture.store.faults.fail_next(operation, When::Before);
        let result = match action {
            0 => fixture.service.extend(&PLATFORM, session, 60).await.map(drop),
            1 => fixture.service.store_info(&PLATFORM).await.map(drop),
            _ => fixture.service.clear_store(&PLATFORM).await.map(drop),
        };
        let error = result.unwrap_err();
        assert!(matches!(error, ExamError::Store(_)) && error.is_unavailable(), "{operation}: {error:?}");
        assert!(fixture.store.faults.all_happened(), "{operation}");
    }
    assert_eq!(fixture.store.revision(session).await, Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_of_what_cannot_be_stored_is_refused() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    for operation in ["load", "save"] {
        fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
        fixture.store.faults.fail_next(operation, When::Before);
        let refused = fixture.service.extend(&PLATFORM, session, 60).await;
        assert!(matches!(refused, Err(ExamError::Store(_))), "{operation}: {refused:?}");
        assert!(fixture.store.faults.all_happened());
    }
    assert!(Duration::from_secs(3600) < fixture.service.extend(&PLATFORM, session, 60).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_keeps_to_its_bounds() {
    let fixture = Fixture::new().await;
    let started = fixture.start(SHORT).await;
    let session = started.progress.header.exam_session_id;
    for seconds in [0, -1, i64::MIN, i64::MAX, exam::MAX_TTL_SECONDS + 1] {
        let refused = fixture.service.extend(&PLATFORM, session, seconds).await;
        assert!(matches!(refused, Err(ExamError::InvalidValue { ref field, .. }) if field == "seconds"), "{seconds}");
    }
    let examinee = Access::Examinee(started.session_token);
    let refused = fixture.service.extend(&examinee, session, 60).await;
    assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    fixture.service.complete(&PLATFORM, session).await.unwrap();
    let refused = fixture.service.extend(&PLATFORM, session, 60).await;
    assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_reports_each_part() {
    let fixture = Fixture::new().await;
    let ready = fixture.service.readiness().await;
    assert!(ready.record && ready.store);
    // Each instance has probes of its own.
    fixture.store.faults.fail_next("ping", When::Before);
    let ready = fixture.instance().readiness().await;
    assert!(ready.record && !ready.store);
    fixture.record.faults.fail_next("ping", When::Before);
    let ready = fixture.instance().readiness().await;
    assert!(!ready.record && ready.store);
}

//! A store that does not answer costs time and nothing else.

use std::time::Duration;

use exam::{Access, ExamError};
use state_store::{EngineStateStore as _, SessionKey};

use crate::faults::When;
use crate::hall::{Essence, Hall, ITEMS, PLATFORM, SHORT, answer_next, sit_out};

/// Everything that sitting an exam, looking at it and ending it asks of the store.
const OPERATIONS: [&str; 5] = ["load", "save", "delete", "ttl", "summary"];

/// One exam, with everything a platform looks at in between.
async fn sit_and_look(hall: &Hall) -> Essence {
    let session = hall.started_and_answered(SHORT, 0).await;
    for answers in 0..ITEMS {
        let summary = hall.service.summary(&PLATFORM, session).await.unwrap();
        assert_eq!(summary.items_completed as usize, answers);
        let page = hall.service.active_sessions(&PLATFORM, session - 1, 10).await.unwrap();
        assert_eq!(page.sessions[0].exam_session_id, session);
        answer_next(&hall.service, &PLATFORM, session).await;
    }
    let essence = sit_out(&hall.service, &PLATFORM, session).await;
    assert!(hall.service.summary(&PLATFORM, session).await.unwrap().finished);
    assert_eq!(hall.attempts(session).await.len(), ITEMS);
    essence
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_without_any_store_is_the_same_exam() {
    let hall = Hall::open().await;
    let expected = hall.undisturbed(SHORT).await;
    for when in [When::Before, When::After] {
        hall.store.faults.fail_all("*", when);
        assert_eq!(sit_and_look(&hall).await, expected, "{when:?}");
        hall.store.faults.heal();
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_without_one_operation_of_the_store_is_the_same_exam() {
    let hall = Hall::open().await;
    let expected = hall.undisturbed(SHORT).await;
    for operation in OPERATIONS {
        for when in [When::Before, When::After] {
            hall.store.faults.fail_all(operation, when);
            assert_eq!(sit_and_look(&hall).await, expected, "{operation} {when:?}");
            hall.store.faults.heal();
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_single_failure_of_the_store_changes_nothing_wherever_it_strikes() {
    let hall = Hall::open().await;
    let expected = hall.undisturbed(SHORT).await;
    for operation in ["load", "save", "delete", "ttl"] {
        let calls_before = hall.store.faults.calls(operation);
        sit_and_look(&hall).await;
        let calls = hall.store.faults.calls(operation) - calls_before;
        assert!(calls > 0, "an exam calls {operation}");
        for call in 0..calls {
            for when in [When::Before, When::After] {
                hall.store.faults.fail_nth(operation, call, when);
                assert_eq!(sit_and_look(&hall).await, expected, "{operation} {call} {when:?}");
                assert!(hall.store.faults.all_happened(), "{operation} {call} {when:?}");
            }
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_store_that_comes_back_is_filled_by_the_next_request() {
    let hall = Hall::open().await;
    hall.store.faults.fail_all("*", When::Before);
    let session = hall.started_and_answered(SHORT, 2).await;
    hall.store.faults.heal();
    assert_eq!(hall.store.revision(session).await, None);
    hall.service.next(&PLATFORM, session).await.unwrap();
    assert_eq!(hall.store.revision(session).await, Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_could_not_be_removed_is_removed_when_the_report_is_asked_for_again() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    hall.store.faults.fail_next("delete", When::Before);
    hall.service.complete(&PLATFORM, session).await.unwrap();
    assert_eq!(hall.store.revision(session).await, Some(2));
    assert!(hall.service.summary(&PLATFORM, session).await.unwrap().finished);
    hall.service.complete(&PLATFORM, session).await.unwrap();
    assert_eq!(hall.store.revision(session).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_only_the_store_can_do_says_that_it_failed() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    for (operation, action) in [("extend_ttl", 0), ("info", 1), ("clear", 2)] {
        hall.store.faults.fail_next(operation, When::Before);
        let result = match action {
            0 => hall.service.extend(&PLATFORM, session, 60).await.map(drop),
            1 => hall.service.store_info(&PLATFORM).await.map(drop),
            _ => hall.service.clear_store(&PLATFORM).await.map(drop),
        };
        let error = result.unwrap_err();
        assert!(matches!(error, ExamError::Store(_)) && error.is_unavailable(), "{operation}: {error:?}");
        assert!(hall.store.faults.all_happened(), "{operation}");
    }
    assert_eq!(hall.store.revision(session).await, Some(2));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_of_what_cannot_be_stored_is_refused() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    for operation in ["load", "save"] {
        hall.store.inner.delete(SessionKey(session)).await.unwrap();
        hall.store.faults.fail_next(operation, When::Before);
        let refused = hall.service.extend(&PLATFORM, session, 60).await;
        assert!(matches!(refused, Err(ExamError::Store(_))), "{operation}: {refused:?}");
        assert!(hall.store.faults.all_happened());
    }
    assert!(Duration::from_secs(3600) < hall.service.extend(&PLATFORM, session, 60).await.unwrap());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_keeps_to_its_bounds() {
    let hall = Hall::open().await;
    let started = hall.start(SHORT).await;
    let session = started.progress.exam_session_id;
    for seconds in [0, -1, i64::MIN, i64::MAX, exam::MAX_TTL_SECONDS + 1] {
        let refused = hall.service.extend(&PLATFORM, session, seconds).await;
        assert!(matches!(refused, Err(ExamError::InvalidValue { ref field, .. }) if field == "seconds"), "{seconds}");
    }
    let examinee = Access::Examinee(started.session_token);
    let refused = hall.service.extend(&examinee, session, 60).await;
    assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    hall.service.complete(&PLATFORM, session).await.unwrap();
    let refused = hall.service.extend(&PLATFORM, session, 60).await;
    assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn readiness_tells_the_parts_apart() {
    let hall = Hall::open().await;
    let ready = hall.service.readiness().await;
    assert!(ready.record && ready.store);
    hall.store.faults.fail_next("ping", When::Before);
    let ready = hall.service.readiness().await;
    assert!(ready.record && !ready.store);
    hall.record.faults.fail_next("ping", When::Before);
    let ready = hall.service.readiness().await;
    assert!(!ready.record && ready.store);
}

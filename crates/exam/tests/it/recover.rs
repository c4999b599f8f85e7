//! Giving the store the working copies it lacks.

use std::collections::BTreeMap;

use exam::{Access, ExamError, Recovered};
use state_store::{EngineStateStore as _, SessionKey, SessionState};

use crate::expiry::{SCORED, TimedHall};
use crate::faults::When;
use crate::hall::{Hall, OTHER, PLATFORM, SHORT, answer_next, sit_out};

async fn recover(hall: &Hall, session: i64) -> Recovered {
    hall.service.recover_session(&PLATFORM, session).await.unwrap()
}

async fn recover_all(hall: &Hall) -> BTreeMap<i64, Result<Recovered, ExamError>> {
    let mut told = BTreeMap::new();
    let tell = |session, outcome| assert!(told.insert(session, outcome).is_none(), "{session} is told once");
    hall.service.recover_all(&PLATFORM, tell).await.unwrap();
    told
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_missing_unreadable_or_older_is_rebuilt_as_it_was() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    let older = hall.store.copy(session).await;
    answer_next(&hall.service, &PLATFORM, session).await;
    let copy = hall.store.copy(session).await;
    assert_eq!(recover(&hall, session).await, Recovered::AlreadyThere);

    hall.store.inner.delete(SessionKey(session)).await.unwrap();
    assert_eq!(recover(&hall, session).await, Recovered::Rebuilt);
    assert_eq!(hall.store.copy(session).await, copy);
    hall.store.put(session, &older).await;
    assert_eq!(recover(&hall, session).await, Recovered::Rebuilt);
    assert_eq!(hall.store.copy(session).await, copy);
    hall.store.corrupt(session);
    assert_eq!(recover(&hall, session).await, Recovered::Rebuilt);
    assert_eq!(hall.store.revision(session).await, Some(3));
    assert_eq!(hall.store.copy(session).await, copy);
    assert_eq!(recover(&hall, session).await, Recovered::AlreadyThere);
    assert_eq!(sit_out(&hall.service, &PLATFORM, session).await, hall.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_another_session_or_one_that_contradicts_itself_is_rebuilt() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    let copy = hall.store.copy(session).await;
    let other = hall.started_and_answered(OTHER, 3).await;
    let foreign = hall.store.copy(other).await;
    let mut contradicting = copy.clone();
    contradicting.engine.theta += 0.5;
    for faulty in [foreign, contradicting] {
        hall.store.put(session, &faulty).await;
        assert_eq!(recover(&hall, session).await, Recovered::Rebuilt);
        assert_eq!(hall.store.copy(session).await, copy);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_is_left_alone() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    let ahead = hall.started_and_answered(SHORT, 4).await;
    let token_digest = hall.store.copy(session).await.token_digest;
    let newer = SessionState { token_digest, ..hall.store.copy(ahead).await };
    hall.store.put(session, &newer).await;
    assert_eq!(recover(&hall, session).await, Recovered::AlreadyThere);
    assert_eq!(hall.store.copy(session).await, newer);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_saved_meanwhile_by_an_answer_is_not_put_back() {
    let hall = Hall::open().await;
    for readable in [true, false] {
        let session = hall.started_and_answered(SHORT, 2).await;
        if readable {
            hall.store.inner.delete(SessionKey(session)).await.unwrap();
        } else {
            hall.store.corrupt(session);
        }
        let mut held = hall.store.faults.hold_next("save", When::Before);
        let service = hall.instance();
        let recovery = tokio::spawn(async move { service.recover_session(&PLATFORM, session).await });
        held.arrived().await;
        answer_next(&hall.service, &PLATFORM, session).await;
        let copy = hall.store.copy(session).await;
        held.release();
        assert_eq!(recovery.await.unwrap().unwrap(), Recovered::AlreadyThere);
        assert_eq!(hall.store.copy(session).await, copy);
        assert_eq!(copy.revision, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_completed_meanwhile_gets_no_copy() {
    let hall = Hall::open().await;
    let session = hall.started_and_answered(SHORT, 2).await;
    hall.store.inner.delete(SessionKey(session)).await.unwrap();
    let mut held = hall.store.faults.hold_next("save", When::Before);
    let service = hall.instance();
    let recovery = tokio::spawn(async move { service.recover_session(&PLATFORM, session).await });
    held.arrived().await;
    hall.service.complete(&PLATFORM, session).await.unwrap();
    held.release();
    assert_eq!(recovery.await.unwrap().unwrap(), Recovered::Completed);
    assert_eq!(hall.store.revision(session).await, None);
    assert_eq!(recover(&hall, session).await, Recovered::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_active_sessions_are_recovered_page_by_page() {
    let hall = Hall::open().await;
    let mut copies = BTreeMap::new();
    for number in 0..405 {
        let session = hall.started_and_answered(SHORT, usize::from(number % 100 == 7)).await;
        copies.insert(session, hall.store.copy(session).await);
    }
    let completed = hall.started_and_answered(SHORT, 1).await;
    hall.service.complete(&PLATFORM, completed).await.unwrap();
    hall.store.inner.clear().await.unwrap();
    let kept = hall.started_and_answered(SHORT, 1).await;

    let told = recover_all(&hall).await;
    assert_eq!(told.len(), copies.len() + 1);
    assert!(matches!(told[&kept], Ok(Recovered::AlreadyThere)));
    for (session, copy) in &copies {
        assert!(matches!(told[session], Ok(Recovered::Rebuilt)), "{session}");
        assert_eq!(&hall.store.copy(*session).await, copy);
    }
    assert!(recover_all(&hall).await.values().all(|outcome| matches!(outcome, Ok(Recovered::AlreadyThere))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_fail_do_not_keep_the_others() {
    let hall = Hall::open().await;
    for _ in 0..5 {
        hall.started_and_answered(SHORT, 1).await;
    }
    hall.store.inner.clear().await.unwrap();
    for operation in ["load", "save"] {
        hall.store.faults.fail_next(operation, When::Before);
    }
    hall.record.faults.fail_next("history", When::Before);
    let told = recover_all(&hall).await;
    let failed = told.values().filter(|outcome| outcome.is_err()).count();
    assert_eq!((failed, told.len()), (3, 5));
    assert!(hall.store.faults.all_happened() && hall.record.faults.all_happened());
    let again = recover_all(&hall).await;
    assert_eq!(again.values().filter(|outcome| matches!(outcome, Ok(Recovered::Rebuilt))).count(), 3);
    hall.record.faults.fail_next("active_sessions", When::Before);
    let error = hall.service.recover_all(&PLATFORM, |_, _| ()).await.unwrap_err();
    assert!(error.is_unavailable());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overdue_sessions_are_completed_on_the_way() {
    let timed = TimedHall::open().await;
    let overdue = timed.overdue(SCORED, 1).await;
    let running = timed.hall.started_and_answered(SCORED, 1).await;
    timed.hall.store.inner.clear().await.unwrap();
    let told = recover_all(&timed.hall).await;
    assert!(matches!(told[&overdue], Ok(Recovered::Expired)) && matches!(told[&running], Ok(Recovered::Rebuilt)));
    assert_eq!(timed.hall.store.revision(overdue).await, None);
    let report = timed.hall.service.report(&PLATFORM, overdue).await.unwrap();
    assert_eq!(report.stop_reason.as_deref(), Some("expired"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovering_is_the_platforms_and_of_sessions_there_are() {
    let hall = Hall::open().await;
    let examinee = Access::Examinee(hall.start(SHORT).await.session_token);
    let refusals = [
        hall.service.recover_session(&examinee, 1).await.map(drop),
        hall.service.recover_all(&examinee, |_, _| ()).await,
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
    let unknown = hall.service.recover_session(&PLATFORM, 999).await;
    assert!(matches!(unknown, Err(ExamError::UnknownSession { session: 999 })), "{unknown:?}");
}

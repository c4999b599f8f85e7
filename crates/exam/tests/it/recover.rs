//! Giving the store the working copies it lacks.

use std::collections::BTreeMap;

use exam::{Access, EndReason, ExamError, ExamSessionId, Recovered};
use state_store::{EngineStateStore as _, SessionKey, SessionState};

use crate::expiry::{SCORED, TimedFixture};
use crate::faults::When;
use crate::fixture::{Fixture, OTHER, PLATFORM, SHORT, answer_next, finish_exam};

async fn recover(fixture: &Fixture, session: ExamSessionId) -> Recovered {
    fixture.service.recover_session(&PLATFORM, session).await.unwrap()
}

async fn recover_all(fixture: &Fixture) -> BTreeMap<ExamSessionId, Result<Recovered, ExamError>> {
    let mut outcomes = BTreeMap::new();
    let report =
        |session, outcome| assert!(outcomes.insert(session, outcome).is_none(), "{session:?} is reported once");
    fixture.service.recover_all(&PLATFORM, report).await.unwrap();
    outcomes
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_that_is_missing_unreadable_or_older_is_rebuilt_as_it_was() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let older = fixture.store.copy(session).await;
    answer_next(&fixture.service, &PLATFORM, session).await;
    let copy = fixture.store.copy(session).await;
    assert_eq!(recover(&fixture, session).await, Recovered::AlreadyThere);

    fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
    assert_eq!(recover(&fixture, session).await, Recovered::Rebuilt);
    assert_eq!(fixture.store.copy(session).await, copy);
    fixture.store.put(session, &older).await;
    assert_eq!(recover(&fixture, session).await, Recovered::Rebuilt);
    assert_eq!(fixture.store.copy(session).await, copy);
    fixture.store.corrupt(session);
    assert_eq!(recover(&fixture, session).await, Recovered::Rebuilt);
    assert_eq!(fixture.store.revision(session).await, Some(3));
    assert_eq!(fixture.store.copy(session).await, copy);
    assert_eq!(recover(&fixture, session).await, Recovered::AlreadyThere);
    assert_eq!(finish_exam(&fixture.service, &PLATFORM, session).await, fixture.undisturbed(SHORT).await);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_of_another_session_or_one_that_contradicts_itself_is_rebuilt() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let copy = fixture.store.copy(session).await;
    let other = fixture.started_and_answered(OTHER, 3).await;
    let foreign = fixture.store.copy(other).await;
    let mut contradicting = copy.clone();
    contradicting.engine.theta += 0.5;
    for faulty in [foreign, contradicting] {
        fixture.store.put(session, &faulty).await;
        assert_eq!(recover(&fixture, session).await, Recovered::Rebuilt);
        assert_eq!(fixture.store.copy(session).await, copy);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_under_a_new_token_is_rebuilt_once() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    fixture.service.reissue_token(&PLATFORM, session, "lost").await.unwrap();
    assert_eq!(recover(&fixture, session).await, Recovered::Rebuilt);
    assert_eq!(recover(&fixture, session).await, Recovered::AlreadyThere);
    let mut contradicting = fixture.store.copy(session).await;
    contradicting.engine.responses.reverse();
    contradicting.engine.items.reverse();
    fixture.store.put(session, &contradicting).await;
    assert_eq!(recover(&fixture, session).await, Recovered::Rebuilt);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_newer_copy_is_left_alone() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let ahead = fixture.started_and_answered(SHORT, 4).await;
    let token_digest = fixture.store.copy(session).await.token_digest;
    let newer = SessionState { token_digest, ..fixture.store.copy(ahead).await };
    fixture.store.put(session, &newer).await;
    assert_eq!(recover(&fixture, session).await, Recovered::AlreadyThere);
    assert_eq!(fixture.store.copy(session).await, newer);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_copy_saved_meanwhile_by_an_answer_is_not_put_back() {
    let fixture = Fixture::new().await;
    for readable in [true, false] {
        let session = fixture.started_and_answered(SHORT, 2).await;
        if readable {
            fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
        } else {
            fixture.store.corrupt(session);
        }
        let mut held = fixture.store.faults.hold_next("save", When::Before);
        let service = fixture.instance();
        let recovery = tokio::spawn(async move { service.recover_session(&PLATFORM, session).await });
        held.arrived().await;
        answer_next(&fixture.service, &PLATFORM, session).await;
        let copy = fixture.store.copy(session).await;
        held.release();
        assert_eq!(recovery.await.unwrap().unwrap(), Recovered::AlreadyThere);
        assert_eq!(fixture.store.copy(session).await, copy);
        assert_eq!(copy.revision, 3);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_completed_meanwhile_gets_no_copy() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
    let mut held = fixture.store.faults.hold_next("save", When::Before);
    let service = fixture.instance();
    let recovery = tokio::spawn(async move { service.recover_session(&PLATFORM, session).await });
    held.arrived().await;
    fixture.service.complete(&PLATFORM, session).await.unwrap();
    held.release();
    assert_eq!(recovery.await.unwrap().unwrap(), Recovered::Completed);
    assert_eq!(fixture.store.revision(session).await, None);
    assert_eq!(recover(&fixture, session).await, Recovered::Completed);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn all_active_sessions_are_recovered_page_by_page() {
    let fixture = Fixture::new().await;
    let mut copies = BTreeMap::new();
    for number in 0..405 {
        let session = fixture.started_and_answered(SHORT, usize::from(number % 100 == 7)).await;
        copies.insert(session, fixture.store.copy(session).await);
    }
    let completed = fixture.started_and_answered(SHORT, 1).await;
    fixture.service.complete(&PLATFORM, completed).await.unwrap();
    fixture.store.inner.clear().await.unwrap();
    let kept = fixture.started_and_answered(SHORT, 1).await;

    let outcomes = recover_all(&fixture).await;
    assert_eq!(outcomes.len(), copies.len() + 1);
    assert!(matches!(outcomes[&kept], Ok(Recovered::AlreadyThere)));
    for (session, copy) in &copies {
        assert!(matches!(outcomes[session], Ok(Recovered::Rebuilt)), "{session:?}");
        assert_eq!(&fixture.store.copy(*session).await, copy);
    }
    assert!(recover_all(&fixture).await.values().all(|outcome| matches!(outcome, Ok(Recovered::AlreadyThere))));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn sessions_that_fail_do_not_block_the_others() {
    let fixture = Fixture::new().await;
    for _ in 0..5 {
        fixture.started_and_answered(SHORT, 1).await;
    }
    fixture.store.inner.clear().await.unwrap();
    for operation in ["load", "save"] {
        fixture.store.faults.fail_next(operation, When::Before);
    }
    fixture.record.faults.fail_next("history", When::Before);
    let outcomes = recover_all(&fixture).await;
    let failed = outcomes.values().filter(|outcome| outcome.is_err()).count();
    assert_eq!((failed, outcomes.len()), (3, 5));
    assert!(fixture.store.faults.all_happened() && fixture.record.faults.all_happened());
    let again = recover_all(&fixture).await;
    assert_eq!(again.values().filter(|outcome| matches!(outcome, Ok(Recovered::Rebuilt))).count(), 3);
    fixture.record.faults.fail_next("active_session_ids", When::Before);
    let error = fixture.service.recover_all(&PLATFORM, |_, _| ()).await.unwrap_err();
    assert!(error.is_unavailable());
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn overdue_sessions_are_completed_on_the_way() {
    let timed = TimedFixture::new().await;
    let overdue = timed.overdue(SCORED, 1).await;
    let running = timed.fixture.started_and_answered(SCORED, 1).await;
    timed.fixture.store.inner.clear().await.unwrap();
    let outcomes = recover_all(&timed.fixture).await;
    assert!(
        matches!(outcomes[&overdue], Ok(Recovered::Expired)) && matches!(outcomes[&running], Ok(Recovered::Rebuilt))
    );
    assert_eq!(timed.fixture.store.revision(overdue).await, None);
    let report = timed.fixture.service.report(&PLATFORM, overdue).await.unwrap();
    assert_eq!(report.stop_reason.map(EndReason::as_str), Some("expired"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn recovering_is_the_platforms_and_of_sessions_there_are() {
    let fixture = Fixture::new().await;
    let examinee = Access::Examinee(fixture.start(SHORT).await.session_token);
    let refusals = [
        fixture.service.recover_session(&examinee, ExamSessionId(1)).await.map(drop),
        fixture.service.recover_all(&examinee, |_, _| ()).await,
    ];
    for refused in refusals {
        assert!(matches!(refused, Err(ExamError::PlatformOnly { .. })), "{refused:?}");
    }
    let unknown = fixture.service.recover_session(&PLATFORM, ExamSessionId(999)).await;
    assert!(matches!(unknown, Err(ExamError::UnknownSession { session: ExamSessionId(999) })), "{unknown:?}");
}

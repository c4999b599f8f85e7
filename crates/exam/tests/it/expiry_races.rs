//! The end of a session's time, and what else comes at that moment.

use exam::{EndReason, ExamError, ExamService, ExamSessionId, Sweep};
use state_store::{EngineStateStore as _, SessionKey};
use tokio::task::JoinHandle;

use crate::expiry::{LIMIT, SCORED, TimedFixture, VOIDED};
use crate::faults::When;
use crate::fixture::{PLATFORM, answer_next, pending, scripted};

fn sweep(service: &ExamService) -> JoinHandle<Sweep> {
    let service = service.clone();
    tokio::spawn(async move { service.expire_overdue(7).await.unwrap() })
}

/// Sends the answer to the pending item from a task of its own.
async fn send(service: &ExamService, session: ExamSessionId) -> JoinHandle<Result<exam::Answered, ExamError>> {
    let item = pending(&service.next(&PLATFORM, session).await.unwrap()).to_owned();
    let service = service.clone();
    tokio::spawn(async move { service.answer(&PLATFORM, session, &item, &scripted(&item)).await })
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_comes_after_the_expiry_to_the_record_does_not_count() {
    let timed = TimedFixture::new().await;
    let session = timed.fixture.started_and_answered(SCORED, 2).await;
    let mut held = timed.fixture.record.faults.hold_next("advance", When::Before);
    let answer = send(&timed.fixture.service, session).await;
    held.arrived().await;
    timed.clock.advance(LIMIT);
    assert_eq!(sweep(&timed.fixture.instance()).await.unwrap().scored, 1);
    held.release();
    let refused = answer.await.unwrap();
    assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{refused:?}");
    assert_eq!(timed.fixture.attempts(session).await.len(), 2);
    assert_eq!(timed.fixture.store.revision(session).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_given_in_time_that_is_faster_than_the_expiry_counts() {
    let timed = TimedFixture::new().await;
    let session = timed.fixture.started_and_answered(VOIDED, 2).await;
    let mut held_answer = timed.fixture.record.faults.hold_next("advance", When::Before);
    let answer = send(&timed.fixture.service, session).await;
    held_answer.arrived().await;
    timed.clock.advance(LIMIT);
    let mut held_expiry = timed.fixture.record.faults.hold_next("complete", When::Before);
    let expiry = sweep(&timed.fixture.instance());
    held_expiry.arrived().await;
    held_answer.release();
    assert_eq!(answer.await.unwrap().unwrap().progress.header.items_completed, 3);
    held_expiry.release();
    assert_eq!(expiry.await.unwrap().voided, 1);
    let report = timed.fixture.service.report(&PLATFORM, session).await.unwrap();
    assert_eq!(
        (report.header.items_completed, report.voided, report.stop_reason.map(EndReason::as_str)),
        (3, true, Some("expired"))
    );
    assert_eq!(timed.fixture.store.revision(session).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_counts_by_when_it_came_however_long_its_way_to_the_record_is() {
    for copy_is_lost in [false, true] {
        let timed = TimedFixture::new().await;
        let session = timed.fixture.started_and_answered(SCORED, 2).await;
        // The other instance knows the exam type, and has nothing but the record to go by.
        let (service, item) = (timed.fixture.instance(), pending_item(&timed, session).await);
        if copy_is_lost {
            timed.fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
        }
        let mut held = timed.fixture.store.faults.hold_next("load", When::Before);
        let answer = tokio::spawn(async move { service.answer(&PLATFORM, session, &item, &scripted(&item)).await });
        held.arrived().await;
        timed.clock.advance(LIMIT);
        held.release();
        assert_eq!(answer.await.unwrap().unwrap().progress.header.items_completed, 3);
        let report = timed.fixture.service.report(&PLATFORM, session).await.unwrap();
        assert_eq!((report.header.items_completed, report.stop_reason.map(EndReason::as_str)), (3, Some("expired")));
        assert!(report.trace[2].answered_at < report.expires_at.unwrap());
        assert_eq!(timed.fixture.store.revision(session).await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_in_time_from_an_old_copy_counts_when_it_is_tried_again() {
    let timed = TimedFixture::new().await;
    let session = timed.fixture.started_and_answered(SCORED, 1).await;
    let old = timed.fixture.store.copy(session).await;
    answer_next(&timed.fixture.service, &PLATFORM, session).await;
    let (service, item) = (timed.fixture.instance(), pending_item(&timed, session).await);
    timed.fixture.store.put(session, &old).await;
    let mut held = timed.fixture.store.faults.hold_next("load", When::After);
    let answer = tokio::spawn(async move { service.answer(&PLATFORM, session, &item, &scripted(&item)).await });
    held.arrived().await;
    timed.clock.advance(LIMIT);
    held.release();
    assert_eq!(answer.await.unwrap().unwrap().progress.header.items_completed, 3);
}

async fn pending_item(timed: &TimedFixture, session: ExamSessionId) -> String {
    pending(&timed.fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_held_up_across_the_expiry_leaves_no_copy() {
    let timed = TimedFixture::new().await;
    let session = timed.fixture.started_and_answered(SCORED, 1).await;
    let mut held = timed.fixture.store.faults.hold_next("save", When::Before);
    let answer = send(&timed.fixture.service, session).await;
    held.arrived().await;
    timed.clock.advance(LIMIT);
    assert_eq!(sweep(&timed.fixture.instance()).await.unwrap().scored, 1);
    held.release();
    answer.await.unwrap().unwrap();
    assert_eq!(timed.fixture.store.revision(session).await, None);
    assert_eq!(timed.fixture.attempts(session).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_sweep_that_loses_a_session_to_another_goes_on() {
    let timed = TimedFixture::new().await;
    for _ in 0..3 {
        timed.fixture.started_and_answered(SCORED, 1).await;
    }
    timed.clock.advance(LIMIT);
    let mut held = timed.fixture.record.faults.hold_next("complete", When::Before);
    let late = sweep(&timed.fixture.service);
    held.arrived().await;
    let first = sweep(&timed.fixture.instance()).await.unwrap();
    held.release();
    let late = late.await.unwrap();
    assert_eq!(first.completed() + late.completed(), 3);
    assert!(late.elsewhere >= 1 && late.failures.is_empty() && first.failures.is_empty(), "{late:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn of_many_instances_that_sweep_at_once_each_session_is_expired_by_one() {
    const SESSIONS: u64 = 40;
    let timed = TimedFixture::new().await;
    let mut sessions = Vec::new();
    for number in 0..SESSIONS {
        let exam_type = if number % 2 == 0 { SCORED } else { VOIDED };
        sessions.push(timed.fixture.started_and_answered(exam_type, 1).await);
    }
    timed.clock.advance(LIMIT);
    let instances: Vec<_> = (0..4).map(|_| timed.fixture.instance()).collect();
    let sweeps: Vec<_> = instances.iter().map(sweep).collect();
    let (mut scored, mut voided) = (0, 0);
    for sweep in sweeps {
        let sweep = sweep.await.unwrap();
        assert!(sweep.failures.is_empty(), "{sweep:?}");
        scored += sweep.scored;
        voided += sweep.voided;
    }
    assert_eq!((scored, voided), (SESSIONS / 2, SESSIONS / 2));
    for session in sessions {
        assert!(timed.fixture.service.report(&PLATFORM, session).await.unwrap().completed);
        assert_eq!(timed.fixture.store.revision(session).await, None);
    }
    assert_eq!(timed.fixture.service.count_active_sessions().await.unwrap(), 0);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn requests_and_sweeps_that_meet_a_session_at_once_expire_it_once() {
    let timed = TimedFixture::new().await;
    let session = timed.overdue(SCORED, 2).await;
    let sweeps: Vec<_> = (0..4).map(|_| sweep(&timed.fixture.instance())).collect();
    let requests: Vec<_> = (0..8)
        .map(|_| {
            let service = timed.fixture.instance();
            tokio::spawn(async move { service.complete(&PLATFORM, session).await.unwrap() })
        })
        .collect();
    let mut by_sweeps = 0;
    for sweep in sweeps {
        by_sweeps += sweep.await.unwrap().scored;
    }
    let report = timed.fixture.service.report(&PLATFORM, session).await.unwrap();
    for request in requests {
        assert_eq!(request.await.unwrap(), report);
    }
    assert!(by_sweeps <= 1);
    assert_eq!((report.header.items_completed, report.stop_reason.map(EndReason::as_str)), (2, Some("expired")));
}

//! Two instances on one record and one store, their steps interleaved by holding one of them up.

use exam::{Answered, ExamError, ExamService, ExamSessionId};
use state_store::{EngineStateStore as _, SessionKey};
use tokio::task::JoinHandle;

use crate::faults::When;
use crate::fixture::{ExamOutcome, Fixture, ITEMS, OPEN, PLATFORM, SHORT, answer_next, finish_exam, option, pending};

/// How often the service tries before it gives up.
const ROUNDS: u32 = 8;

/// Sends an answer from a task of its own.
fn send(
    service: &ExamService,
    session: ExamSessionId,
    item: &str,
    right: bool,
) -> JoinHandle<Result<Answered, ExamError>> {
    let (service, item) = (service.clone(), item.to_owned());
    tokio::spawn(async move { service.answer(&PLATFORM, session, &item, &option(&item, right)).await })
}

async fn pending_item(fixture: &Fixture, session: ExamSessionId) -> String {
    pending(&fixture.service.next(&PLATFORM, session).await.unwrap()).to_owned()
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn the_same_answer_from_two_instances_counts_once_and_gets_equal_replies() {
    let fixture = Fixture::new().await;
    let other = fixture.instance();
    let session = fixture.started_and_answered(OPEN, 0).await;
    for answers in 1..=ITEMS {
        let item = pending_item(&fixture, session).await;
        // The first has computed its answer and is held before the record.
        let mut held = fixture.record.faults.hold_next("advance", When::Before);
        let first = send(&fixture.service, session, &item, true);
        held.arrived().await;
        let second = send(&other, session, &item, true).await.unwrap().unwrap();
        held.release();
        assert_eq!(first.await.unwrap().unwrap(), second);
        assert_eq!(fixture.attempts(session).await.len(), answers);
    }
    assert!(fixture.service.next(&PLATFORM, session).await.unwrap().header.finished);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_different_answers_from_two_instances_the_first_to_commit_counts() {
    let fixture = Fixture::new().await;
    let other = fixture.instance();
    let session = fixture.started_and_answered(SHORT, 2).await;
    let item = pending_item(&fixture, session).await;
    let mut held = fixture.record.faults.hold_next("advance", When::Before);
    let late = send(&fixture.service, session, &item, true);
    held.arrived().await;
    send(&other, session, &item, false).await.unwrap().unwrap();
    held.release();
    let late = late.await.unwrap();
    assert!(matches!(late, Err(ExamError::AnswerConflict { item: ref named }) if *named == item), "{late:?}");
    let attempts = fixture.attempts(session).await;
    assert_eq!((attempts.len(), attempts[2].response), (3, 0));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_reply_held_up_while_the_session_moves_on_is_the_one_of_its_answer() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(OPEN, 1).await;
    let item = pending_item(&fixture, session).await;
    let mut held = fixture.record.faults.hold_next("advance", When::Before);
    let late = send(&fixture.service, session, &item, true);
    held.arrived().await;
    let other = fixture.instance();
    let first = send(&other, session, &item, true).await.unwrap().unwrap();
    for _ in 0..2 {
        answer_next(&other, &PLATFORM, session).await;
    }
    held.release();
    assert_eq!(late.await.unwrap().unwrap(), first);
    assert_eq!(fixture.store.revision(session).await, Some(4));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_held_up_does_not_put_an_earlier_copy_over_a_later_one() {
    let fixture = Fixture::new().await;
    let other = fixture.instance();
    let session = fixture.started_and_answered(SHORT, 1).await;
    let item = pending_item(&fixture, session).await;
    let mut held = fixture.store.faults.hold_next("save", When::Before);
    let late = send(&fixture.service, session, &item, true);
    held.arrived().await;
    // The answer is committed; the other instance goes on from the record.
    answer_next(&other, &PLATFORM, session).await;
    assert_eq!(fixture.store.revision(session).await, Some(3));
    held.release();
    assert_eq!(late.await.unwrap().unwrap().progress.header.items_completed, 2);
    assert_eq!(fixture.store.revision(session).await, Some(3));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_repair_held_up_may_leave_an_earlier_copy_which_the_next_answer_replaces() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    fixture.store.corrupt(session);
    let mut held = fixture.store.faults.hold_next("save", When::Before);
    let (repairing, service) = (fixture.service.clone(), fixture.instance());
    let repair = tokio::spawn(async move { repairing.next(&PLATFORM, session).await });
    held.arrived().await;
    answer_next(&service, &PLATFORM, session).await;
    held.release();
    assert_eq!(repair.await.unwrap().unwrap().header.items_completed, 2);
    answer_next(&service, &PLATFORM, session).await;
    assert_eq!(fixture.store.revision(session).await, Some(4));
    assert_eq!(finish_exam(&service, &PLATFORM, session).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_answer_that_loses_against_a_completion_does_not_count() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let item = pending_item(&fixture, session).await;
    let mut held = fixture.record.faults.hold_next("advance", When::Before);
    let late = send(&fixture.service, session, &item, true);
    held.arrived().await;
    let report = fixture.instance().complete(&PLATFORM, session).await.unwrap();
    held.release();
    let late = late.await.unwrap();
    assert!(matches!(late, Err(ExamError::SessionFinished { .. })), "{late:?}");
    assert_eq!((report.header.items_completed, fixture.attempts(session).await.len()), (2, 2));
    assert_eq!(fixture.store.revision(session).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_completion_that_loses_against_an_answer_reports_the_answer_too() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let mut held = fixture.record.faults.hold_next("complete", When::Before);
    let service = fixture.instance();
    let completion = tokio::spawn(async move { service.complete(&PLATFORM, session).await });
    held.arrived().await;
    answer_next(&fixture.service, &PLATFORM, session).await;
    held.release();
    let report = completion.await.unwrap().unwrap();
    assert_eq!((report.header.items_completed, report.trace.len()), (3, 3));
    let interim = report.trace[2].ability.unwrap().theta;
    let calm = Fixture::new().await;
    let twin = calm.started_and_answered(SHORT, 3).await;
    let expected = calm.service.complete(&PLATFORM, twin).await.unwrap();
    assert_eq!(expected.trace[2].ability.unwrap().theta.to_bits(), interim.to_bits());
    assert_eq!(ExamOutcome::from_report(&report), ExamOutcome::from_report(&expected));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_save_held_up_across_the_completion_leaves_no_copy() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let item = pending_item(&fixture, session).await;
    let mut held = fixture.store.faults.hold_next("save", When::Before);
    let answer = send(&fixture.service, session, &item, true);
    held.arrived().await;
    let report = fixture.instance().complete(&PLATFORM, session).await.unwrap();
    assert_eq!(report.header.items_completed, 3);
    held.release();
    answer.await.unwrap().unwrap();
    assert_eq!(fixture.store.revision(session).await, None);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn two_completions_at_once_give_the_same_report() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let mut held = fixture.record.faults.hold_next("complete", When::Before);
    let service = fixture.instance();
    let late = tokio::spawn(async move { service.complete(&PLATFORM, session).await });
    held.arrived().await;
    let report = fixture.service.complete(&PLATFORM, session).await.unwrap();
    held.release();
    assert_eq!(late.await.unwrap().unwrap(), report);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_that_always_changes_is_reported_to_be_contended() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 2).await;
    let item = pending_item(&fixture, session).await;
    fixture.record.refuse_guarded(ROUNDS);
    let refused = fixture.service.answer(&PLATFORM, session, &item, &option(&item, true)).await.unwrap_err();
    assert!(matches!(refused, ExamError::Contended { .. }) && refused.is_unavailable(), "{refused:?}");
    fixture.record.refuse_guarded(ROUNDS);
    let refused = fixture.service.complete(&PLATFORM, session).await;
    assert!(matches!(refused, Err(ExamError::Contended { .. })), "{refused:?}");
    fixture.record.refuse_guarded(ROUNDS - 1);
    send(&fixture.service, session, &item, true).await.unwrap().unwrap();
    assert_eq!(fixture.attempts(session).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_many_equal_answers_at_once_one_counts() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(OPEN, 1).await;
    let item = pending_item(&fixture, session).await;
    let services: Vec<ExamService> = (0..4).map(|_| fixture.instance()).collect();
    let sent: Vec<_> = (0..32).map(|client| send(&services[client % 4], session, &item, true)).collect();
    let mut replies = Vec::new();
    for reply in sent {
        replies.push(reply.await.unwrap().unwrap());
    }
    assert!(replies.iter().all(|reply| reply == &replies[0]));
    assert_eq!(fixture.attempts(session).await.len(), 2);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_that_a_completion_overtakes_finds_the_session_finished() {
    for (operation, when) in [("extend_ttl", When::Before), ("extend_ttl", When::After)] {
        let fixture = Fixture::new().await;
        let other = fixture.instance();
        let session = fixture.started_and_answered(SHORT, 2).await;
        let mut held = fixture.store.faults.hold_next(operation, when);
        let service = fixture.service.clone();
        let extension = tokio::spawn(async move { service.extend(&PLATFORM, session, 60).await });
        held.arrived().await;
        other.complete(&PLATFORM, session).await.unwrap();
        held.release();
        let refused = extension.await.unwrap();
        assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{operation} {when:?}: {refused:?}");
        assert_eq!(fixture.store.revision(session).await, None);
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_extension_that_rebuilds_a_lost_copy_while_a_completion_overtakes_it_leaves_no_copy() {
    for (operation, when) in [("load", When::Before), ("save", When::Before), ("save", When::After)] {
        let fixture = Fixture::new().await;
        let other = fixture.instance();
        let session = fixture.started_and_answered(SHORT, 2).await;
        fixture.store.inner.delete(SessionKey(session.0)).await.unwrap();
        let mut held = fixture.store.faults.hold_next(operation, when);
        let service = fixture.service.clone();
        let extension = tokio::spawn(async move { service.extend(&PLATFORM, session, 60).await });
        held.arrived().await;
        other.complete(&PLATFORM, session).await.unwrap();
        held.release();
        let refused = extension.await.unwrap();
        assert!(matches!(refused, Err(ExamError::SessionFinished { .. })), "{operation} {when:?}: {refused:?}");
        assert_eq!(fixture.store.revision(session).await, None);
    }
}

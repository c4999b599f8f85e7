//! What proctors do: more time, void, reopen.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::samples::{advance, completion, exam_type, last_advance, moment, new_session};
use crate::record::Record;
use crate::rows::{
    Advance, AnswerBasis, Completion, EndReason, EventKind, ExamSessionId, Guarded, NewEvent, NewSession, NextStep,
    Page, Reopening, SessionRecord, SessionStatus,
};

fn event() -> NewEvent {
    NewEvent { at: moment(50), actor: "key:proctor".to_owned(), reason: Some("fire alarm".to_owned()) }
}

/// A session that expires at the tenth second of the samples' time.
async fn timed(record: &dyn Record) -> SessionRecord {
    let exam_type = exam_type(record).await;
    record.insert_session(NewSession { expires_at: Some(moment(10)), ..new_session(&exam_type) }).await.unwrap()
}

async fn row(record: &dyn Record, session: ExamSessionId) -> SessionRecord {
    record.session(session).await.unwrap().unwrap()
}

async fn events(record: &dyn Record, session: ExamSessionId) -> Vec<(EventKind, Option<i64>)> {
    let events = record.events(session, Page { after: 0, limit: 200 }).await.unwrap();
    events.into_iter().map(|event| (event.kind, event.seconds)).collect()
}

fn from_record(step: Advance) -> Advance {
    Advance { basis: AnswerBasis::Record, ..step }
}

fn expired() -> Completion {
    Completion { reason: EndReason::Expired, voided: true, ..completion() }
}

pub(super) async fn more_time_moves_the_end_of_an_active_session(record: &dyn Record) {
    let before = timed(record).await;
    assert!(record.add_time(before.id, Duration::from_secs(7), event()).await.unwrap());
    let after = row(record, before.id).await;
    let expected =
        SessionRecord { expires_at: Some(moment(17)), history_digest: None, updated_at: moment(50), ..before.clone() };
    assert_eq!(after, expected);
    assert_eq!(events(record, before.id).await, [(EventKind::TimeAdded, Some(7))]);

    let late = Advance { answered_at: moment(16), ..advance(&before, 0) };
    assert_eq!(record.advance(late.clone()).await.unwrap(), Guarded::Stale, "a copy has the end before");
    assert_eq!(record.advance(from_record(late)).await.unwrap(), Guarded::Committed);

    let unlimited = record.insert_session(new_session(&exam_type(record).await)).await.unwrap();
    assert!(!record.add_time(unlimited.id, Duration::from_secs(7), event()).await.unwrap());
    assert_eq!(record.complete(before.id, 1, completion()).await.unwrap(), Guarded::Committed);
    assert!(!record.add_time(before.id, Duration::from_secs(7), event()).await.unwrap());
    assert_eq!(events(record, unlimited.id).await, []);
    assert_eq!(events(record, before.id).await.len(), 1);
}

pub(super) async fn a_late_answer_counts_within_its_grace_and_completes(record: &dyn Record) {
    let session = timed(record).await;
    let late = |seconds: u64, grace: u64| {
        let Completion { estimate, .. } = completion();
        let next = NextStep::Expired { item: 1, estimate, voided: false };
        Advance { answered_at: moment(10 + seconds), grace: Duration::from_secs(grace), next, ..advance(&session, 0) }
    };
    for (seconds, grace) in [(0, 0), (5, 5), (6, 5)] {
        assert_eq!(record.advance(late(seconds, grace)).await.unwrap(), Guarded::Stale, "{seconds} {grace}");
    }
    assert_eq!(record.advance(late(4, 5)).await.unwrap(), Guarded::Committed);
    let row = row(record, session.id).await;
    assert_eq!((row.revision, row.status, row.position.pending_item), (1, SessionStatus::Completed, Some(1)));
    let end = Completion { reason: EndReason::Expired, completed_at: moment(14), ..completion() };
    assert_eq!(row.completion, Some(end));
}

pub(super) async fn a_session_that_was_given_more_time_does_not_expire(record: &dyn Record) {
    let session = timed(record).await;
    assert!(record.add_time(session.id, Duration::from_secs(100), event()).await.unwrap());
    assert_eq!(record.complete(session.id, 0, expired()).await.unwrap(), Guarded::Stale);
    let Completion { estimate, .. } = completion();
    let next = NextStep::Expired { item: 1, estimate, voided: false };
    let late = Advance { answered_at: moment(14), grace: Duration::from_secs(5), next, ..advance(&session, 0) };
    assert_eq!(record.advance(from_record(late)).await.unwrap(), Guarded::Stale);
    assert_eq!(row(record, session.id).await.status, SessionStatus::Active);
    assert_eq!(record.complete(session.id, 0, completion()).await.unwrap(), Guarded::Committed);
}

pub(super) async fn a_session_is_voided_once_active_or_completed(record: &dyn Record) {
    let active = timed(record).await;
    let result = Completion { reason: EndReason::EndedEarly, voided: true, ..completion() };
    let void = async |revision| record.void_active(active.id, revision, result.clone(), event()).await.unwrap();
    assert_eq!(void(1).await, Guarded::Stale);
    assert!(!record.void_completed(active.id, event()).await.unwrap());
    assert_eq!(events(record, active.id).await, []);
    assert_eq!(void(0).await, Guarded::Committed);
    assert_eq!(void(0).await, Guarded::Stale);
    assert_eq!(row(record, active.id).await.completion, Some(result.clone()));

    let completed = timed(record).await;
    assert_eq!(record.advance(last_advance(&completed, 0)).await.unwrap(), Guarded::Committed);
    assert!(record.void_completed(completed.id, event()).await.unwrap());
    assert!(!record.void_completed(completed.id, event()).await.unwrap());
    assert!(row(record, completed.id).await.completion.unwrap().voided);
    for session in [active.id, completed.id] {
        assert_eq!(events(record, session).await, [(EventKind::Voided, None)]);
    }
}

pub(super) async fn a_reopened_session_goes_on_with_its_answers(record: &dyn Record) {
    let session = timed(record).await;
    assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Committed);
    let before = row(record, session.id).await;
    let seconds = Duration::from_secs(8);
    let reopening =
        Reopening { completed_at: moment(99), expires_at: Some(moment(50) + seconds), time_left: Some(seconds) };
    let reopen = async |reopening| record.reopen(session.id, reopening, event()).await.unwrap();
    assert_eq!(reopen(reopening).await, Guarded::Stale, "it is active");
    assert_eq!(record.complete(session.id, 1, expired()).await.unwrap(), Guarded::Committed);
    let other = Reopening { completed_at: moment(98), ..reopening };
    assert_eq!(reopen(other).await, Guarded::Stale, "it was completed at another time");
    assert_eq!(reopen(reopening).await, Guarded::Committed);
    let expected =
        SessionRecord { expires_at: reopening.expires_at, history_digest: None, updated_at: moment(50), ..before };
    assert_eq!(row(record, session.id).await, expected);
    assert_eq!(events(record, session.id).await, [(EventKind::Reopened, Some(8))]);
    let next = Advance { answered_at: moment(51), ..advance(&session, 1) };
    assert_eq!(record.advance(from_record(next)).await.unwrap(), Guarded::Committed);
}

pub(super) async fn of_many_reopenings_at_once_one_is_committed(record: &Arc<dyn Record>) {
    let session = timed(record.as_ref()).await;
    assert_eq!(record.complete(session.id, 0, expired()).await.unwrap(), Guarded::Committed);
    let mut proctors = JoinSet::new();
    for _ in 0..8 {
        let record = Arc::clone(record);
        let reopening = Reopening { completed_at: moment(99), expires_at: Some(moment(70)), time_left: None };
        proctors.spawn(async move { record.reopen(session.id, reopening, event()).await.unwrap() });
    }
    let outcomes = proctors.join_all().await;
    assert_eq!(outcomes.into_iter().filter(|outcome| *outcome == Guarded::Committed).count(), 1);
    assert_eq!(events(record.as_ref(), session.id).await.len(), 1);
}

//! Results of sessions under other versions of their exam type.

use std::sync::Arc;

use irt_core::{Estimate, EstimateStatus};

use super::samples::{advance, completion, exam_type, last_advance, moment, new_session};
use crate::record::Record;
use crate::rows::{
    EventKind, ExamSessionId, ExamTypeRecord, Guarded, NewEvent, Page, Reopening, Rescored, RescoredResult,
    SessionRecord,
};

fn event(reason: &str) -> NewEvent {
    NewEvent { at: moment(50), actor: "key:authors".to_owned(), reason: Some(reason.to_owned()) }
}

/// A completed session of two answers.
async fn completed(record: &dyn Record, exam_type: &ExamTypeRecord) -> SessionRecord {
    let session = record.insert_session(new_session(exam_type)).await.unwrap();
    assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Committed);
    assert_eq!(record.advance(last_advance(&session, 1)).await.unwrap(), Guarded::Committed);
    record.session(session.id).await.unwrap().unwrap()
}

fn result(session: ExamSessionId, version: &ExamTypeRecord) -> RescoredResult {
    RescoredResult {
        session,
        exam_type_id: version.id,
        revision: 2,
        items: 1,
        estimate: Estimate { theta: -1.0 / 3.0, se: 0.1, status: EstimateStatus::AtBound },
        created_at: moment(50),
    }
}

async fn listed(record: &dyn Record, sessions: &[ExamSessionId]) -> Vec<RescoredResult> {
    let listed = record.rescored_results(sessions).await.unwrap();
    listed.into_iter().map(|(_, result)| result.unwrap()).collect()
}

async fn kinds(record: &dyn Record, session: ExamSessionId) -> Vec<EventKind> {
    let events = record.events(session, Page { after: 0, limit: 200 }).await.unwrap();
    events.into_iter().map(|event| event.kind).collect()
}

pub(super) async fn a_rescored_result_is_kept_once_beside_the_first(record: &dyn Record) {
    let version = exam_type(record).await;
    let other = record.insert_exam_type(version.definition.clone()).await.unwrap();
    let (session, beside) = (completed(record, &version).await, completed(record, &version).await);
    let results = [result(session.id, &version), result(session.id, &other), result(beside.id, &other)];
    for result in results {
        assert_eq!(record.insert_rescored(result, event("a wrong key")).await.unwrap(), Rescored::Kept);
        let again = RescoredResult { estimate: completion().estimate, ..result };
        assert_eq!(record.insert_rescored(again, event("again")).await.unwrap(), Rescored::Earlier);
    }
    assert_eq!(listed(record, &[session.id, beside.id]).await, results);
    assert_eq!(listed(record, &[session.id]).await, results[..2]);
    assert_eq!(listed(record, &[]).await, []);
    assert_eq!(record.session(session.id).await.unwrap(), Some(session.clone()), "the session is as it was");
    let events = record.events(session.id, Page { after: 0, limit: 9 }).await.unwrap();
    assert_eq!(
        (events.len(), events[0].kind, events[0].reason.as_deref()),
        (2, EventKind::Rescored, Some("a wrong key"))
    );
}

pub(super) async fn only_a_completed_session_with_these_answers_is_rescored(record: &dyn Record) {
    let version = exam_type(record).await;
    let active = record.insert_session(new_session(&version)).await.unwrap();
    let nothing_given = RescoredResult { revision: 0, items: 0, ..result(active.id, &version) };
    assert_eq!(record.insert_rescored(nothing_given, event("x")).await.unwrap(), Rescored::Stale);
    let session = completed(record, &version).await;
    let fewer = RescoredResult { revision: 1, ..result(session.id, &version) };
    assert_eq!(record.insert_rescored(fewer, event("x")).await.unwrap(), Rescored::Stale);
    let unknown = result(ExamSessionId(i64::MAX), &version);
    assert_eq!(record.insert_rescored(unknown, event("x")).await.unwrap(), Rescored::Stale);
    assert_eq!(listed(record, &[active.id, session.id]).await, []);
    assert_eq!(kinds(record, session.id).await, []);

    // A session that goes on and is completed again has another result for its further answers.
    let ended = session.completion.unwrap().completed_at;
    assert_eq!(record.insert_rescored(result(session.id, &version), event("x")).await.unwrap(), Rescored::Kept);
    let reopening = Reopening { completed_at: ended, stopped_at: ended, expires_at: None, time_left: None };
    assert_eq!(record.reopen(session.id, reopening, event("x")).await.unwrap(), Guarded::Committed);
    assert_eq!(record.insert_rescored(result(session.id, &version), event("x")).await.unwrap(), Rescored::Stale);
    record.complete(session.id, 2, completion()).await.unwrap();
    assert_eq!(record.insert_rescored(result(session.id, &version), event("x")).await.unwrap(), Rescored::Earlier);
    let more = RescoredResult { revision: 3, ..result(session.id, &version) };
    assert_eq!(record.insert_rescored(more, event("x")).await.unwrap(), Rescored::Stale);
}

pub(super) async fn rescored_results_are_deleted_with_their_session(record: &dyn Record) {
    let version = exam_type(record).await;
    let session = completed(record, &version).await;
    assert_eq!(record.insert_rescored(result(session.id, &version), event("x")).await.unwrap(), Rescored::Kept);
    let deleted = record.delete_sessions(&[session.id], moment(1000), event("x")).await.unwrap();
    assert_eq!(deleted, [session.id]);
    assert_eq!(listed(record, &[session.id]).await, []);
    assert_eq!(kinds(record, session.id).await, [EventKind::Rescored, EventKind::Deleted]);
}

pub(super) async fn of_many_rescorings_at_once_one_is_kept(record: &Arc<dyn Record>) {
    let version = exam_type(record.as_ref()).await;
    let session = completed(record.as_ref(), &version).await;
    let mut tasks = tokio::task::JoinSet::new();
    for _ in 0..8 {
        let (record, result) = (Arc::clone(record), result(session.id, &version));
        tasks.spawn(async move { record.insert_rescored(result, event("x")).await.unwrap() });
    }
    let outcomes = tasks.join_all().await;
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Rescored::Kept).count(), 1);
    assert_eq!(outcomes.iter().filter(|outcome| **outcome == Rescored::Earlier).count(), 7);
    assert_eq!(kinds(record.as_ref(), session.id).await, [EventKind::Rescored]);
}

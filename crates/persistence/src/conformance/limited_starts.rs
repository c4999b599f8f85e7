//! Examinees who may have a limited number of sessions.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::samples::{completion, exam_type, fresh_mark, fresh_name, moment, new_session};
use crate::record::Record;
use crate::rows::{
    ExamSessionId, ExamTypeRecord, Guarded, LimitedStart, NewEvent, NewExamType, NewSession, SessionLimit, StartMark,
    StartedOnce,
};

fn limit(exam_type: &ExamTypeRecord, most: u32) -> SessionLimit {
    SessionLimit { exam_type: exam_type.definition.name.clone(), most }
}

fn session_of(exam_type: &ExamTypeRecord, examinee_id: &str) -> NewSession {
    NewSession { examinee_id: Some(examinee_id.to_owned()), ..new_session(exam_type) }
}

fn started(outcome: LimitedStart) -> ExamSessionId {
    let new = match outcome {
        LimitedStart::Started(started) => match *started {
            StartedOnce::Inserted(session) => Some(session.id),
            StartedOnce::Earlier { .. } => None,
        },
        LimitedStart::Active(_) | LimitedStart::Exhausted => None,
    };
    new.unwrap()
}

pub(super) async fn an_examinee_has_one_active_session_and_no_more_than_the_limit(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let (limit, examinee) = (limit(&exam_type, 2), fresh_name("examinee"));
    let start = async |examinee: &str| {
        record.insert_limited_session(session_of(&exam_type, examinee), None, limit.clone()).await.unwrap()
    };
    let complete = async |session| {
        assert_eq!(record.complete(session, 0, completion()).await.unwrap(), Guarded::Committed);
    };
    let first = started(start(&examinee).await);
    assert_eq!(start(&examinee).await, LimitedStart::Active(first));
    started(start(&format!("{examinee}2")).await);
    complete(first).await;
    // All versions of the exam type count.
    let newer = NewExamType { feedback: true, ..exam_type.definition.clone() };
    let newer = record.insert_exam_type(newer).await.unwrap();
    let second = record.insert_limited_session(session_of(&newer, &examinee), None, limit.clone()).await.unwrap();
    let second = started(second);
    complete(second).await;
    assert_eq!(start(&examinee).await, LimitedStart::Exhausted);

    let event = NewEvent { at: moment(50), actor: "platform".to_owned(), reason: None };
    assert!(record.void_completed(second, event).await.unwrap());
    started(start(&examinee).await);
}

pub(super) async fn a_limited_start_that_is_sent_again_is_found(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let (limit, examinee, mark) = (limit(&exam_type, 1), fresh_name("examinee"), fresh_mark());
    let start = async |mark: StartMark| {
        record.insert_limited_session(session_of(&exam_type, &examinee), Some(mark), limit.clone()).await.unwrap()
    };
    let first = started(start(mark).await);
    let again = start(StartMark { salt: [6; 32], ..mark }).await;
    let session = record.session(first).await.unwrap().unwrap();
    assert_eq!(again, LimitedStart::Started(Box::new(StartedOnce::Earlier { session, salt: mark.salt })));
    assert_eq!(start(fresh_mark()).await, LimitedStart::Active(first));
}

pub(super) async fn of_many_starts_of_an_examinee_at_once_one_is_inserted(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    let limit = limit(&exam_type, 3);
    for _ in 0..5 {
        let examinee = fresh_name("examinee");
        let mut clients = JoinSet::new();
        for _ in 0..16 {
            let (record, session, limit) = (Arc::clone(record), session_of(&exam_type, &examinee), limit.clone());
            clients.spawn(async move { record.insert_limited_session(session, None, limit).await.unwrap() });
        }
        let outcomes = clients.join_all().await;
        let (new, others): (Vec<_>, Vec<_>) =
            outcomes.into_iter().partition(|outcome| matches!(outcome, LimitedStart::Started(_)));
        assert_eq!(new.len(), 1);
        let active = started(new.into_iter().next().unwrap());
        assert!(others.iter().all(|outcome| *outcome == LimitedStart::Active(active)), "{others:?}");
    }
}

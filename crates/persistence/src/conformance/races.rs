//! What happens at once.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::samples::{advance, attempt, bank, completion, exam_type, fresh_name, new_session, session};
use crate::record::Record;
use crate::rows::{Guarded, SessionStatus};

pub(super) async fn versions_are_given_once_each_however_many_import_at_once(record: &Arc<dyn Record>) {
    let name = fresh_name("race");
    let definition = exam_type(record.as_ref()).await.definition;
    let mut banks = JoinSet::new();
    let mut exam_types = JoinSet::new();
    for _ in 0..12 {
        let (one, other) = (Arc::clone(record), Arc::clone(record));
        let (bank, definition) = (bank(&name, 20), definition.clone());
        banks.spawn(async move { one.insert_bank(bank).await.unwrap().version });
        exam_types.spawn(async move { other.insert_exam_type(definition).await.unwrap().version });
    }
    let mut versions = banks.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, (1..=12).collect::<Vec<_>>());
    let mut versions = exam_types.join_all().await;
    versions.sort_unstable();
    assert_eq!(versions, (2..=13).collect::<Vec<_>>());
}

pub(super) async fn of_identical_advances_at_once_one_is_committed(record: &Arc<dyn Record>) {
    let session = session(record.as_ref()).await;
    for revision in 0..5 {
        let mut clients = JoinSet::new();
        for _ in 0..16 {
            let (record, step) = (Arc::clone(record), advance(&session, revision));
            clients.spawn(async move { record.advance(step).await.unwrap() });
        }
        let outcomes = clients.join_all().await;
        assert_eq!(outcomes.iter().filter(|outcome| **outcome == Guarded::Committed).count(), 1);
    }
    let history = record.history(session.id).await.unwrap().unwrap();
    assert_eq!((history.session.revision, history.attempts.len()), (5, 5));
}

pub(super) async fn of_completion_and_advance_at_once_one_is_committed(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    for _ in 0..10 {
        let session = record.insert_session(new_session(&exam_type)).await.unwrap();
        let (one, step) = (Arc::clone(record), advance(&session, 0));
        let (other, id) = (Arc::clone(record), session.id);
        let answer = tokio::spawn(async move { one.advance(step).await.unwrap() });
        let end = tokio::spawn(async move { other.complete(id, 0, completion()).await.unwrap() });
        let (answer, end) = (answer.await.unwrap(), end.await.unwrap());

        let history = record.history(session.id).await.unwrap().unwrap();
        assert_ne!(answer, end);
        assert_eq!(history.attempts.len(), usize::from(answer == Guarded::Committed));
        assert_eq!(history.session.status == SessionStatus::Completed, end == Guarded::Committed);
    }
}

pub(super) async fn a_hundred_sessions_advance_independently(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    let mut exams = JoinSet::new();
    for length in 0..100_u32 {
        let (record, session) = (Arc::clone(record), new_session(&exam_type));
        exams.spawn(async move {
            let session = record.insert_session(session).await.unwrap();
            for revision in 0..length % 7 {
                assert_eq!(record.advance(advance(&session, revision)).await.unwrap(), Guarded::Committed);
            }
            (session, length % 7)
        });
    }
    for (session, answers) in exams.join_all().await {
        let history = record.history(session.id).await.unwrap().unwrap();
        let expected: Vec<_> = (0..answers).map(|revision| attempt(&advance(&session, revision))).collect();
        assert_eq!((history.session.revision, history.attempts), (answers.into(), expected));
    }
}

pub(super) async fn a_history_is_of_one_moment_while_its_session_advances(record: &Arc<dyn Record>) {
    let session = session(record.as_ref()).await;
    let (reader, id) = (Arc::clone(record), session.id);
    let reading = tokio::spawn(async move {
        loop {
            let history = reader.history(id).await.unwrap().unwrap();
            assert_eq!(history.attempts.len() as u64, history.session.revision);
            if history.session.revision == 100 {
                break;
            }
        }
    });
    for revision in 0..100 {
        record.advance(advance(&session, revision)).await.unwrap();
    }
    reading.await.unwrap();
}

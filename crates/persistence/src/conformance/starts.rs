//! Starts that have a key.

use std::sync::Arc;

use tokio::task::JoinSet;

use super::refusal::assert_refused;
use super::samples::{advance, completion, exam_type, fresh_mark, moment, new_session, position};
use crate::record::Record;
use crate::rows::{ExamTypeId, Guarded, NewSession, SessionRecord, StartMark, StartedOnce};

/// The session of a start that inserted one.
fn inserted(outcome: StartedOnce) -> SessionRecord {
    let session = match outcome {
        StartedOnce::Inserted(session) => Some(session),
        StartedOnce::Earlier { .. } => None,
    };
    session.unwrap()
}

pub(super) async fn a_key_starts_one_session(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let mark = fresh_mark();
    let first = inserted(record.insert_session_once(new_session(&exam_type), mark).await.unwrap());
    assert_eq!(record.session(first.id).await.unwrap().as_ref(), Some(&first));

    let again = NewSession { examinee_id: None, seed: 8, token_digest: [1; 32], ..new_session(&exam_type) };
    let other_salt = StartMark { salt: [3; 32], ..mark };
    let repeat = || record.insert_session_once(again.clone(), other_salt);
    let earlier = |session: &SessionRecord| StartedOnce::Earlier { session: session.clone(), salt: mark.salt };
    assert_eq!(repeat().await.unwrap(), earlier(&first));

    assert_eq!(record.advance(advance(&first, 0)).await.unwrap(), Guarded::Committed);
    let answered = record.session(first.id).await.unwrap().unwrap();
    assert_eq!(repeat().await.unwrap(), earlier(&answered));

    assert_eq!(record.complete(first.id, 1, completion()).await.unwrap(), Guarded::Committed);
    let completed = record.session(first.id).await.unwrap().unwrap();
    assert_eq!(repeat().await.unwrap(), earlier(&completed));

    let other_key = inserted(record.insert_session_once(again.clone(), fresh_mark()).await.unwrap());
    let without_key = record.insert_session(again).await.unwrap();
    assert!(first.id < other_key.id && other_key.id < without_key.id, "each other start has a session of its own");
}

pub(super) async fn a_refused_start_leaves_its_key_free(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let mark = fresh_mark();
    let orphan = NewSession { exam_type_id: ExamTypeId(i64::MAX), ..new_session(&exam_type) };
    assert_refused(&record.insert_session_once(orphan, mark).await);
    inserted(record.insert_session_once(new_session(&exam_type), mark).await.unwrap());
}

pub(super) async fn the_session_of_a_key_is_found(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let (mark, other) = (fresh_mark(), fresh_mark());
    let session = NewSession::with_every_field(exam_type.id, position(0), moment(0));
    let session = inserted(record.insert_session_once(session, mark).await.unwrap());
    record.insert_session(new_session(&exam_type)).await.unwrap();
    assert_eq!(record.session_started_by(mark.key_digest).await.unwrap(), Some((session, mark.salt)));
    assert_eq!(record.session_started_by(other.key_digest).await.unwrap(), None);
}

pub(super) async fn of_many_starts_with_one_key_at_once_one_is_inserted(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    for _ in 0..5 {
        let mark = fresh_mark();
        let mut clients = JoinSet::new();
        for number in 0..16 {
            let (record, session) = (Arc::clone(record), new_session(&exam_type));
            let mark = StartMark { salt: [number; 32], ..mark };
            clients.spawn(async move { (mark.salt, record.insert_session_once(session, mark).await.unwrap()) });
        }
        let outcomes = clients.join_all().await;
        let (winners, losers): (Vec<_>, Vec<_>) =
            outcomes.into_iter().partition(|(_, outcome)| matches!(outcome, StartedOnce::Inserted(_)));
        assert_eq!((winners.len(), losers.len()), (1, 15));
        for (salt, outcome) in winners {
            let session = inserted(outcome);
            for (_, other) in &losers {
                assert_eq!(other, &StartedOnce::Earlier { session: session.clone(), salt });
            }
        }
    }
}

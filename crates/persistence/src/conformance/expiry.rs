//! Sessions with a time limit.

use std::sync::Arc;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use irt_core::Estimate;
use tokio::task::JoinSet;

use super::samples::{advance, completion, exam_type, moment, new_session};
use crate::record::Record;
use crate::rows::{Completion, ExamSessionId, Guarded, NewSession, SessionRecord};

/// A session that expires then.
async fn expiring(record: &dyn Record, expires_at: Option<SystemTime>) -> SessionRecord {
    let exam_type = exam_type(record).await;
    record.insert_session(NewSession { expires_at, ..new_session(&exam_type) }).await.unwrap()
}

pub(super) async fn an_answer_counts_until_the_session_expires(record: &dyn Record) {
    let limit = moment(10);
    let session = expiring(record, Some(limit)).await;
    let at = |revision, answered_at| {
        let mut step = advance(&session, revision);
        step.answered_at = answered_at;
        step
    };
    let (just_before, just_after) = (limit - Duration::from_micros(1), limit + Duration::from_micros(1));
    for late in [limit, just_after, moment(1_000)] {
        assert_eq!(record.advance(at(0, late)).await.unwrap(), Guarded::Stale);
    }
    assert_eq!(record.history(session.id).await.unwrap().unwrap().attempts, vec![]);
    assert_eq!(record.advance(at(0, just_before)).await.unwrap(), Guarded::Committed);
    assert_eq!(record.advance(at(1, limit)).await.unwrap(), Guarded::Stale);

    let unlimited = expiring(record, None).await;
    let mut step = advance(&unlimited, 0);
    step.answered_at = moment(1 << 32);
    assert_eq!(record.advance(step).await.unwrap(), Guarded::Committed);
}

pub(super) async fn a_completion_says_whether_the_result_counts(record: &dyn Record) {
    for voided in [true, false] {
        let session = expiring(record, Some(moment(10))).await;
        let end = Completion { voided, ..completion() };
        assert_eq!(record.complete(session.id, 0, end.clone()).await.unwrap(), Guarded::Committed);
        let kept = record.session(session.id).await.unwrap().unwrap();
        assert_eq!((kept.completion, kept.expires_at), (Some(end), Some(moment(10))));
    }
}

pub(super) async fn expiring_sessions_come_with_the_earliest_first(record: &dyn Record) {
    // Far from the times of all other cases, and of other runs on the same record.
    let base = UNIX_EPOCH + fresh_span();
    let at = |second| base + Duration::from_secs(second);
    let mut sessions = Vec::new();
    for second in [3, 1, 4, 1, 5] {
        sessions.push(expiring(record, Some(at(second))).await);
    }
    expiring(record, None).await;
    let completed = expiring(record, Some(at(2))).await;
    record.complete(completed.id, 0, completion()).await.unwrap();

    let found = async |from, to, limit| -> Vec<ExamSessionId> {
        let found = record.expiring_sessions(at(from)..=at(to), limit).await.unwrap();
        found.into_iter().map(|(id, _)| id).collect()
    };
    let ids: Vec<_> = [1, 3, 0, 2, 4].map(|place: usize| sessions[place].id).to_vec();
    assert_eq!(found(0, 5, 100).await, ids);
    assert_eq!(found(0, 4, 100).await, ids[..4]);
    assert_eq!(found(1, 5, 2).await, ids[..2]);
    assert_eq!(found(2, 5, 100).await, ids[2..]);
    assert_eq!(found(0, 0, 100).await, []);
    assert_eq!(found(0, 5, 0).await, []);
    let first = record.expiring_sessions(at(0)..=at(1), 1).await.unwrap();
    assert_eq!(first, [(sessions[1].id, sessions[1].expires_at.unwrap())]);
}

/// A span of time that no other run is likely to use, far below the moments.
#[expect(clippy::disallowed_methods, reason = "no exam is made of this time")]
fn fresh_span() -> Duration {
    let run = SystemTime::now().duration_since(UNIX_EPOCH).unwrap();
    Duration::from_secs(run.subsec_nanos().into())
}

pub(super) async fn the_active_sessions_are_counted(record: &dyn Record) {
    let before = record.count_active_sessions().await.unwrap();
    let session = expiring(record, None).await;
    expiring(record, Some(moment(10))).await;
    assert_eq!(record.count_active_sessions().await.unwrap(), before + 2);
    record.complete(session.id, 0, completion()).await.unwrap();
    assert_eq!(record.count_active_sessions().await.unwrap(), before + 1);
}

pub(super) async fn of_many_answers_at_once_those_in_time_count(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    let mut answers = JoinSet::new();
    for number in 0..60_u64 {
        // A third each: in time, at the very end, and without a limit.
        let expires_at = [Some(moment(10)), Some(moment(9)), None][usize::try_from(number % 3).unwrap()];
        let session = NewSession { expires_at, ..new_session(&exam_type) };
        let record = Arc::clone(record);
        answers.spawn(async move {
            let session = record.insert_session(session).await.unwrap();
            let mut step = advance(&session, 0);
            step.answered_at = moment(9);
            (session.id, expires_at, record.advance(step).await.unwrap())
        });
    }
    for (id, expires_at, outcome) in answers.join_all().await {
        let counts = expires_at != Some(moment(9));
        assert_eq!(outcome == Guarded::Committed, counts, "{expires_at:?}");
        let attempts = record.history(id).await.unwrap().unwrap().attempts;
        assert_eq!(attempts.len(), usize::from(counts), "{expires_at:?}");
    }
}

pub(super) async fn of_many_expiries_at_once_one_is_committed(record: &Arc<dyn Record>) {
    let session = expiring(record.as_ref(), Some(moment(10))).await;
    let mut instances = JoinSet::new();
    for instance in 0..16_u8 {
        let (record, id) = (Arc::clone(record), session.id);
        let estimate = Estimate { theta: f64::from(instance), ..completion().estimate };
        let end = Completion { voided: true, estimate, ..completion() };
        instances.spawn(async move { (record.complete(id, 0, end.clone()).await.unwrap(), end) });
    }
    let mut outcomes = instances.join_all().await;
    outcomes.retain(|(outcome, _)| *outcome == Guarded::Committed);
    let kept = record.session(session.id).await.unwrap().unwrap().completion.unwrap();
    assert_eq!(outcomes, [(Guarded::Committed, kept)]);
}

//! Answers that complete their session.

use std::sync::Arc;

use irt_core::{Estimate, EstimateStatus, StopReason};
use tokio::task::JoinSet;

use super::samples::{
    DELICATE, advance, attempt, completion, completion_by, exam_type, last_advance, moment, new_session, session,
};
use crate::record::Record;
use crate::rows::{
    Advance, Completion, EndReason, Guarded, NewSession, NextStep, SessionHistory, SessionPosition, SessionRecord,
    SessionStatus,
};

async fn history(record: &dyn Record, session: &SessionRecord) -> SessionHistory {
    record.history(session.id).await.unwrap().unwrap()
}

/// The session is active, as it was inserted, without an attempt.
async fn assert_untouched(record: &dyn Record, session: &SessionRecord) {
    assert_eq!(history(record, session).await, SessionHistory { session: session.clone(), attempts: vec![] });
}

pub(super) async fn the_last_answer_completes_its_session(record: &dyn Record) {
    let statuses = [
        EstimateStatus::Converged,
        EstimateStatus::AtBound,
        EstimateStatus::NoResponses,
        EstimateStatus::NoInformation,
        EstimateStatus::ConstantPattern,
    ];
    let ends = StopReason::ALL.iter().zip(DELICATE.iter().cycle()).zip(statuses.iter().cycle());
    for ((&reason, &theta), &status) in ends {
        let session = session(record).await;
        assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Committed);
        let estimate = Estimate { theta, se: -theta, status };
        let last = Advance { next: NextStep::Completed(reason, estimate), ..advance(&session, 1) };
        assert_eq!(record.advance(last.clone()).await.unwrap(), Guarded::Committed);

        let SessionHistory { session: kept, attempts } = history(record, &session).await;
        assert_eq!((kept.status, kept.revision, kept.updated_at), (SessionStatus::Completed, 2, last.answered_at));
        let position = SessionPosition { pending_item: None, stop_reason: Some(reason), ability: last.ability };
        assert_eq!(kept.position, position);
        let end = kept.completion.clone().unwrap();
        let reason = EndReason::Stopped(reason);
        assert_eq!(end, Completion { reason, estimate, completed_at: last.answered_at, voided: false });
        let bits = [theta, -theta].map(f64::to_bits);
        assert_eq!([end.estimate.theta, end.estimate.se].map(f64::to_bits), bits);
        assert_eq!(attempts, [attempt(&advance(&session, 0)), attempt(&last)]);

        assert_eq!(record.advance(last).await.unwrap(), Guarded::Stale, "sent again");
        assert_eq!(record.complete(session.id, 2, completion()).await.unwrap(), Guarded::Stale);
        assert_eq!(history(record, &session).await, SessionHistory { session: kept, attempts });
    }
}

pub(super) async fn a_completed_session_is_not_listed_as_active(record: &dyn Record) {
    let before = record.count_active_sessions().await.unwrap();
    let session = session(record).await;
    assert_eq!(record.count_active_sessions().await.unwrap(), before + 1);
    record.advance(last_advance(&session, 0)).await.unwrap();
    assert_eq!(record.count_active_sessions().await.unwrap(), before);
}

pub(super) async fn a_last_answer_that_is_stale_completes_nothing(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let limited = NewSession { expires_at: Some(moment(1)), ..new_session(&exam_type) };
    let limited = record.insert_session(limited).await.unwrap();
    let late = last_advance(&limited, 0);
    assert_eq!(record.advance(late).await.unwrap(), Guarded::Stale);
    assert_untouched(record, &limited).await;

    let session = record.insert_session(new_session(&exam_type)).await.unwrap();
    let early = last_advance(&session, 1);
    let beyond = Advance { expected_revision: u64::MAX, ..last_advance(&session, 0) };
    let of_another_token = Advance { token_digest: [8; 32], ..last_advance(&session, 0) };
    let of_another_item = Advance { item: 5, ..last_advance(&session, 0) };
    for step in [early, beyond, of_another_token, of_another_item] {
        assert_eq!(record.advance(step).await.unwrap(), Guarded::Stale);
    }
    assert_untouched(record, &session).await;
    assert_eq!(record.advance(last_advance(&session, 0)).await.unwrap(), Guarded::Committed);
}

pub(super) async fn a_last_answer_to_an_item_answered_before_completes_nothing(record: &dyn Record) {
    let session = session(record).await;
    let shown_again = Advance { next: NextStep::Item(0), ..advance(&session, 0) };
    assert_eq!(record.advance(shown_again).await.unwrap(), Guarded::Committed);
    let after = history(record, &session).await;
    // The session is changed first, and the attempt is then refused: neither may stay.
    let twice = Advance { item: 0, ..last_advance(&session, 1) };
    assert_eq!(record.advance(twice).await.unwrap(), Guarded::Stale);
    assert_eq!(history(record, &session).await, after);
}

pub(super) async fn of_last_answers_at_once_one_completes_the_session(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    for _ in 0..5 {
        let session = record.insert_session(new_session(&exam_type)).await.unwrap();
        let mut clients = JoinSet::new();
        for client in 0..16_u8 {
            let record = Arc::clone(record);
            let estimate = Estimate { theta: client.into(), ..completion().estimate };
            let next = NextStep::Completed(StopReason::MaxItems, estimate);
            let step = Advance { next, response: client, ..advance(&session, 0) };
            clients.spawn(async move { (record.advance(step.clone()).await.unwrap(), step) });
        }
        let mut outcomes = clients.join_all().await;
        outcomes.retain(|(outcome, _)| *outcome == Guarded::Committed);
        assert_eq!(outcomes.len(), 1);
        let kept = history(record.as_ref(), &session).await;
        assert_eq!(kept.attempts, [attempt(&outcomes[0].1)]);
        let estimate = Estimate { theta: kept.attempts[0].response.into(), ..completion().estimate };
        let end = Completion { estimate, ..completion_by(&outcomes[0].1) };
        assert_eq!(kept.session.completion, Some(end), "the result is that of the answer that counts");
    }
}

pub(super) async fn of_a_last_answer_and_a_completion_at_once_one_is_committed(record: &Arc<dyn Record>) {
    let exam_type = exam_type(record.as_ref()).await;
    for _ in 0..20 {
        let session = record.insert_session(new_session(&exam_type)).await.unwrap();
        let (one, step) = (Arc::clone(record), last_advance(&session, 0));
        let (other, id) = (Arc::clone(record), session.id);
        let answer = tokio::spawn(async move { one.advance(step).await.unwrap() });
        let end = tokio::spawn(async move { other.complete(id, 0, completion()).await.unwrap() });
        let (answer, end) = (answer.await.unwrap(), end.await.unwrap());

        assert_ne!(answer, end);
        let kept = history(record.as_ref(), &session).await;
        let by_answer = answer == Guarded::Committed;
        assert_eq!(kept.attempts.len(), usize::from(by_answer));
        let expected = if by_answer { completion_by(&last_advance(&session, 0)) } else { completion() };
        assert_eq!(kept.session.completion, Some(expected));
    }
}

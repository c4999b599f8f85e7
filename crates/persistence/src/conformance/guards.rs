//! Guarded changes: advance and complete.

use irt_core::{Ability, StopReason};

use super::refusal::assert_refused;
use super::samples::{DELICATE, DELICATE_TEXT, advance, attempt, completion, last_advance, moment, session};
use crate::record::Record;
use crate::rows::{Advance, ExamSessionId, Guarded, NextStep, SessionPosition, SessionStatus};

pub(super) async fn an_advance_is_recorded_whole(record: &dyn Record) {
    let session = session(record).await;
    let mut attempts = Vec::new();
    let mut pending = session.position.pending_item;
    for (revision, theta) in (0..).zip(DELICATE) {
        let mut step = advance(&session, revision);
        step.item = pending.unwrap();
        pending = (attempts.len() + 1 < DELICATE.len()).then_some(u32::MAX - revision);
        step.answer = (revision % 2 == 0).then(|| DELICATE_TEXT.to_owned());
        step.response = u8::MAX;
        let stop_reason = pending.is_none().then_some(StopReason::Custom);
        let ability = Ability { theta, se: -theta };
        step.ability = ability;
        step.next = pending.map_or(NextStep::Stopped(StopReason::Custom), NextStep::Item);
        attempts.push(attempt(&step));
        assert_eq!(record.advance(step.clone()).await.unwrap(), Guarded::Committed);

        let history = record.history(session.id).await.unwrap().unwrap();
        assert_eq!(record.session(session.id).await.unwrap().unwrap(), history.session);
        assert_eq!(history.session.revision, u64::from(revision) + 1);
        assert_eq!(history.session.updated_at, step.answered_at);
        assert_eq!(history.session.position, SessionPosition { pending_item: pending, stop_reason, ability });
        assert_eq!((history.session.status, history.session.completion), (SessionStatus::Active, None));
        assert_eq!(history.session.position.ability.theta.to_bits(), theta.to_bits());
        assert_eq!(history.attempts, attempts);
        let last = history.attempts.last().unwrap();
        assert_eq!([last.ability.theta, last.ability.se].map(f64::to_bits), [theta, -theta].map(f64::to_bits));
    }
}

pub(super) async fn an_advance_from_another_revision_changes_nothing(record: &dyn Record) {
    let session = session(record).await;
    let unknown = Advance { session: ExamSessionId(i64::MAX), ..advance(&session, 0) };
    let beyond = Advance { expected_revision: u64::MAX, ..advance(&session, 0) };
    let early = advance(&session, 1);
    let of_another_session = Advance { token_digest: [8; 32], ..advance(&session, 0) };
    let mut of_another_item = advance(&session, 0);
    of_another_item.item = 5;
    for step in [unknown, beyond, early, of_another_session, of_another_item] {
        assert_eq!(record.advance(step).await.unwrap(), Guarded::Stale);
    }
    assert_eq!(record.history(session.id).await.unwrap().unwrap().attempts, vec![]);

    assert_eq!(record.advance(advance(&session, 0)).await.unwrap(), Guarded::Committed);
    let after = record.history(session.id).await.unwrap().unwrap();
    let mut other_item = advance(&session, 0);
    other_item.item = 77;
    for late in [advance(&session, 0), other_item] {
        assert_eq!(record.advance(late).await.unwrap(), Guarded::Stale);
    }
    assert_eq!(record.history(session.id).await.unwrap().unwrap(), after);
}

pub(super) async fn an_item_is_answered_once(record: &dyn Record) {
    let session = session(record).await;
    record.advance(advance(&session, 0)).await.unwrap();
    let after = record.history(session.id).await.unwrap().unwrap();

    let mut again = advance(&session, 1);
    again.item = 0;
    assert_eq!(record.advance(again).await.unwrap(), Guarded::Stale);
    assert_eq!(record.history(session.id).await.unwrap().unwrap(), after);
    assert_eq!(record.advance(advance(&session, 1)).await.unwrap(), Guarded::Committed);
}

pub(super) async fn a_refused_answer_changes_nothing(record: &dyn Record) {
    let session = session(record).await;
    for last in [false, true] {
        let mut with_nul = if last { last_advance(&session, 0) } else { advance(&session, 0) };
        with_nul.answer = Some("a\0b".into());
        assert_refused(&record.advance(with_nul).await);
    }
    let history = record.history(session.id).await.unwrap().unwrap();
    assert_eq!((history.session, history.attempts), (session, vec![]));
}

pub(super) async fn a_session_is_completed_once(record: &dyn Record) {
    let session = session(record).await;
    record.advance(advance(&session, 0)).await.unwrap();
    let before = record.session(session.id).await.unwrap().unwrap();
    for revision in [0, 2, u64::MAX] {
        assert_eq!(record.complete(session.id, revision, completion()).await.unwrap(), Guarded::Stale);
    }
    assert_eq!(record.session(session.id).await.unwrap().unwrap(), before);

    assert_eq!(record.complete(session.id, 1, completion()).await.unwrap(), Guarded::Committed);
    let after = record.history(session.id).await.unwrap().unwrap();
    assert_eq!(after.session.status, SessionStatus::Completed);
    assert_eq!(after.session.completion, Some(completion()));
    assert_eq!(after.session.revision, 1);
    assert_eq!(after.session.position, before.position);
    assert_eq!(after.session.updated_at, moment(99));

    assert_eq!(record.complete(session.id, 1, completion()).await.unwrap(), Guarded::Stale);
    assert_eq!(record.advance(advance(&session, 1)).await.unwrap(), Guarded::Stale);
    assert_eq!(record.history(session.id).await.unwrap().unwrap(), after);
}

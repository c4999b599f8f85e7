//! What proctors do: more time, pause, resume, void, reopen.

use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinSet;

use super::samples::{advance, completion, exam_type, last_advance, moment, new_session};
use crate::record::Record;
use crate::rows::{
    Advance, AnswerBasis, Completion, EndReason, EventKind, ExamSessionId, Guarded, NewEvent, NewSession, NextStep,
    Page, Reopening, Resumption, SessionRecord, SessionStatus,
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

/// A reopening of a session without a time limit that was completed at this second.
fn reopening_at(seconds: u64) -> Reopening {
    Reopening { completed_at: moment(seconds), stopped_at: moment(9), expires_at: None, time_left: None }
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
    let void = async |revision| record.void_unfinished(active.id, revision, result.clone(), event()).await.unwrap();
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
    let reopening = Reopening { expires_at: Some(moment(50) + seconds), time_left: Some(seconds), ..reopening_at(99) };
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
    let events = record.events(session.id, Page { after: 0, limit: 200 }).await.unwrap();
    assert_eq!(events[0].span, Some(moment(9)..moment(50)));
    let next = Advance { answered_at: moment(51), ..advance(&session, 1) };
    assert_eq!(record.advance(from_record(next)).await.unwrap(), Guarded::Committed);
}

pub(super) async fn of_many_reopenings_at_once_one_is_committed(record: &Arc<dyn Record>) {
    let session = timed(record.as_ref()).await;
    assert_eq!(record.complete(session.id, 0, expired()).await.unwrap(), Guarded::Committed);
    let mut proctors = JoinSet::new();
    for _ in 0..8 {
        let record = Arc::clone(record);
        let reopening = Reopening { expires_at: Some(moment(70)), ..reopening_at(99) };
        proctors.spawn(async move { record.reopen(session.id, reopening, event()).await.unwrap() });
    }
    let outcomes = proctors.join_all().await;
    assert_eq!(outcomes.into_iter().filter(|outcome| *outcome == Guarded::Committed).count(), 1);
    assert_eq!(events(record.as_ref(), session.id).await.len(), 1);
}

async fn pause(record: &dyn Record, session: ExamSessionId, second: u64) -> bool {
    record.pause(session, NewEvent { at: moment(second), ..event() }).await.unwrap()
}

async fn resume(record: &dyn Record, session: ExamSessionId, since: u64, second: u64) -> Guarded {
    let resumption = Resumption { paused_at: moment(since), pause: Duration::from_secs(second.saturating_sub(since)) };
    record.resume(session, resumption, NewEvent { at: moment(second), ..event() }).await.unwrap()
}

pub(super) async fn a_pause_stops_the_clock_and_takes_no_answer(record: &dyn Record) {
    let before = timed(record).await;
    assert!(!pause(record, before.id, 10).await, "its time is over");
    assert!(pause(record, before.id, 7).await);
    assert!(!pause(record, before.id, 8).await);
    let paused = SessionRecord {
        status: SessionStatus::Paused,
        paused_at: Some(moment(7)),
        history_digest: None,
        updated_at: moment(7),
        ..before.clone()
    };
    assert_eq!(row(record, before.id).await, paused);
    for answer in [advance(&before, 0), from_record(advance(&before, 0)), last_advance(&before, 0)] {
        assert_eq!(record.advance(answer).await.unwrap(), Guarded::Stale);
    }
    assert_eq!(record.complete(before.id, 0, completion()).await.unwrap(), Guarded::Stale);
    assert_eq!(record.complete(before.id, 0, expired()).await.unwrap(), Guarded::Stale);
    let overdue = record.expiring_sessions(moment(0)..=moment(1000), 1000).await.unwrap();
    assert!(overdue.iter().all(|(id, _)| *id != before.id));

    assert_eq!(resume(record, before.id, 6, 100).await, Guarded::Stale, "another pause");
    assert_eq!(resume(record, before.id, 7, 100).await, Guarded::Committed);
    assert_eq!(resume(record, before.id, 7, 101).await, Guarded::Stale);
    let resumed = SessionRecord {
        status: SessionStatus::Active,
        paused_at: None,
        expires_at: Some(moment(103)),
        updated_at: moment(100),
        ..paused
    };
    assert_eq!(row(record, before.id).await, resumed);
    assert_eq!(events(record, before.id).await, [(EventKind::Paused, None), (EventKind::Resumed, Some(93))]);
    let spans = record.events(before.id, Page { after: 0, limit: 200 }).await.unwrap();
    assert_eq!(spans[1].span, Some(moment(7)..moment(100)));
    let spans = record.event_spans(&[before.id, ExamSessionId(i64::MAX)]).await.unwrap();
    assert_eq!(spans, [(before.id, moment(7)..moment(100))]);
    let next = Advance { answered_at: moment(102), ..advance(&before, 0) };
    assert_eq!(record.advance(next.clone()).await.unwrap(), Guarded::Stale, "a copy has the end before");
    assert_eq!(record.advance(from_record(next)).await.unwrap(), Guarded::Committed);
}

pub(super) async fn a_paused_session_without_a_time_limit_goes_on_without_one(record: &dyn Record) {
    let session = record.insert_session(new_session(&exam_type(record).await)).await.unwrap();
    assert!(pause(record, session.id, 7).await);
    assert_eq!(resume(record, session.id, 7, 9).await, Guarded::Committed);
    assert_eq!(row(record, session.id).await.expires_at, None);
}

pub(super) async fn a_paused_session_is_given_time_and_voided(record: &dyn Record) {
    let session = timed(record).await;
    assert!(pause(record, session.id, 7).await);
    assert!(record.add_time(session.id, Duration::from_secs(5), event()).await.unwrap());
    assert_eq!(row(record, session.id).await.expires_at, Some(moment(15)));
    let result = Completion { reason: EndReason::EndedEarly, voided: true, ..completion() };
    assert_eq!(record.void_unfinished(session.id, 0, result.clone(), event()).await.unwrap(), Guarded::Committed);
    let voided = row(record, session.id).await;
    assert_eq!((voided.status, voided.paused_at, voided.completion), (SessionStatus::Completed, None, Some(result)));
    assert_eq!(resume(record, session.id, 7, 9).await, Guarded::Stale);
}

pub(super) async fn an_answer_and_a_pause_at_once_leave_both_or_the_pause(record: &Arc<dyn Record>) {
    for _ in 0..20 {
        let session = timed(record.as_ref()).await;
        let (answer, pausing) = (Arc::clone(record), Arc::clone(record));
        let step = Advance { answered_at: moment(5), ..advance(&session, 0) };
        let answer = tokio::spawn(async move { answer.advance(step).await.unwrap() });
        let pausing = tokio::spawn(async move { pause(pausing.as_ref(), session.id, 5).await });
        let (answer, paused) = (answer.await.unwrap(), pausing.await.unwrap());
        let after = row(record.as_ref(), session.id).await;
        let revision = u64::from(answer == Guarded::Committed);
        assert_eq!((paused, after.status, after.revision), (true, SessionStatus::Paused, revision));
    }
}

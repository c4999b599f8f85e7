//! Events, and the changes that they come with.

use std::time::SystemTime;

use super::samples::{
    DELICATE_TEXT, advance, attempt, exam_type, fresh_name, last_advance, moment, new_session, session,
};
use crate::record::Record;
use crate::rows::{
    Advance, AnswerBasis, EventKind, EventRecord, ExamSessionId, Guarded, NewEvent, NewSession, Page, SessionHistory,
    SessionRecord,
};

const FIRST_PAGE: Page = Page { after: 0, limit: 200 };

fn event(reason: &str) -> NewEvent {
    NewEvent { at: moment(50), actor: "key \"A\"".to_owned(), reason: Some(reason.to_owned()) }
}

async fn events(record: &dyn Record, session: ExamSessionId) -> Vec<EventRecord> {
    record.events(session, FIRST_PAGE).await.unwrap()
}

async fn kinds(record: &dyn Record, session: ExamSessionId) -> Vec<EventKind> {
    events(record, session).await.into_iter().map(|event| event.kind).collect()
}

async fn session_of(record: &dyn Record, examinee_id: &str) -> SessionRecord {
    let exam_type = exam_type(record).await;
    let session = NewSession { examinee_id: Some(examinee_id.to_owned()), ..new_session(&exam_type) };
    record.insert_session(session).await.unwrap()
}

/// A session that last changed at this second of the samples' time.
async fn changed_at(record: &dyn Record, second: u64) -> SessionRecord {
    let exam_type = exam_type(record).await;
    record.insert_session(NewSession { started_at: moment(second), ..new_session(&exam_type) }).await.unwrap()
}

async fn history(record: &dyn Record, session: ExamSessionId) -> SessionHistory {
    record.history(session).await.unwrap().unwrap()
}

/// The part of a list that is about these sessions: the record may hold others.
fn among(listed: &[ExamSessionId], sessions: &[&SessionRecord]) -> Vec<ExamSessionId> {
    listed.iter().copied().filter(|id| sessions.iter().any(|session| session.id == *id)).collect()
}

/// Every session of a list that is read page by page.
macro_rules! all_pages {
    ($record:expr, $list:ident, $before:expr) => {{
        let mut listed: Vec<ExamSessionId> = Vec::new();
        loop {
            let page = Page { after: listed.last().map_or(0, |last| last.0), limit: 3 };
            let rows = $record.$list($before, page).await.unwrap();
            if rows.is_empty() {
                break listed;
            }
            assert!(rows.is_sorted() && rows.len() <= 3);
            listed.extend(rows);
        }
    }};
}

pub(super) async fn a_token_is_given_anew_with_its_event(record: &dyn Record) {
    let before = session(record).await;
    assert!(record.reissue_token(before.id, [4; 32], event(DELICATE_TEXT)).await.unwrap());
    let after = record.session(before.id).await.unwrap().unwrap();
    assert_eq!(
        after,
        SessionRecord { token_digest: [4; 32], history_digest: None, updated_at: moment(50), ..before.clone() }
    );

    let recorded = events(record, before.id).await;
    let NewEvent { at, actor, reason } = event(DELICATE_TEXT);
    let id = recorded[0].id;
    let kind = EventKind::TokenReissued;
    assert_eq!(recorded, [EventRecord { id, session: before.id, at, kind, actor, reason, seconds: None, span: None }]);

    assert_eq!(record.advance(advance(&before, 0)).await.unwrap(), Guarded::Stale, "the token before has ended");
    let last = last_advance(&after, 0);
    assert_eq!(record.advance(last.clone()).await.unwrap(), Guarded::Stale, "a copy has the token before");
    let last = Advance { basis: AnswerBasis::Record, ..last };
    assert_eq!(record.advance(last).await.unwrap(), Guarded::Committed);
    assert!(record.reissue_token(before.id, [5; 32], event("again")).await.unwrap(), "also once it is completed");
    let page = Page { after: id, limit: 1 };
    assert_eq!(record.events(before.id, page).await.unwrap()[0].reason.as_deref(), Some("again"));
    assert_eq!(record.events(before.id, Page { after: 0, limit: 1 }).await.unwrap(), recorded);
}

pub(super) async fn a_session_that_is_unknown_has_no_events(record: &dyn Record) {
    let unknown = ExamSessionId(i64::MAX);
    assert!(!record.reissue_token(unknown, [4; 32], event("no such session")).await.unwrap());
    assert_eq!(events(record, unknown).await, []);
}

pub(super) async fn an_examinee_is_unlinked_and_the_answers_stay(record: &dyn Record) {
    let name = fresh_name("Å%_\\' examinee");
    let (active, completed) = (session_of(record, &name).await, session_of(record, &name).await);
    let other = session_of(record, &format!("{name}2")).await;
    let last = last_advance(&completed, 0);
    record.advance(last.clone()).await.unwrap();
    record.reissue_token(active.id, [4; 32], event(&format!("{name} lost it"))).await.unwrap();
    record.reissue_token(other.id, [4; 32], event(&format!("seat of {name}, not of {name}2"))).await.unwrap();

    assert_eq!(record.unlink_examinee(&name, event("request")).await.unwrap(), 2);
    let after = history(record, completed.id).await;
    assert_eq!((after.session.examinee_id, after.attempts), (None, vec![attempt(&last)]));
    let went_on = record.session(active.id).await.unwrap().unwrap();
    assert_eq!((went_on.examinee_id.clone(), went_on.token_digest), (None, [4; 32]));
    let answer = Advance { basis: AnswerBasis::Record, ..advance(&went_on, 0) };
    assert_eq!(record.advance(answer).await.unwrap(), Guarded::Committed);
    assert_eq!(record.session(other.id).await.unwrap().unwrap().examinee_id, Some(format!("{name}2")));

    assert_eq!(kinds(record, active.id).await, [EventKind::TokenReissued, EventKind::ExamineeUnlinked]);
    assert_eq!(kinds(record, completed.id).await, [EventKind::ExamineeUnlinked]);
    assert_eq!(events(record, active.id).await[0].reason.as_deref(), Some("[examinee] lost it"));
    let elsewhere = events(record, other.id).await;
    assert_eq!(elsewhere.len(), 1);
    assert_eq!(elsewhere[0].reason, Some(format!("seat of [examinee], not of {name}2")));
    assert_eq!(record.unlink_examinee(&name, event("request")).await.unwrap(), 0);
}

pub(super) async fn sessions_that_have_not_changed_are_anonymized(record: &dyn Record) {
    let (old, changed, young) =
        (changed_at(record, 10).await, changed_at(record, 11).await, changed_at(record, 30).await);
    let ours = [&old, &changed, &young];
    record.reissue_token(old.id, [4; 32], NewEvent { at: moment(12), ..event("examinee came late") }).await.unwrap();
    let listed = all_pages!(record, sessions_to_anonymize, moment(20));
    assert_eq!(among(&listed, &ours), [old.id, changed.id]);

    let late = NewEvent { at: moment(25), ..event("new token") };
    record.reissue_token(changed.id, [6; 32], late).await.unwrap();
    let given = [old.id, changed.id];
    assert_eq!(record.anonymize(&given, moment(20), event("age")).await.unwrap(), [old.id]);
    let row = record.session(old.id).await.unwrap().unwrap();
    assert_eq!((row.examinee_id, row.token_digest), (None, [0; 32]));
    assert_eq!(kinds(record, old.id).await, [EventKind::TokenReissued, EventKind::Anonymized]);
    assert_eq!(events(record, old.id).await[0].reason.as_deref(), Some("[examinee] came late"));
    assert_eq!(record.session(changed.id).await.unwrap().unwrap().token_digest, [6; 32]);
    let listed = all_pages!(record, sessions_to_anonymize, moment(20));
    assert_eq!(among(&listed, &ours), []);
}

pub(super) async fn sessions_that_have_not_changed_are_deleted(record: &dyn Record) {
    let (old, young) = (changed_at(record, 10).await, changed_at(record, 30).await);
    let answered = changed_at(record, 9).await;
    record.advance(advance(&answered, 0)).await.unwrap();
    let before = moment(20);
    let ours = [&old, &young, &answered];
    assert_eq!(among(&all_pages!(record, sessions_to_delete, before), &ours), [old.id, answered.id]);

    let given = [old.id, young.id, answered.id];
    assert_eq!(sorted(record, &given, before).await, [old.id, answered.id]);
    assert_eq!(record.history(answered.id).await.unwrap(), None);
    assert!(record.session(young.id).await.unwrap().is_some());
    assert_eq!(kinds(record, answered.id).await, [EventKind::Deleted]);
    assert_eq!(record.advance(advance(&old, 0)).await.unwrap(), Guarded::Stale);
    assert_eq!(sorted(record, &given, before).await, []);
}

async fn sorted(record: &dyn Record, given: &[ExamSessionId], before: SystemTime) -> Vec<ExamSessionId> {
    let mut deleted = record.delete_sessions(given, before, event("age")).await.unwrap();
    deleted.sort();
    deleted
}

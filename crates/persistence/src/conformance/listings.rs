//! Listings by page.

use super::samples::{advance, attempt, bank, completion, exam_type, fresh_name, moment, new_session};
use crate::record::Record;
use crate::rows::{
    Completion, ExamSessionId, Guarded, ListedState, ListingEnd, NewSession, Page, SessionFilter, SessionRecord,
};

async fn active(record: &dyn Record, after: i64, limit: u32) -> Vec<SessionRecord> {
    let listed = record.sessions(&SessionFilter::default(), Page { after, limit }).await.unwrap().into_iter();
    listed
        .map(|(id, session)| {
            let session = session.unwrap();
            assert_eq!(session.id, id);
            session
        })
        .collect()
}

pub(super) async fn pages_of_active_sessions_have_each_once(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let mut expected = Vec::new();
    for index in 0..7 {
        let session = record.insert_session(new_session(&exam_type)).await.unwrap();
        if index % 3 == 1 {
            record.complete(session.id, 0, completion()).await.unwrap();
        } else {
            expected.push(session);
        }
    }
    let start = expected[0].id.0 - 1;
    let everything = Page { after: start, limit: u32::MAX };
    let ids: Vec<_> = expected.iter().map(|session| session.id).collect();
    assert_eq!(record.active_session_ids(everything).await.unwrap(), ids);
    assert_eq!(record.active_session_ids(Page { after: ids[0].0, limit: 2 }).await.unwrap(), ids[1..3]);
    let all = record.session_ids(everything).await.unwrap();
    assert_eq!((all.len(), all.is_sorted()), (7, true), "completed sessions are among them");
    assert_eq!(record.session_ids(Page { after: all[2].0, limit: 3 }).await.unwrap(), all[3..6]);
    assert!(record.count_sessions().await.unwrap() >= 7);
    for limit in [1, 2, 3, 100] {
        let mut listed = Vec::new();
        let mut after = start;
        loop {
            let page = active(record, after, limit).await;
            assert!(page.len() <= limit as usize);
            let Some(last) = page.last() else { break };
            after = last.id.0;
            listed.extend(page);
        }
        assert_eq!(listed, expected, "by pages of {limit}");
    }
    assert_eq!(active(record, start, 0).await, vec![]);
    assert_eq!(active(record, i64::MAX, u32::MAX).await, vec![]);
    let all = active(record, i64::MIN, u32::MAX).await;
    assert!(all.iter().map(|session| session.id).is_sorted_by(|a: &ExamSessionId, b| a < b));
}

pub(super) async fn a_filter_lets_through_the_sessions_that_it_describes(record: &dyn Record) {
    let (one, other, examinee) = (exam_type(record).await, exam_type(record).await, fresh_name("examinee"));
    let mut sessions = Vec::new();
    for index in 0..30 {
        let kind = if index < 20 { &one } else { &other };
        let named = (index % 5 == 0).then(|| examinee.clone());
        let session = NewSession { examinee_id: named, started_at: moment(index), ..new_session(kind) };
        let session = record.insert_session(session).await.unwrap().id;
        if index % 2 == 0 {
            let completion = Completion { voided: index % 4 == 0, ..completion() };
            assert_eq!(record.complete(session, 0, completion).await.unwrap(), Guarded::Committed);
        }
        sessions.push(session);
    }
    let page = Page { after: sessions[0].0 - 1, limit: 200 };
    let check = async |filter: SessionFilter, expected: &dyn Fn(u64) -> bool| {
        let listed = record.sessions(&filter, page).await.unwrap();
        let listed: Vec<_> = listed.into_iter().map(|(id, _)| id).filter(|id| sessions.contains(id)).collect();
        let expected: Vec<_> =
            (0..30).zip(&sessions).filter(|(index, _)| expected(*index)).map(|(_, id)| *id).collect();
        assert_eq!(listed, expected, "{filter:?}");
    };
    let all = SessionFilter { state: ListedState::All, ..SessionFilter::default() };
    check(SessionFilter::default(), &|index| index % 2 == 1).await;
    check(all.clone(), &|_| true).await;
    check(SessionFilter { state: ListedState::Completed, ..all.clone() }, &|index| index % 4 == 2).await;
    check(SessionFilter { state: ListedState::Voided, ..all.clone() }, &|index| index % 4 == 0).await;
    let exam_type = Some(one.definition.name.clone());
    check(SessionFilter { exam_type: exam_type.clone(), ..all.clone() }, &|index| index < 20).await;
    check(SessionFilter { examinee_id: Some(examinee.clone()), ..all.clone() }, &|index| index % 5 == 0).await;
    let (started_from, started_before) = (Some(moment(3)), Some(moment(8)));
    check(SessionFilter { started_from, ..all.clone() }, &|index| index >= 3).await;
    check(SessionFilter { started_before, ..all.clone() }, &|index| index < 8).await;
    let version = SessionFilter { exam_type: exam_type.clone(), exam_type_version: Some(1), ..all.clone() };
    check(version.clone(), &|index| index < 20).await;
    check(SessionFilter { exam_type_version: Some(2), ..version }, &|_| false).await;
    let (examinee_id, exam_type_version) = (Some(examinee), Some(1));
    let state = ListedState::Active;
    let every = SessionFilter { state, exam_type, exam_type_version, examinee_id, started_from, started_before };
    check(every, &|index| index == 5).await;
    check(SessionFilter { exam_type: Some("no such exam type".to_owned()), ..all }, &|_| false).await;
}

pub(super) async fn the_end_of_a_page_is_found_without_its_rows(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let mut sessions = Vec::new();
    for _ in 0..5 {
        sessions.push(record.insert_session(new_session(&exam_type)).await.unwrap().id.0);
    }
    let exam_type = Some(exam_type.definition.name);
    let filter = SessionFilter { exam_type, ..SessionFilter::default() };
    let end = async |after: i64, limit: u32| record.listing_end(&filter, Page { after, limit }).await.unwrap();
    assert_eq!(end(0, 2).await, ListingEnd { last: Some(sessions[1]), has_more: true });
    assert_eq!(end(sessions[1], 3).await, ListingEnd { last: Some(sessions[4]), has_more: false });
    assert_eq!(end(sessions[1], 4).await, ListingEnd { last: None, has_more: false });
    assert_eq!(end(sessions[4], 1).await, ListingEnd { last: None, has_more: false });
}

pub(super) async fn the_attempts_of_sessions_come_by_session_and_position(record: &dyn Record) {
    let exam_type = exam_type(record).await;
    let mut sessions = Vec::new();
    let mut expected = Vec::new();
    for answers in [2, 0, 1] {
        let session = record.insert_session(new_session(&exam_type)).await.unwrap();
        for revision in 0..answers {
            let step = advance(&session, revision);
            expected.push((session.id, attempt(&step)));
            assert_eq!(record.advance(step).await.unwrap(), Guarded::Committed);
        }
        sessions.push(session.id);
    }
    let other = record.insert_session(new_session(&exam_type)).await.unwrap();
    assert_eq!(record.advance(advance(&other, 0)).await.unwrap(), Guarded::Committed);
    let listed = record.attempts(&sessions).await.unwrap();
    let listed: Vec<_> = listed.into_iter().map(|(session, attempt)| (session, attempt.unwrap())).collect();
    assert_eq!(listed, expected);
    assert_eq!(record.attempts(&[]).await.unwrap().len(), 0);
}

pub(super) async fn the_versions_of_an_exam_type_come_in_order(record: &dyn Record) {
    let first = exam_type(record).await;
    let second = record.insert_exam_type(first.definition.clone()).await.unwrap();
    exam_type(record).await;
    assert_eq!(record.exam_type_versions(&first.definition.name).await.unwrap(), [first, second]);
    assert_eq!(record.exam_type_versions("no such exam type").await.unwrap(), []);
}

pub(super) async fn pages_of_banks_and_exam_types_have_each_once(record: &dyn Record) {
    let name = fresh_name("listed");
    let mut banks = Vec::new();
    let mut exam_types = Vec::new();
    for _ in 0..3 {
        banks.push(record.insert_bank(bank(&name, 1)).await.unwrap());
        exam_types.push(exam_type(record).await);
    }
    // The exam types bring banks of their own, which stand between.
    let first = Page { after: banks[0].id.0 - 1, limit: 2 };
    let listed = record.banks(first).await.unwrap();
    assert_eq!((listed.len(), &listed[0]), (2, &banks[0]));
    let rest = record.banks(Page { after: listed[1].id.0, limit: u32::MAX }).await.unwrap();
    assert_eq!(rest.iter().filter(|bank| bank.name == name).collect::<Vec<_>>(), [&banks[1], &banks[2]]);

    let first = Page { after: exam_types[0].id.0 - 1, limit: 2 };
    assert_eq!(record.exam_types(first).await.unwrap(), exam_types[..2]);
    assert_eq!(record.exam_types(Page { after: exam_types[1].id.0, limit: 9 }).await.unwrap(), exam_types[2..]);
}

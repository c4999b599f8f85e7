//! How often items are used.

use super::samples::{advance, completion, exam_type, new_session};
use crate::record::Record;
use crate::rows::{ExamTypeRecord, ItemExposure, ItemUses, SessionRecord};

/// A session in which the first `items` items are answered.
async fn answered(record: &dyn Record, exam_type: &ExamTypeRecord, items: u32) -> SessionRecord {
    let session = record.insert_session(new_session(exam_type)).await.unwrap();
    for revision in 0..items {
        record.advance(advance(&session, revision)).await.unwrap();
    }
    session
}

async fn completed(record: &dyn Record, exam_type: &ExamTypeRecord, items: u32) {
    let session = answered(record, exam_type, items).await;
    record.complete(session.id, items.into(), completion()).await.unwrap();
}

fn exposure(exam_type: &ExamTypeRecord, sessions: u32, items_used: u32, most_used: u32) -> ItemExposure {
    let (name, version) = (exam_type.definition.name.clone(), exam_type.version);
    ItemExposure { exam_type: name, version, sessions, items_used, most_used }
}

pub(super) async fn the_use_of_items_is_counted_in_the_latest_completed_sessions(record: &dyn Record) {
    let (one, other) = (exam_type(record).await, exam_type(record).await);
    for items in [3, 1, 0] {
        completed(record, &one, items).await;
    }
    answered(record, &one, 5).await;
    completed(record, &other, 2).await;

    let counted = record.item_exposure(4).await.unwrap();
    assert_eq!(counted, [exposure(&one, 3, 3, 2), exposure(&other, 1, 2, 1)]);
    let counted = record.item_exposure(2).await.unwrap();
    assert_eq!(counted, [exposure(&one, 1, 0, 0), exposure(&other, 1, 2, 1)]);
    assert_eq!(record.item_exposure(0).await.unwrap(), []);

    for _ in 0..5 {
        answered(record, &one, 0).await;
    }
    assert_eq!(record.item_exposure(1).await.unwrap(), [], "the search for completed sessions has an end");
    assert!(record.item_exposure(u32::MAX).await.unwrap().contains(&exposure(&other, 1, 2, 1)));
}

pub(super) async fn the_uses_of_items_are_those_of_the_latest_sessions_of_an_exam_type(record: &dyn Record) {
    let (one, other) = (exam_type(record).await, exam_type(record).await);
    assert_eq!(record.item_uses(one.id, 10).await.unwrap(), ItemUses::default());
    completed(record, &one, 3).await;
    completed(record, &other, 2).await;
    answered(record, &one, 1).await;
    answered(record, &one, 0).await;
    // The item that is shown next counts, too.
    let uses = |sessions, shown: &[(u32, u32)]| ItemUses { sessions, shown: shown.to_vec() };
    assert_eq!(record.item_uses(one.id, 10).await.unwrap(), uses(3, &[(0, 3), (1, 2), (2, 1), (3, 1)]));
    assert_eq!(record.item_uses(one.id, 2).await.unwrap(), uses(2, &[(0, 2), (1, 1)]));
}

//! Exam types.

use super::refusal::assert_refused;
use super::samples::{DELICATE_TEXT, bank, fresh_name, moment};
use crate::record::Record;
use crate::rows::{BankId, EstimateDisplay, ExamRules, ExamTypeId, ExpiryPolicy, NewExamType, SkipPolicy, TimeLimit};

async fn definition(record: &dyn Record, name: &str) -> NewExamType {
    let bank = record.insert_bank(bank(name, 1)).await.unwrap();
    let design = format!("{{\"note\": \"{DELICATE_TEXT}\"}}");
    NewExamType {
        name: name.to_owned(),
        bank_id: bank.id,
        design,
        ttl_seconds: i64::MAX,
        feedback: true,
        time_limit: Some(TimeLimit { seconds: i64::MAX, on_expiry: ExpiryPolicy::Void }),
        rules: ExamRules {
            estimates: EstimateDisplay::AtEnd,
            allow_early_completion: true,
            grace_seconds: u32::MAX,
            max_sessions_per_examinee: Some(3),
            opens_at: Some(moment(1)),
            closes_at: Some(moment(2)),
            skips: SkipPolicy::Missing,
            item_time_limit_seconds: Some(90),
            exposure_window: Some(300),
            shuffle_options: true,
            examinees_may_pause: true,
        },
        created_at: moment(0),
    }
}

pub(super) async fn a_first_version_is_kept_unless_there_is_one(record: &dyn Record) {
    let first = definition(record, &fresh_name("first")).await;
    let kept = record.insert_first_exam_type(first.clone()).await.unwrap().unwrap();
    assert_eq!((kept.version, &kept.definition), (1, &first));
    assert_eq!(record.insert_first_exam_type(first.clone()).await.unwrap(), None);
    assert_eq!(record.latest_exam_type(&first.name).await.unwrap(), Some(kept));
    assert_eq!(record.insert_exam_type(first).await.unwrap().version, 2);
}

pub(super) async fn an_exam_type_comes_back_as_it_was(record: &dyn Record) {
    let with_feedback = definition(record, &fresh_name("feedback")).await;
    let rules = ExamRules::default();
    let without = NewExamType { feedback: false, ttl_seconds: 1, time_limit: None, rules, ..with_feedback.clone() };
    let scored = TimeLimit { seconds: 1, on_expiry: ExpiryPolicy::Score };
    let scored = NewExamType { time_limit: Some(scored), ..without.clone() };
    for definition in [with_feedback, without, scored] {
        let inserted = record.insert_exam_type(definition.clone()).await.unwrap();
        assert_eq!(inserted.definition, definition);
        assert_eq!(record.exam_type(inserted.id).await.unwrap(), Some(inserted));
    }
}

pub(super) async fn versions_count_up_for_each_name(record: &dyn Record) {
    let name = fresh_name("versions");
    assert_eq!(record.latest_exam_type(&name).await.unwrap(), None);
    let definition = definition(record, &name).await;
    for version in 1..=3 {
        let inserted = record.insert_exam_type(definition.clone()).await.unwrap();
        assert_eq!(inserted.version, version);
        assert_eq!(record.latest_exam_type(&name).await.unwrap(), Some(inserted));
    }
}

pub(super) async fn an_exam_type_needs_its_bank(record: &dyn Record) {
    let name = fresh_name("bankless");
    let definition = definition(record, &name).await;
    assert_refused(&record.insert_exam_type(NewExamType { bank_id: BankId(i64::MAX), ..definition.clone() }).await);
    assert_refused(&record.insert_exam_type(NewExamType { ttl_seconds: 0, ..definition.clone() }).await);
    let no_time = Some(TimeLimit { seconds: 0, on_expiry: ExpiryPolicy::Score });
    assert_refused(&record.insert_exam_type(NewExamType { time_limit: no_time, ..definition }).await);
    assert_eq!(record.latest_exam_type(&name).await.unwrap(), None);
    assert_eq!(record.exam_type(ExamTypeId(i64::MAX)).await.unwrap(), None);
}

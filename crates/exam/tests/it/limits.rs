//! What a service may spend: the memory of its catalogue, the cost of designs, the size of banks.

use std::sync::Arc;
use std::time::Duration;

use exam::{ExamError, ExamService, ExamTypeSpec, Limits, ScoreTarget, SystemEnvironment};
use irt_core::{CatSpec, Estimator, Metric, SelectionRule};
use persistence::{Record, RecordSettings};
use state_store::{MemoryStore, ValueFormat};

use crate::fixture::{PLATFORM, answer_next, bank_csv, finish_exam, start_request};

async fn record() -> Arc<dyn Record> {
    persistence::open("sqlite://:memory:", &RecordSettings::default()).await.unwrap()
}

fn service(record: &Arc<dyn Record>, limits: Limits) -> ExamService {
    let store = Arc::new(MemoryStore::new(ValueFormat::MessagePack));
    ExamService::with_limits(Arc::clone(record), store, Arc::new(SystemEnvironment), limits)
}

fn spec(exam_type: &str, bank: &str, rule: SelectionRule) -> ExamTypeSpec {
    let design = serde_json::json!({ "selection": { "rule": rule }, "stopping": { "max_items": 5 } });
    serde_json::from_value(serde_json::json!({ "exam_type": exam_type, "bank": bank, "design": design })).unwrap()
}

/// A bank of this name, and an exam type of the same name on it.
async fn import(service: &ExamService, name: &str, shift: f64) {
    let csv = bank_csv(&format!("{name}-"), 90, shift);
    service.import_bank(&PLATFORM, name, csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    service.import_exam_type(&PLATFORM, spec(name, name, SelectionRule::MaxInformation)).await.unwrap();
}

#[tokio::test]
async fn the_catalogue_stays_below_its_limit_and_sessions_go_on() {
    let record = record().await;
    let roomy = service(&record, Limits::default());
    import(&roomy, "a", 0.0).await;
    let one = roomy.catalogue_use();
    let limit = one.bytes * 5 / 2;
    let small = service(&record, Limits { catalogue_bytes: limit, ..Limits::default() });
    let names = ["a", "b", "c", "d", "e"];
    for (place, name) in names.iter().enumerate().skip(1) {
        import(&roomy, name, 0.1 * place as f64).await;
    }
    assert!(roomy.catalogue_use().bytes > limit);
    let mut sessions = Vec::new();
    for name in names {
        let started = small.start(&PLATFORM, start_request(name)).await.unwrap();
        sessions.push(started.progress.header.exam_session_id);
        let used = small.catalogue_use();
        assert!(used.bytes <= limit && used.entries > 0, "{used:?} above {limit}");
    }
    for session in sessions {
        answer_next(&small, &PLATFORM, session).await;
        let outcome = finish_exam(&small, &PLATFORM, session).await;
        assert_eq!(outcome.items(), 5);
        assert!(small.catalogue_use().bytes <= limit);
    }
}

#[tokio::test]
async fn one_exam_type_above_the_limit_stays_until_the_next_one_is_used() {
    let record = record().await;
    let tiny = service(&record, Limits { catalogue_bytes: 1, ..Limits::default() });
    import(&tiny, "a", 0.0).await;
    assert_eq!(tiny.catalogue_use().entries, 1);
    import(&tiny, "b", 0.1).await;
    assert_eq!(tiny.catalogue_use().entries, 1);
}

#[tokio::test]
async fn versions_of_an_exam_type_share_bank_and_tables() {
    let service = service(&record().await, Limits::default());
    import(&service, "a", 0.0).await;
    let one = service.catalogue_use();
    for _ in 0..3 {
        service.import_exam_type(&PLATFORM, spec("a", "a", SelectionRule::MaxInformation)).await.unwrap();
    }
    let four = service.catalogue_use();
    assert_eq!(four.entries, one.entries + 3);
    // The tables of 90 items on 57 nodes.
    let tables = 90 * 2 * 57 * 8;
    let index = 112 * (90 * 16 + 8);
    assert!(four.bytes < one.bytes + 3 * (index + 8_192) && index + 8_192 < 3 * tables, "{one:?} {four:?}");
    // A bank version of which only a text differs shares the numbers.
    let csv = bank_csv("a-", 90, 0.0).replace("Item 7?", "Item seven?");
    service.import_bank(&PLATFORM, "a", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    service.import_exam_type(&PLATFORM, spec("a", "a", SelectionRule::MaxInformation)).await.unwrap();
    let other_texts = service.catalogue_use();
    assert!(other_texts.bytes < four.bytes + index + 8_192 + 90 * 1_000, "{four:?} {other_texts:?}");
}

#[tokio::test]
async fn a_design_above_a_limit_is_refused_and_a_stored_one_keeps_working() {
    let record = record().await;
    let roomy = service(&record, Limits::default());
    import(&roomy, "a", 0.0).await;
    roomy.import_exam_type(&PLATFORM, spec("slow", "a", SelectionRule::Mei)).await.unwrap();
    let mut limits = Limits::default();
    limits.design.step = Duration::from_micros(20);
    let strict = service(&record, limits);
    let refused = strict.import_exam_type(&PLATFORM, spec("slow", "a", SelectionRule::Mei)).await.unwrap_err();
    assert!(matches!(&refused, ExamError::CostlyDesign(excess) if excess.field == "selection.rule"), "{refused:?}");
    let mut design = CatSpec::default();
    design.selection.rule = SelectionRule::Mei;
    let target = ScoreTarget::Bank { name: "a".to_owned(), version: None, design: Box::new(design) };
    assert!(matches!(strict.score(&PLATFORM, target, &[]).await, Err(ExamError::CostlyDesign(_))));
    assert_eq!(strict.exam_type(&PLATFORM, "slow").await.unwrap().version, 1);
    let session = strict.start(&PLATFORM, start_request("slow")).await.unwrap().progress.header.exam_session_id;
    assert_eq!(finish_exam(&strict, &PLATFORM, session).await.items(), 5);
}

#[tokio::test]
async fn an_exam_whose_steps_are_long_is_the_same_on_other_threads() {
    let record = record().await;
    let service = service(&record, Limits::default());
    let csv = bank_csv("big-", 99, 0.0);
    service.import_bank(&PLATFORM, "big", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let mut slow = spec("big", "big", SelectionRule::Mei);
    slow.design.estimator.interim_estimator = Estimator::Wle;
    let exam_type = service.import_exam_type(&PLATFORM, slow).await.unwrap();
    let session = service.start(&PLATFORM, start_request("big")).await.unwrap().progress.header.exam_session_id;
    finish_exam(&service, &PLATFORM, session).await;
    let report = service.report(&PLATFORM, session).await.unwrap();
    // The engine by itself chooses the same items and comes to the same abilities, to the bit.
    let design = serde_json::from_str(&exam_type.definition.design).unwrap();
    let bank = irt_core::ItemBank::from_csv(csv.as_bytes(), Metric::LOGISTIC).unwrap();
    let test = irt_core::AdaptiveTest::new(Arc::new(bank), irt_core::CatDesign::new(design).unwrap()).unwrap();
    let mut engine = irt_core::AdaptiveEngine::start(Arc::new(test), 7);
    for step in &report.trace {
        let item = engine.pending().unwrap();
        assert_eq!(engine.test().bank().id(item).unwrap().as_str(), step.item_id);
        engine.record(item, irt_core::Response(step.response.unwrap())).unwrap();
        assert_eq!(engine.estimate().theta.to_bits(), step.ability.unwrap().theta.to_bits());
    }
}

#[tokio::test]
async fn a_bank_with_more_items_than_it_may_have_is_refused() {
    let service = service(&record().await, Limits { bank_items: 23, ..Limits::default() });
    let csv = bank_csv("q", 24, 0.0);
    let refused = service.import_bank(&PLATFORM, "q", csv.as_bytes(), Metric::LOGISTIC).await.unwrap_err();
    let ExamError::InvalidBank(fault) = &refused else { panic!("{refused:?}") };
    assert_eq!(fault.parameters.as_ref().unwrap().problems()[0].cause.code(), "too_many_items");
    assert!(refused.to_string().contains("more than the 23 items"), "{refused}");
    let csv = bank_csv("q", 23, 0.0);
    service.import_bank(&PLATFORM, "q", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
}

#[tokio::test]
async fn an_import_beyond_those_that_may_wait_is_refused() {
    let mut limits = Limits::default();
    limits.imports.most = std::num::NonZeroUsize::MIN;
    limits.imports.waiting = 0;
    let service = service(&record().await, limits);
    let permit = service.admit_import(&PLATFORM).await.unwrap();
    assert!(matches!(service.admit_import(&PLATFORM).await, Err(ExamError::Busy { what: "imports", waiting: 0 })));
    drop(permit);
    service.admit_import(&PLATFORM).await.unwrap();
}

//! Versions are pinned and loaded once; a version that cannot be used is reported.

use std::sync::Arc;

use exam::{Answer, ExamError, ExamService, ExamSessionId, ScoreTarget, ScoredResponse};
use irt_core::{CatDesign, CatSpec, Metric, QuadratureSpec};

use crate::environment::CountingEnvironment;
use crate::faults::When;
use crate::faulty_record::FaultyRecord;
use crate::fixture::{Fixture, ITEMS, OPEN, OTHER, PLATFORM, SHORT, bank_csv, finish_exam, spec, start_request};

fn service_on(record: FaultyRecord) -> (Arc<FaultyRecord>, ExamService) {
    let record = Arc::new(record);
    let store = Arc::new(crate::faulty_store::FaultyStore::default());
    let service = ExamService::with_environment(record.clone(), store, Arc::new(CountingEnvironment::default()));
    (record, service)
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_running_session_keeps_the_versions_it_started_with() {
    let fixture = Fixture::new().await;
    let expected = fixture.undisturbed(SHORT).await;
    let session = fixture.started_and_answered(SHORT, 2).await;

    let csv = bank_csv("one-", 24, 1.0);
    let bank = fixture.service.import_bank(&PLATFORM, "one", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    assert_eq!(bank.version, 2);
    let mut changed = spec(SHORT, "one", true);
    changed.design.stopping.max_items = Some(3);
    let exam_type = fixture.service.import_exam_type(&PLATFORM, changed).await.unwrap();
    assert_eq!((exam_type.version, exam_type.definition.bank_id), (2, bank.id));

    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    assert_eq!((report.exam_type_version, report.header.max_items), (1, ITEMS as u32));
    assert_eq!(finish_exam(&fixture.instance_with_empty_store(), &PLATFORM, session).await, expected);
    let fresh = fixture.service.start(&PLATFORM, start_request(SHORT)).await.unwrap();
    assert_eq!(fresh.progress.header.max_items, 3);
    assert_ne!(finish_exam(&fixture.service, &PLATFORM, fresh.progress.header.exam_session_id).await, expected);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_type_may_name_an_earlier_bank_version() {
    let fixture = Fixture::new().await;
    let csv = bank_csv("one-", 24, 1.0);
    fixture.service.import_bank(&PLATFORM, "one", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    let mut old = spec("old", "one", false);
    old.bank_version = Some(1);
    let defined = fixture.service.import_exam_type(&PLATFORM, old.clone()).await.unwrap();
    let first = fixture.service.bank(&PLATFORM, "one", Some(1)).await.unwrap();
    assert_eq!(defined.definition.bank_id, first.summary.id);
    for version in [3, i32::MAX] {
        old.bank_version = Some(version);
        let refused = fixture.service.import_exam_type(&PLATFORM, old.clone()).await;
        assert!(matches!(refused, Err(ExamError::UnknownBank { .. })), "{version}: {refused:?}");
    }
    for version in [0, -1, i32::MIN] {
        old.bank_version = Some(version);
        let refused = fixture.service.import_exam_type(&PLATFORM, old.clone()).await;
        let names_field = matches!(&refused, Err(ExamError::InvalidValue { field, .. }) if field == "bank_version");
        assert!(names_field, "{version}: {refused:?}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_type_just_defined_is_not_loaded_again() {
    let fixture = Fixture::new().await;
    fixture.service.import_exam_type(&PLATFORM, spec("fresh", "one", false)).await.unwrap();
    let loads = || ["bank", "exam_type"].map(|operation| fixture.record.faults.calls(operation));
    let before = loads();
    let started = fixture.start("fresh").await;
    assert_eq!(loads(), before);
    let sat = finish_exam(&fixture.service, &PLATFORM, started.progress.header.exam_session_id).await;
    assert_eq!(sat, fixture.undisturbed(SHORT).await);
    let again = fixture.instance_with_empty_store().start(&PLATFORM, start_request("fresh")).await.unwrap();
    assert_eq!(
        finish_exam(&fixture.instance_with_empty_store(), &PLATFORM, again.progress.header.exam_session_id).await,
        sat,
        "as loaded elsewhere"
    );
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn requests_that_come_at_once_share_one_load() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    let service = fixture.instance_with_empty_store();
    let (banks, exam_types) = (fixture.record.faults.calls("bank"), fixture.record.faults.calls("exam_type"));
    let mut held = fixture.record.faults.hold_next("bank", When::Before);
    let ask = |service: ExamService| tokio::spawn(async move { service.next(&PLATFORM, session).await });
    let first = ask(service.clone());
    held.arrived().await;
    // The load is under way and cannot end before it is released.
    let others: Vec<_> = (0..8).map(|_| ask(service.clone())).collect();
    let open = tokio::spawn({
        let service = service.clone();
        async move { service.start(&PLATFORM, start_request(OPEN)).await }
    });
    held.release();
    first.await.unwrap().unwrap();
    for other in others {
        other.await.unwrap().unwrap();
    }
    open.await.unwrap().unwrap();
    assert_eq!(fixture.record.faults.calls("bank") - banks, 1);
    assert_eq!(fixture.record.faults.calls("exam_type") - exam_types, 1);
    service.next(&PLATFORM, session).await.unwrap();
    assert_eq!(fixture.record.faults.calls("bank") - banks, 1, "nothing is loaded again");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_load_that_failed_is_tried_again() {
    let fixture = Fixture::new().await;
    let service = fixture.instance_with_empty_store();
    fixture.record.faults.fail_next("bank", When::Before);
    assert!(matches!(service.start(&PLATFORM, start_request(SHORT)).await, Err(ExamError::Record(_))));
    service.start(&PLATFORM, start_request(SHORT)).await.unwrap();
}

/// Every call that needs the exam reports that the record of `what` cannot be used.
async fn assert_unusable(record: FaultyRecord, session: ExamSessionId, what: &str, why: &str) {
    let (_, service) = service_on(record);
    let refusals = [
        service.start(&PLATFORM, start_request(SHORT)).await.map(drop),
        service.next(&PLATFORM, session).await.map(drop),
        service.answer(&PLATFORM, session, "one-00", &crate::fixture::scripted("one-00")).await.map(drop),
        service.complete(&PLATFORM, session).await.map(drop),
        service.summary(&PLATFORM, session).await.map(drop),
    ];
    for refused in refusals {
        match refused {
            Err(ExamError::UnusableRecord { what: row, reason }) => {
                assert!(row.contains(what) && reason.contains(why), "{row}: {reason}");
            }
            other => panic!("{what}: {other:?}"),
        }
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_bank_row_that_makes_no_bank_is_unusable() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    let record = &fixture.record;
    let model = record.with_banks_changed(|bank| bank.items[3].model = "9pl".to_owned());
    assert_unusable(model, session, "bank 1", "one-03").await;
    let slope = record.with_banks_changed(|bank| bank.items[3].four_parameters.discrimination = -1.0);
    assert_unusable(slope, session, "bank 1", "one-03").await;
    let twice = record.with_banks_changed(|bank| bank.items[3].item_id = "one-02".to_owned());
    assert_unusable(twice, session, "bank 1", "one-02").await;
    let empty = record.with_banks_changed(|bank| bank.items.clear());
    assert_unusable(empty, session, "bank 1", "at least one item").await;
    let metric = record.with_banks_changed(|bank| bank.summary.scaling_constant = 0.0);
    assert_unusable(metric, session, "bank 1", "").await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_type_row_that_makes_no_design_is_unusable() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 1).await;
    for design in ["", "{}}", "[1]", r#"{"estimator":{"interim":"guess"}}"#, r#"{"bounds":{"lower":4,"upper":-4}}"#] {
        let changed = fixture.record.with_exam_types_changed(move |row| row.definition.design = design.to_owned());
        assert_unusable(changed, session, "exam type \"short\" version 1", "").await;
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_type_is_stored_with_its_defaults_written_down() {
    let fixture = Fixture::new().await;
    let mut wide = spec("wide", "one", false);
    wide.design.prior.sd = Some(2.0);
    let stored = fixture.service.import_exam_type(&PLATFORM, wide).await.unwrap().definition.design;
    let stored: CatSpec = serde_json::from_str(&stored).unwrap();
    assert_eq!(stored.quadrature, Some(QuadratureSpec { lower: -14.0, upper: 14.0, nodes: 113 }));
    assert_eq!((stored.prior.mean, stored.stopping.min_items), (Some(0.0), Some(1)));
    assert_eq!(stored, CatDesign::new(stored.clone()).unwrap().resolved_spec());
}

/// Rows without a grid are from versions whose default was 33 nodes from -4 to 4.
#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_exam_type_stored_without_a_grid_keeps_the_one_it_had() {
    let fixture = Fixture::new().await;
    let score = async |design: &'static str| {
        let (_, service) =
            service_on(fixture.record.with_exam_types_changed(move |row| row.definition.design = design.to_owned()));
        let responses: Vec<_> = (0..10)
            .map(|place| ScoredResponse { item_id: format!("one-{place:02}"), answer: Answer::Correct(false) })
            .collect();
        service.score(&PLATFORM, ScoreTarget::ExamType(SHORT.to_owned()), &responses).await.unwrap().estimate
    };
    let without = score(r#"{"prior":{"sd":2.0}}"#).await;
    assert_eq!(without, score(r#"{"prior":{"sd":2.0},"quadrature":{"lower":-4.0,"upper":4.0,"nodes":33}}"#).await);
    let wide = score(r#"{"prior":{"sd":2.0},"quadrature":{"lower":-12.0,"upper":12.0,"nodes":97}}"#).await;
    assert!(wide.theta < without.theta - 0.01, "{wide:?}, {without:?}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_session_whose_attempts_do_not_fit_its_bank_is_unusable() {
    let fixture = Fixture::new().await;
    let session = fixture.started_and_answered(SHORT, 3).await;
    let (_, service) = service_on(fixture.record.with_banks_changed(|bank| bank.items.truncate(1)));
    let refused = service.report(&PLATFORM, session).await;
    let Err(ExamError::FaultyRecord { session: named, fault }) = refused else { panic!("{refused:?}") };
    assert_eq!((named, fault.kind()), (session, "misfit_answers"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn what_is_not_in_the_record_is_unknown() {
    let fixture = Fixture::new().await;
    for name in ["", "nothing", "Short", "short "] {
        let refused = fixture.service.start(&PLATFORM, start_request(name)).await;
        assert!(matches!(refused, Err(ExamError::UnknownExamType { .. })), "{refused:?}");
        let refused = fixture.service.bank(&PLATFORM, name, None).await;
        assert!(matches!(refused, Err(ExamError::UnknownBank { .. })), "{refused:?}");
    }
    assert_eq!(fixture.service.exam_type(&PLATFORM, OTHER).await.unwrap().version, 1);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_invalid_definition_is_refused_with_its_field() {
    let fixture = Fixture::new().await;
    let refuse = async |change: fn(&mut exam::ExamTypeSpec)| {
        let mut faulty = spec("new", "one", false);
        change(&mut faulty);
        match fixture.service.import_exam_type(&PLATFORM, faulty).await {
            Err(ExamError::InvalidValue { field, .. }) => field,
            Err(ExamError::InvalidDesign(error)) => format!("design.{}", error.field),
            other => panic!("{other:?}"),
        }
    };
    assert_eq!(refuse(|spec| spec.exam_type = "a b".to_owned()).await, "exam_type");
    assert_eq!(refuse(|spec| spec.exam_type = "x".repeat(65)).await, "exam_type");
    assert_eq!(refuse(|spec| spec.bank = String::new()).await, "bank");
    assert_eq!(refuse(|spec| spec.ttl_seconds = 0).await, "ttl_seconds");
    assert_eq!(refuse(|spec| spec.ttl_seconds = i64::MAX).await, "ttl_seconds");
    assert!(refuse(|spec| spec.design.stopping.max_items = Some(0)).await.starts_with("design.stopping"));
    assert!(refuse(|spec| spec.design.start.theta = f64::NAN).await.starts_with("design.start"));
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_examinee_id_is_plain_and_not_too_long() {
    let fixture = Fixture::new().await;
    for id in ["", "a\nb", "\0", &"x".repeat(257)] {
        let mut start = start_request(SHORT);
        start.examinee_id = Some(id.to_owned());
        let refused = fixture.service.start(&PLATFORM, start).await;
        assert!(matches!(refused, Err(ExamError::InvalidValue { ref field, .. }) if field == "examinee_id"), "{id:?}");
    }
    let mut start = start_request(SHORT);
    start.examinee_id = Some("é".repeat(128));
    fixture.service.start(&PLATFORM, start).await.unwrap();
}

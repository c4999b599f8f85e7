//! Exports of results.

use std::collections::BTreeMap;
use std::sync::atomic::Ordering;
use std::time::{Duration, UNIX_EPOCH};

use exam::{
    Access, ExamError, ExamService, ExamSessionId, ExportFormat, ExportRequest, ExportTable, ListedState, Scope,
    Scopes, SessionFilter, export_columns,
};
use irt_core::Metric;
use persistence::NewEvent;
use serde_json::Value;

use crate::faults::When;
use crate::fixture::{
    Fixture, ITEMS, OPEN, OTHER, PLATFORM, SHORT, answer_next, bank_csv, finish_exam, spec, start_request, with_scopes,
};

const TABLES: [ExportTable; 3] = [ExportTable::Sessions, ExportTable::Responses, ExportTable::WideResponses];

fn request(table: ExportTable, format: ExportFormat) -> ExportRequest {
    let exam_type = (table == ExportTable::WideResponses).then(|| SHORT.to_owned());
    let filter = SessionFilter { state: ListedState::All, exam_type, ..SessionFilter::default() };
    ExportRequest { table, format, filter, after: 0, limit: None }
}

async fn text(service: &ExamService, request: &ExportRequest) -> String {
    let mut export = service.export(&PLATFORM, request.clone()).await.unwrap();
    let mut text = Vec::new();
    while let Some(part) = export.next_part().await.unwrap() {
        assert!(!part.is_empty() && part.ends_with(b"\n"), "whole rows");
        text.extend(part);
    }
    String::from_utf8(text).unwrap()
}

fn rows(csv: &str) -> Vec<BTreeMap<String, String>> {
    let mut reader = csv::Reader::from_reader(csv.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

async fn finished(fixture: &Fixture, exam_type: &str) -> ExamSessionId {
    let session = fixture.started_and_answered(exam_type, 0).await;
    finish_exam(&fixture.service, &PLATFORM, session).await;
    session
}

#[tokio::test]
async fn a_row_of_a_session_has_what_its_report_has() {
    let fixture = Fixture::new().await;
    let done = finished(&fixture, SHORT).await;
    let active = fixture.started_and_answered(OPEN, 2).await;
    let csv = text(&fixture.service, &request(ExportTable::Sessions, ExportFormat::Csv)).await;
    assert!(csv.starts_with(&export_columns(ExportTable::Sessions).join(",")), "{csv}");
    let rows = rows(&csv);
    for (session, row) in [done, active].into_iter().zip(&rows) {
        let report = fixture.service.report(&PLATFORM, session).await.unwrap();
        let number = |name: &str| row[name].parse::<f64>().unwrap().to_bits();
        let ability = report.header.ability.unwrap();
        assert_eq!((number("theta"), number("standard_error")), (ability.theta.to_bits(), ability.se.to_bits()));
        assert_eq!(row["exam_session_id"], session.0.to_string());
        assert_eq!((row["exam_type"].as_str(), row["exam_type_version"].as_str()), (&*report.header.exam_type, "1"));
        assert_eq!(
            (row["examinee_id"].as_str(), row["items_completed"].parse().ok()),
            ("e-1", Some(report.trace.len()))
        );
        assert_eq!(row["stop_reason"], report.stop_reason.map_or("", |reason| reason.as_str()));
        assert_eq!(row["completed_at"].is_empty(), report.completed_at.is_none());
    }
    assert_eq!((rows.len(), rows[0]["status"].as_str(), rows[1]["status"].as_str()), (2, "completed", "active"));
    for statistic in ["lz", "lz_star", "infit", "outfit", "estimate_status"] {
        assert!(!rows[0][statistic].is_empty() && rows[1][statistic].is_empty(), "{statistic}: {rows:?}");
    }
}

#[tokio::test]
async fn a_row_of_a_response_has_what_the_trace_has() {
    let fixture = Fixture::new().await;
    let session = finished(&fixture, SHORT).await;
    let report = fixture.service.report(&PLATFORM, session).await.unwrap();
    let lines = text(&fixture.service, &request(ExportTable::Responses, ExportFormat::NdJson)).await;
    let rows: Vec<Value> = lines.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    assert_eq!(rows.len(), ITEMS);
    assert!(
        lines.starts_with(r#"{"exam_session_id":1,"exam_type":"short","exam_type_version":1,"#),
        "in order: {lines}"
    );
    for (row, step) in rows.iter().zip(&report.trace) {
        assert_eq!((&row["position"], &row["item_id"]), (&step.position.into(), &step.item_id.as_str().into()));
        assert_eq!(row["answer"], step.answer.clone().unwrap());
        assert_eq!(
            (&row["response"], &row["correct"]),
            (&step.response.unwrap().into(), &(step.response == Some(1)).into())
        );
        assert_eq!(row["theta"].as_f64().unwrap().to_bits(), step.ability.unwrap().theta.to_bits());
        assert!(row["seconds"].as_f64().unwrap() >= 0.0);
    }
}

#[tokio::test]
async fn parts_of_an_export_are_together_the_whole() {
    let fixture = Fixture::new().await;
    for _ in 0..7 {
        finished(&fixture, SHORT).await;
    }
    for table in TABLES {
        for format in ExportFormat::ALL {
            let whole = text(&fixture.service, &request(table, format)).await;
            let header = if format == ExportFormat::Csv { whole.lines().next().unwrap().len() + 1 } else { 0 };
            let mut parts = whole[..header].to_owned();
            let mut next = Some(0);
            while let Some(after) = next {
                let part = ExportRequest { after, limit: Some(3), ..request(table, format) };
                next = fixture.service.export(&PLATFORM, part.clone()).await.unwrap().next_after();
                parts.push_str(&text(&fixture.service, &part).await[header..]);
            }
            assert_eq!(parts, whole, "{table:?} {format:?}");
        }
    }
}

#[tokio::test]
async fn an_export_holds_a_bounded_number_of_answers() {
    let fixture = Fixture::new().await;
    for _ in 0..230 {
        fixture.started_and_answered(SHORT, 1).await;
    }
    let request = request(ExportTable::Responses, ExportFormat::Csv);
    let mut export = fixture.service.export(&PLATFORM, request).await.unwrap();
    let mut parts = Vec::new();
    while let Some(part) = export.next_part().await.unwrap() {
        parts.push(part.iter().filter(|byte| **byte == b'\n').count());
    }
    assert_eq!((parts, export.sessions()), (vec![101, 100, 30], 230));
    assert_eq!(fixture.record.most_attempts.load(Ordering::SeqCst), 100);
}

#[tokio::test]
async fn an_export_goes_on_where_a_session_is_deleted_and_breaks_off_where_the_record_fails() {
    let fixture = Fixture::new().await;
    for _ in 0..150 {
        fixture.started_and_answered(SHORT, 1).await;
    }
    let request = request(ExportTable::Responses, ExportFormat::NdJson);
    let mut export = fixture.service.export(&PLATFORM, request).await.unwrap();
    export.next_part().await.unwrap().unwrap();
    let mut held = fixture.record.faults.hold_next("sessions", When::After);
    let deletion = async {
        held.arrived().await;
        let event = NewEvent { at: UNIX_EPOCH, actor: "test".to_owned(), reason: None };
        let late = UNIX_EPOCH + Duration::from_secs(100_000_000_000);
        fixture.record.inner().delete_sessions(&[ExamSessionId(150)], late, event).await.unwrap();
        held.release();
    };
    let (part, ()) = futures_util::future::join(export.next_part(), deletion).await;
    assert_eq!(part.unwrap().unwrap().iter().filter(|byte| **byte == b'\n').count(), 49);
    let request = self::request(ExportTable::Responses, ExportFormat::NdJson);
    let mut export = fixture.service.export(&PLATFORM, request).await.unwrap();
    export.next_part().await.unwrap().unwrap();
    fixture.record.faults.fail_next("attempts", When::Before);
    assert!(matches!(export.next_part().await, Err(ExamError::Record(_))));
}

#[tokio::test]
async fn a_session_that_cannot_be_read_is_named_and_hides_no_other() {
    let fixture = Fixture::new().await;
    let sessions = [finished(&fixture, SHORT).await, finished(&fixture, SHORT).await, finished(&fixture, SHORT).await];
    let record = std::sync::Arc::new(fixture.record.with_unreadable(sessions[1]));
    let service = ExamService::new(record, fixture.store.clone());
    let csv = text(&service, &request(ExportTable::Sessions, ExportFormat::Csv)).await;
    let states: Vec<_> = rows(&csv).iter().map(|row| (row["exam_session_id"].clone(), row["status"].clone())).collect();
    let expected = ["completed", "faulty", "completed"].map(str::to_owned);
    assert_eq!(states, sessions.map(|session| session.0.to_string()).into_iter().zip(expected).collect::<Vec<_>>());
    let csv = text(&service, &request(ExportTable::Responses, ExportFormat::Csv)).await;
    assert_eq!(rows(&csv).len(), 2 * ITEMS);
}

#[tokio::test]
async fn a_wide_table_has_the_items_of_all_versions() {
    let fixture = Fixture::new().await;
    let first = finished(&fixture, SHORT).await;
    let service = &fixture.service;
    // The second version of the bank has other items at the places of the first, and some of the first behind them.
    let csv = format!("{}{}", bank_csv("new-", 24, 0.1), bank_csv("one-", 24, 0.0).split_once('\n').unwrap().1);
    service.import_bank(&PLATFORM, "one", csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
    service.import_exam_type(&PLATFORM, spec(SHORT, "one", false)).await.unwrap();
    let second = finished(&fixture, SHORT).await;
    finished(&fixture, OTHER).await;
    let wide = text(service, &request(ExportTable::WideResponses, ExportFormat::Csv)).await;
    let header: Vec<_> = wide.lines().next().unwrap().split(',').collect();
    assert_eq!((header.len(), header[0], header[1], header[25]), (49, "examinee", "one-00", "new-00"));
    let rows = rows(&wide);
    assert_eq!(rows.len(), 2);
    for (session, row) in [first, second].into_iter().zip(rows) {
        assert_eq!(row["examinee"], session.0.to_string());
        let report = service.report(&PLATFORM, session).await.unwrap();
        let given = report.trace.iter().map(|step| (step.item_id.clone(), step.response.unwrap().to_string()));
        let cells = row.into_iter().filter(|(name, cell)| name != "examinee" && !cell.is_empty());
        assert_eq!(cells.collect::<BTreeMap<_, _>>(), given.collect());
    }
    let mut one = request(ExportTable::WideResponses, ExportFormat::NdJson);
    one.filter.exam_type_version = Some(1);
    let lines = text(service, &one).await;
    assert_eq!((lines.lines().count(), lines.contains("new-")), (1, false));
}

#[tokio::test]
async fn what_cannot_be_one_table_is_refused() {
    let fixture = Fixture::new().await;
    let service = &fixture.service;
    let refused = async |request: ExportRequest| match service.export(&PLATFORM, request).await.err() {
        Some(ExamError::InvalidValue { field, rule, .. }) => (field, rule),
        other => panic!("{other:?}"),
    };
    let wide = request(ExportTable::WideResponses, ExportFormat::Csv);
    let nameless = ExportRequest { filter: SessionFilter::default(), ..wide.clone() };
    assert_eq!(refused(nameless).await.0, "exam_type");
    let graded = "item_id,model,a,b1,b2\none-00,grm,1,-1,1\none-99,grm,1,-1,1\n";
    service.import_bank(&PLATFORM, "one", graded.as_bytes(), Metric::LOGISTIC).await.unwrap();
    service.import_exam_type(&PLATFORM, spec(SHORT, "one", false)).await.unwrap();
    let (field, rule) = refused(wide.clone()).await;
    assert_eq!(field, "shape");
    assert!(rule.contains("\"one-00\" has 2 categories in version 1") && rule.contains("3 in version 2"), "{rule}");
    for (name, item) in [("formula", "=1"), ("ambiguous", "examinee")] {
        let csv = format!("item_id,model,a,b\n\"{item}\",2pl,1,0\n");
        service.import_bank(&PLATFORM, name, csv.as_bytes(), Metric::LOGISTIC).await.unwrap();
        service.import_exam_type(&PLATFORM, spec(name, name, false)).await.unwrap();
        let mut wide = wide.clone();
        wide.filter.exam_type = Some(name.to_owned());
        assert_eq!(refused(wide).await.0, "shape", "{name}");
    }
}

#[tokio::test]
async fn a_faulty_request_is_refused_and_so_is_who_may_not() {
    let fixture = Fixture::new().await;
    let sessions = request(ExportTable::Sessions, ExportFormat::Csv);
    let of_version = |exam_type: Option<&str>, version| SessionFilter {
        exam_type: exam_type.map(str::to_owned),
        exam_type_version: Some(version),
        ..SessionFilter::default()
    };
    for (request, field) in [
        (ExportRequest { after: -1, ..sessions.clone() }, "after"),
        (ExportRequest { limit: Some(0), ..sessions.clone() }, "limit"),
        (ExportRequest { limit: Some(1_000_001), ..sessions.clone() }, "limit"),
        (ExportRequest { filter: of_version(None, 1), ..sessions.clone() }, "exam_type_version"),
        (ExportRequest { filter: of_version(Some(SHORT), 0), ..sessions.clone() }, "exam_type_version"),
    ] {
        let error = fixture.service.export(&PLATFORM, request).await.err().unwrap();
        assert!(matches!(&error, ExamError::InvalidValue { field: found, .. } if found == field), "{error:?}");
    }
    let mut unknown = request(ExportTable::WideResponses, ExportFormat::Csv);
    unknown.filter = of_version(Some(SHORT), 2);
    let error = fixture.service.export(&PLATFORM, unknown).await.err().unwrap();
    assert!(matches!(error, ExamError::UnknownExamType { .. }), "{error:?}");
    let started = fixture.service.start(&PLATFORM, start_request(SHORT)).await.unwrap();
    let examinee = Access::Examinee(started.session_token);
    let error = fixture.service.export(&examinee, sessions.clone()).await.err().unwrap();
    assert!(matches!(error, ExamError::PlatformOnly { .. }));
    let author = with_scopes(Scopes::of(&[Scope::Author]));
    let error = fixture.service.export(&author, sessions).await.err().unwrap();
    assert!(matches!(error, ExamError::InsufficientScope { .. }));
}

#[tokio::test]
async fn the_name_of_an_examinee_is_no_formula_in_a_spreadsheet() {
    let fixture = Fixture::new().await;
    let name = "=HYPERLINK(\"http://x\",\"y\")";
    let start = exam::StartExam { examinee_id: Some(name.to_owned()), ..start_request(SHORT) };
    let session = fixture.service.start(&PLATFORM, start).await.unwrap().progress.header.exam_session_id;
    answer_next(&fixture.service, &PLATFORM, session).await;
    for table in [ExportTable::Sessions, ExportTable::Responses] {
        let csv = text(&fixture.service, &request(table, ExportFormat::Csv)).await;
        assert_eq!(rows(&csv)[0]["examinee_id"], format!("'{name}"));
        let line = text(&fixture.service, &request(table, ExportFormat::NdJson)).await;
        assert_eq!(serde_json::from_str::<Value>(&line).unwrap()["examinee_id"], name);
    }
}

//! Items that were left out, and pauses, in exports and in rescoring.

use exam::{
    Answer, ExamService, ExamSessionId, ExportFormat, ExportRequest, ExportTable, ListedState, MissingItems,
    RescoreRequest, SessionFilter, SkipPolicy,
};
use irt_core::Metric;
use serde_json::{Value, json};

use crate::fixture::{Fixture, ITEMS, PLATFORM, SHORT, bank_csv, finish_exam, pending, spec};

/// Sits an exam whose first item is skipped after a pause.
async fn skipped_once(fixture: &Fixture) -> ExamSessionId {
    let service = &fixture.service;
    let session = fixture.start(SHORT).await.progress.header.exam_session_id;
    service.pause(&PLATFORM, session, "a fire alarm").await.unwrap();
    service.resume(&PLATFORM, session, "it was a drill").await.unwrap();
    let next = service.next(&PLATFORM, session).await.unwrap();
    service.answer(&PLATFORM, session, pending(&next), &Answer::Skip).await.unwrap();
    finish_exam(service, &PLATFORM, session).await;
    session
}

async fn rows(service: &ExamService, table: ExportTable) -> Vec<Value> {
    let exam_type = Some(SHORT.to_owned());
    let filter = SessionFilter { state: ListedState::Completed, exam_type, ..SessionFilter::default() };
    let request = ExportRequest { table, format: ExportFormat::NdJson, filter, after: 0, limit: None };
    let mut export = service.export(&PLATFORM, request).await.unwrap();
    let text = String::from_utf8(export.next_part().await.unwrap().unwrap()).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

#[tokio::test]
async fn an_item_that_was_left_out_counts_as_its_exam_type_says() {
    for skips in [SkipPolicy::Missing, SkipPolicy::Wrong] {
        let fixture = Fixture::new().await;
        let service = &fixture.service;
        service.import_exam_type(&PLATFORM, exam::ExamTypeSpec { skips, ..spec(SHORT, "one", false) }).await.unwrap();
        let session = skipped_once(&fixture).await;
        let report = service.report(&PLATFORM, session).await.unwrap();
        let skipped = &report.trace[0];
        let response = if skips == SkipPolicy::Missing { Value::Null } else { json!(0) };

        let responses = rows(service, ExportTable::Responses).await;
        let first = &responses[0];
        assert_eq!(
            (&first["response"], &first["outcome"], &first["answer"]),
            (&response, &json!("skipped"), &Value::Null)
        );
        assert_eq!(first["correct"].is_null(), skips == SkipPolicy::Missing);
        for (row, step) in responses.iter().zip(&report.trace) {
            assert_eq!(row["seconds"].as_f64(), Some(step.time.as_secs_f64()), "pauses do not count");
        }
        let wide = &rows(service, ExportTable::WideResponses).await[0];
        assert_eq!(wide[&skipped.item_id], response);
        let sessions = &rows(service, ExportTable::Sessions).await[0];
        assert_eq!(sessions["lz"].as_f64(), report.person_fit.unwrap().lz);
        assert!(sessions["lz"].is_number());

        let bank = bank_csv("one-", 24, 0.0);
        service.import_bank(&PLATFORM, "one", bank.as_bytes(), Metric::LOGISTIC).await.unwrap();
        service.import_exam_type(&PLATFORM, spec(SHORT, "one", false)).await.unwrap();
        let request = RescoreRequest {
            exam_type: SHORT.to_owned(),
            exam_type_version: None,
            missing_items: MissingItems::Refuse,
            filter: SessionFilter { state: ListedState::Completed, ..SessionFilter::default() },
            reason: "a check".to_owned(),
            after: 0,
            limit: 50,
        };
        assert_eq!(service.rescore(&PLATFORM, request).await.unwrap().rescored, 1);
        let rescored = &service.report(&PLATFORM, session).await.unwrap().rescored[0];
        let counted = report.trace.iter().filter(|step| step.response.is_some()).count();
        assert_eq!((rescored.items, counted < report.trace.len()), (counted as u64, skips == SkipPolicy::Missing));
        assert_eq!(rescored.estimate.theta.to_bits(), report.header.ability.unwrap().theta.to_bits());
        assert!(report.trace.len() >= ITEMS);
    }
}

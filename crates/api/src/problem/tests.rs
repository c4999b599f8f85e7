//! Each error of the exam service as a client sees it.

use std::time::Duration;

use actix_web::body::to_bytes;
use exam::{ApiKeyId, BankFile, ExamError, ExamSessionId, KeyRefusal, RecordFault, Scope, Scopes};
use irt_core::{CatDesign, CatSpec, CostLimits, DesignCost, FourPl, Item, ItemBank, Metric, SelectionRule};
use persistence::RecordError;
use serde_json::{Value, json};
use state_store::StoreError;

use super::*;

/// Something that must never reach a client.
const SECRET: &str = "postgres://root:hunter2@10.0.0.1";

fn name() -> String {
    "n-1".to_owned()
}

fn faulty_bank(csv: &str) -> ExamError {
    BankFile::from_csv(csv.as_bytes(), Metric::LOGISTIC).unwrap_err()
}

fn faulty_design() -> ExamError {
    let mut spec = CatSpec::default();
    spec.stopping.max_items = Some(0);
    ExamError::InvalidDesign(CatDesign::new(spec).unwrap_err())
}

fn costly_design() -> ExamError {
    let item = |number| Item::new(&format!("q{number}"), FourPl::one_pl(0.0).unwrap()).unwrap();
    let bank = ItemBank::new(Metric::LOGISTIC, (0..100).map(item).collect()).unwrap();
    let mut spec = CatSpec::default();
    spec.selection.rule = SelectionRule::Mei;
    let limits = CostLimits { step: Duration::ZERO, ..CostLimits::default() };
    ExamError::CostlyDesign(DesignCost::new(&bank, &CatDesign::new(spec).unwrap()).check(&limits).unwrap_err())
}

/// Every error that the client can correct, with its status, code and field.
fn client_errors() -> Vec<(ExamError, u16, &'static str, Value)> {
    let (item, answer, options) = (name(), "E".to_owned(), vec!["A".to_owned(), "B".to_owned()]);
    let (field, value, rule) = ("seconds".to_owned(), "0".to_owned(), "is above 0".to_owned());
    vec![
        (ExamError::UnknownExamType { name: name() }, 404, "unknown_exam_type", json!("exam_type")),
        (ExamError::UnknownBank { name: name(), version: None }, 404, "unknown_bank", json!("bank")),
        (ExamError::UnknownSession { session: ExamSessionId(5) }, 404, "unknown_session", json!("exam_session_id")),
        (ExamError::ForeignSession { session: ExamSessionId(5) }, 403, "foreign_session", json!("exam_session_id")),
        (ExamError::PlatformOnly { action: "do it" }, 403, "platform_only", Value::Null),
        (
            ExamError::InsufficientScope { action: "do it", needed: Scopes::of(&[Scope::Read]) },
            403,
            "insufficient_scope",
            Value::Null,
        ),
        (
            ExamError::NotPendingItem { item: name(), pending: "n-2".to_owned() },
            409,
            "not_pending_item",
            json!("item_id"),
        ),
        (ExamError::KeyRefused(KeyRefusal::Unknown), 401, "unauthorized", Value::Null),
        (ExamError::KeyRefused(KeyRefusal::Expired), 401, "unauthorized", Value::Null),
        (ExamError::KeyRefused(KeyRefusal::Revoked), 401, "unauthorized", Value::Null),
        (ExamError::UnknownKey { key: ApiKeyId(5) }, 404, "unknown_key", json!("key_id")),
        (ExamError::AnswerConflict { item: name() }, 409, "answer_conflict", json!("answer")),
        (ExamError::SessionFinished { session: ExamSessionId(5) }, 409, "session_finished", json!("exam_session_id")),
        (ExamError::UnknownOption { item, answer, options }, 422, "unknown_option", json!("answer")),
        (ExamError::InvalidValue { field, value, rule }, 422, "invalid_value", json!("seconds")),
        (ExamError::StartKeyReused { field: "seed" }, 422, "idempotency_key_reused", json!("seed")),
        (faulty_design(), 422, "invalid_value", json!("design.stopping.max_items")),
        (costly_design(), 422, "invalid_value", json!("design.selection.rule")),
        (faulty_bank("item_id,model,a,b\nq1,2pl,-1,0\n"), 422, "discrimination_not_positive", json!("a")),
    ]
}

/// A fault that names what the record has.
fn faulty_estimate() -> RecordFault {
    RecordFault::Unreadable { what: "stop reason", value: SECRET.to_owned() }
}

/// Every failure of the server, with its status.
fn server_errors() -> Vec<(ExamError, u16)> {
    let secret = || Box::<dyn std::error::Error + Send + Sync>::from(SECRET);
    let text = || SECRET.to_owned();
    vec![
        (RecordError::Unavailable(secret()).into(), 503),
        (ExamError::Busy { what: "computations", waiting: 256 }, 503),
        (ExamError::CallerUnchecked(RecordError::Unavailable(secret())), 503),
        (ExamError::CallerUnchecked(RecordError::Database(secret())), 503),
        (ExamError::CallerUnchecked(RecordError::Unreadable { what: "scopes", value: text() }), 503),
        (ExamError::Computation(secret()), 500),
        (RecordError::Database(secret()).into(), 500),
        (RecordError::Unreadable { what: "session status", value: text() }.into(), 500),
        (RecordError::Migration(secret()).into(), 500),
        (RecordError::UnknownUrl { url: text() }.into(), 500),
        (RecordError::Configuration { reason: text() }.into(), 500),
        (StoreError::Unavailable(secret()).into(), 503),
        (StoreError::Unreadable { session: 5, reason: text() }.into(), 500),
        (StoreError::InvalidState { session: 5, reason: text() }.into(), 500),
        (StoreError::Configuration { reason: text() }.into(), 500),
        (ExamError::UnusableRecord { what: text(), reason: text() }, 500),
        (ExamError::FaultyRecord { session: ExamSessionId(5), fault: faulty_estimate() }, 500),
        (ExamError::Contended { session: ExamSessionId(5) }, 503),
    ]
}

async fn reply(error: ExamError) -> (HttpResponse<()>, Value) {
    let (head, body) = Problem::from(error).error_response().into_parts();
    (head, serde_json::from_slice(&to_bytes(body).await.unwrap()).unwrap())
}

#[actix_web::test]
async fn each_error_of_the_client_has_its_code_its_status_and_its_field() {
    for (error, status, code, field) in client_errors() {
        let text = error.to_string();
        let (head, body) = reply(error).await;
        assert_eq!((head.status().as_u16(), &body["status"]), (status, &json!(status)), "{text}");
        assert_eq!((&body["code"], &body["field"]), (&json!(code), &field), "{text}");
        assert_eq!(body["type"], format!("urn:adaptive-engine:problem:{code}"));
        assert_eq!(head.headers().get("content-type").unwrap(), "application/problem+json");
        assert!(head.headers().get(RETRY_AFTER).is_none(), "{text}");
    }
}

#[actix_web::test]
async fn an_error_of_the_server_shows_no_internals() {
    for (error, status) in server_errors() {
        let text = format!("{error:?}");
        let (head, body) = reply(error).await;
        assert_eq!(head.status().as_u16(), status, "{text}");
        let code = match status {
            503 => "unavailable",
            _ if text.contains("FaultyRecord") => "session_faulty",
            _ => "internal",
        };
        assert_eq!(body["code"], code, "{text}");
        assert!(!body.to_string().contains("hunter2") && !body.to_string().contains("10.0.0.1"), "{body}");
        assert_eq!(head.headers().get(RETRY_AFTER).is_some(), status == 503, "{text}");
    }
}

#[actix_web::test]
async fn another_pending_item_is_named() {
    let error = ExamError::NotPendingItem { item: name(), pending: "n-2".to_owned() };
    assert_eq!(reply(error).await.1["pending_item_id"], "n-2");
    assert!(reply(ExamError::AnswerConflict { item: name() }).await.1.get("pending_item_id").is_none());
}

#[actix_web::test]
async fn faults_of_parameters_and_texts_come_in_the_order_of_the_file() {
    let header = "item_id,model,a,b,key,option_A,option_B";
    let error = faulty_bank(&format!("{header}\r\nq1,2pl,1,0,C,x,y\r\n\r\nq2,2pl,-1,0,,x,y\r\n"));
    let body = reply(error).await.1;
    let faults = body["problems"].as_array().unwrap();
    let found: Vec<_> = faults.iter().map(|f| (f["row"].as_u64().unwrap(), f["code"].as_str().unwrap())).collect();
    let expected = [(2, "key_without_option"), (4, "discrimination_not_positive"), (4, "missing_key")];
    assert_eq!(found, expected);
    assert_eq!((&body["code"], &body["field"]), (&json!("key_without_option"), &json!("key")));
}

#[actix_web::test]
async fn an_empty_file_names_no_item_and_no_column() {
    let body = reply(faulty_bank("item_id,model,a,b\n")).await.1;
    assert_eq!(body["code"], "empty_bank");
    assert!(body.get("field").is_none() && body["problems"][0]["item_id"].is_null(), "{body}");
}

#[actix_web::test]
async fn a_list_of_faults_that_is_cut_says_how_many_there_are_besides() {
    let rows: String = (0..1010).map(|n| format!("q{n},2pl,-1,0\n")).collect();
    let body = reply(faulty_bank(&format!("item_id,model,a,b\n{rows}"))).await.1;
    assert_eq!((body["problems"].as_array().unwrap().len(), &body["unlisted_problems"]), (1000, &json!(10)));
    let one = reply(faulty_bank("item_id,model,a,b\nq1,2pl,-1,0\n")).await.1;
    assert!(one.get("unlisted_problems").is_none(), "{one}");
}

#[actix_web::test]
async fn a_long_value_is_not_sent_back_whole() {
    let long = "é".repeat(5000);
    let body = reply(faulty_bank(&format!("item_id,model,a,b\nq1,2pl,{long},0\n"))).await.1;
    assert_eq!(body["problems"][0]["value"].as_str().unwrap().chars().count(), 201);
    assert!(body["detail"].as_str().unwrap().chars().count() <= 401, "{body}");
    let body = reply(ExamError::UnknownExamType { name: long }).await.1;
    assert!(body["detail"].as_str().unwrap().chars().count() <= 401, "{body}");
}

#[actix_web::test]
async fn an_unauthorized_reply_names_the_scheme() {
    let reply = Problem::new(Code::Unauthorized, "no key").error_response();
    assert_eq!(reply.headers().get(WWW_AUTHENTICATE).unwrap(), "Bearer");
}

//! Errors as clients see them: `application/problem+json` with a stable code.

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use exam::ExamError;
use serde::Serialize;
use utoipa::ToSchema;

use crate::bank_fault::{BankFault, bank_faults};
use crate::code::Code;

/// How long a client waits before it tries again when the database is away, in seconds.
const RETRY_AFTER_SECONDS: u64 = 2;

/// The longest value of a client that is sent back, in characters.
const LONGEST_VALUE: usize = 200;
/// The longest detail, in characters: room for a value and what is said about it.
const LONGEST_DETAIL: usize = 400;

/// An error on its way to the client.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemReply>);

/// An error reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
pub struct ProblemReply {
    /// A URI for the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the code means, in one line.
    pub title: String,
    /// The HTTP status.
    pub status: u16,
    /// What happened here.
    pub detail: String,
    /// The stable name of the problem.
    pub code: String,
    /// The field that is at fault.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The item to be answered now, where another was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_item_id: Option<String>,
    /// Everything wrong with a bank file.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<BankFault>,
    /// How many more faults the bank file has than are listed; absent when all are.
    #[serde(skip_serializing_if = "is_zero")]
    pub unlisted_problems: usize,
}

#[expect(clippy::trivially_copy_pass_by_ref, reason = "the signature that serde asks for")]
const fn is_zero(number: &usize) -> bool {
    *number == 0
}

impl Problem {
    pub(crate) fn new(code: Code, detail: impl Into<String>) -> Self {
        Self(Box::new(ProblemReply {
            kind: kind(code.as_str()),
            title: code.title().to_owned(),
            status: code.status().as_u16(),
            detail: cut(detail.into(), LONGEST_DETAIL),
            code: code.as_str().to_owned(),
            field: None,
            pending_item_id: None,
            problems: Vec::new(),
            unlisted_problems: 0,
        }))
    }

    pub(crate) fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(cut(field.into(), LONGEST_VALUE));
        self
    }

    fn with_pending_item(mut self, item_id: String) -> Self {
        self.0.pending_item_id = Some(item_id);
        self
    }

    /// A failure of the server with what its client needs to go on: where the cause is told, and whether the same
    /// request again is safe.
    pub(crate) fn of_request(&self, request_id: &str, repeatable: bool) -> Self {
        let mut reply = self.0.clone();
        if self.0.status == Code::Unavailable.status().as_u16() {
            let advice = if repeatable {
                "the same request again is safe"
            } else {
                "whether anything was changed is not known: look before the same request again"
            };
            reply.detail = format!("{}; {advice}", reply.detail);
        }
        reply.detail = format!("{}; the cause is in the server's log under request {request_id}", reply.detail);
        Self(reply)
    }

    /// The first fault names the problem, so that a client need not look into the list.
    fn invalid_bank(faults: Vec<BankFault>, unlisted: usize) -> Self {
        let Self(mut reply) = Self::new(Code::InvalidBank, "the item bank has no items");
        if let Some(first) = faults.first() {
            reply.code.clone_from(&first.code);
            reply.kind = kind(&first.code);
            reply.detail.clone_from(&first.detail);
            reply.field = Some(first.column.clone()).filter(|column| !column.is_empty());
        }
        reply.unlisted_problems = unlisted;
        reply.problems = faults;
        Self(reply)
    }
}

/// A text of a client, short enough to be sent back.
pub(crate) fn shortened(text: &str) -> String {
    cut(text.to_owned(), LONGEST_VALUE)
}

/// A detail, short enough to be sent back.
pub(crate) fn shortened_detail(text: String) -> String {
    cut(text, LONGEST_DETAIL)
}

/// Cuts a text to so many characters.
fn cut(mut text: String, longest: usize) -> String {
    if let Some((end, _)) = text.char_indices().nth(longest) {
        text.truncate(end);
        text.push('…');
    }
    text
}

fn kind(code: &str) -> String {
    format!("urn:adaptive-engine:problem:{code}")
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.0.code, self.0.detail)
    }
}

impl ResponseError for Problem {
    fn status_code(&self) -> StatusCode {
        StatusCode::from_u16(self.0.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }

    fn error_response(&self) -> HttpResponse {
        let mut reply = HttpResponse::build(self.status_code());
        match self.status_code() {
            StatusCode::SERVICE_UNAVAILABLE => {
                reply.insert_header((RETRY_AFTER, RETRY_AFTER_SECONDS));
            }
            StatusCode::UNAUTHORIZED => {
                reply.insert_header((WWW_AUTHENTICATE, "Bearer"));
            }
            _ => {}
        }
        let body = serde_json::to_string(&self.0).unwrap_or_default();
        reply.content_type("application/problem+json").body(body)
    }
}

impl From<ExamError> for Problem {
    fn from(error: ExamError) -> Self {
        let detail = error.to_string();
        match error {
            ExamError::UnknownExamType { .. } => Self::new(Code::UnknownExamType, detail).with_field("exam_type"),
            ExamError::UnknownBank { .. } => Self::new(Code::UnknownBank, detail).with_field("bank"),
            ExamError::UnknownSession { .. } => Self::new(Code::UnknownSession, detail).with_field("exam_session_id"),
            ExamError::ForeignSession { .. } => Self::new(Code::ForeignSession, detail).with_field("exam_session_id"),
            ExamError::PlatformOnly { .. } => Self::new(Code::PlatformOnly, detail),
            ExamError::NotPendingItem { pending, .. } => {
                Self::new(Code::NotPendingItem, detail).with_field("item_id").with_pending_item(pending)
            }
            ExamError::AnswerConflict { .. } => Self::new(Code::AnswerConflict, detail).with_field("answer"),
            ExamError::SessionFinished { .. } => Self::new(Code::SessionFinished, detail).with_field("exam_session_id"),
            ExamError::UnknownOption { .. } => Self::new(Code::UnknownOption, detail).with_field("answer"),
            ExamError::InvalidValue { field, .. } => Self::new(Code::InvalidValue, detail).with_field(field),
            ExamError::StartKeyReused { field } => Self::new(Code::IdempotencyKeyReused, detail).with_field(field),
            ExamError::InvalidDesign(design) => {
                let field = format!("design.{}", design.field);
                Self::new(Code::InvalidValue, detail).with_field(field)
            }
            ExamError::InvalidBank(file) => Self::invalid_bank(bank_faults(&file), file.unlisted()),
            other => internal(&other),
        }
    }
}

/// The cause goes to the log; the client learns only whether it is worth trying again.
fn internal(error: &ExamError) -> Problem {
    let mut causes = Vec::new();
    let mut source = std::error::Error::source(error);
    while let Some(cause) = source {
        causes.push(cause.to_string());
        source = cause.source();
    }
    tracing::error!(%error, ?causes, "request failed");
    if error.is_unavailable() {
        Problem::new(Code::Unavailable, error.to_string())
    } else {
        Problem::new(Code::Internal, "the server failed")
    }
}

#[cfg(test)]
mod tests {
    use actix_web::body::to_bytes;
    use exam::BankFile;
    use irt_core::{CatDesign, CatSpec, Metric};
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

    /// Every error that is the client's to mend, with its status, code and field.
    fn client_errors() -> Vec<(ExamError, u16, &'static str, Value)> {
        let (item, answer, options) = (name(), "E".to_owned(), vec!["A".to_owned(), "B".to_owned()]);
        let (field, value, rule) = ("seconds".to_owned(), "0".to_owned(), "is above 0".to_owned());
        vec![
            (ExamError::UnknownExamType { name: name() }, 404, "unknown_exam_type", json!("exam_type")),
            (ExamError::UnknownBank { name: name() }, 404, "unknown_bank", json!("bank")),
            (ExamError::UnknownSession { session: 5 }, 404, "unknown_session", json!("exam_session_id")),
            (ExamError::ForeignSession { session: 5 }, 403, "foreign_session", json!("exam_session_id")),
            (ExamError::PlatformOnly { action: "do it" }, 403, "platform_only", Value::Null),
            (
                ExamError::NotPendingItem { item: name(), pending: "n-2".to_owned() },
                409,
                "not_pending_item",
                json!("item_id"),
            ),
            (ExamError::AnswerConflict { item: name() }, 409, "answer_conflict", json!("answer")),
            (ExamError::SessionFinished { session: 5 }, 409, "session_finished", json!("exam_session_id")),
            (ExamError::UnknownOption { item, answer, options }, 422, "unknown_option", json!("answer")),
            (ExamError::InvalidValue { field, value, rule }, 422, "invalid_value", json!("seconds")),
            (ExamError::StartKeyReused { field: "seed" }, 422, "idempotency_key_reused", json!("seed")),
            (faulty_design(), 422, "invalid_value", json!("design.stopping.max_items")),
            (faulty_bank("item_id,model,a,b\nq1,2pl,-1,0\n"), 422, "discrimination_not_positive", json!("a")),
        ]
    }

    /// Every error that is the server's, with its status.
    fn server_errors() -> Vec<(ExamError, u16)> {
        let secret = || Box::<dyn std::error::Error + Send + Sync>::from(SECRET);
        let text = || SECRET.to_owned();
        vec![
            (RecordError::Unavailable(secret()).into(), 503),
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
            (ExamError::Contended { session: 5 }, 503),
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
    async fn an_error_of_the_server_tells_no_internals() {
        for (error, status) in server_errors() {
            let text = format!("{error:?}");
            let (head, body) = reply(error).await;
            assert_eq!(head.status().as_u16(), status, "{text}");
            assert_eq!(body["code"], if status == 503 { "unavailable" } else { "internal" }, "{text}");
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
    async fn a_caller_who_must_sign_in_is_told_how() {
        let reply = Problem::new(Code::Unauthorized, "no key").error_response();
        assert_eq!(reply.headers().get(WWW_AUTHENTICATE).unwrap(), "Bearer");
    }
}

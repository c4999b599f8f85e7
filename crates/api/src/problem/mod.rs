//! Errors as clients see them: `application/problem+json` with a stable code.

mod exam_errors;
#[cfg(test)]
mod tests;

use std::fmt;

use actix_web::http::StatusCode;
use actix_web::http::header::{RETRY_AFTER, WWW_AUTHENTICATE};
use actix_web::{HttpResponse, ResponseError};
use serde::Serialize;
use utoipa::ToSchema;

use crate::bank_fault::BankFault;
use crate::code::Code;
use crate::excerpt::{detail_excerpt, value_excerpt};
use crate::wire::names::ProblemCodeName;

/// How long a client waits before it repeats a request when the database does not answer, in seconds.
const RETRY_AFTER_SECONDS: u64 = 2;

/// An error on its way to the client.
#[derive(Debug, Clone)]
pub struct Problem(Box<ProblemReply>);

/// The code of a problem reply, beside it for the log.
pub(crate) struct ProblemCode(pub(crate) String);

/// An error reply.
#[derive(Debug, Clone, Serialize, ToSchema)]
#[schema(as = Problem)]
pub struct ProblemReply {
    /// A URI for the kind of problem.
    #[serde(rename = "type")]
    pub kind: String,
    /// What the code means, in one line.
    pub title: String,
    /// The HTTP status.
    #[schema(minimum = 400, maximum = 599)]
    pub status: u16,
    /// The problem in this request.
    pub detail: String,
    /// The stable name of the problem.
    #[schema(value_type = ProblemCodeName)]
    pub code: String,
    /// The faulty field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub field: Option<String>,
    /// The item to be answered now, when another one was answered.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pending_item_id: Option<String>,
    /// The session of the examinee that is not completed, when another one was to be started.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub exam_session_id: Option<i64>,
    /// Everything wrong with a bank file.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<BankFault>,
    /// How many more faults the bank file has than are listed; absent when all are.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub unlisted_problems: usize,
    /// Whether it is certain that the request changed nothing.
    #[serde(skip)]
    pub unchanged: bool,
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
            detail: detail_excerpt(&detail.into()),
            code: code.as_str().to_owned(),
            field: None,
            pending_item_id: None,
            exam_session_id: None,
            problems: Vec::new(),
            unlisted_problems: 0,
            unchanged: false,
        }))
    }

    /// The stable name of the problem.
    #[must_use]
    pub fn code(&self) -> &str {
        &self.0.code
    }

    /// The problem in this request, in a sentence.
    #[must_use]
    pub fn detail(&self) -> &str {
        &self.0.detail
    }

    /// The HTTP status of the problem.
    #[must_use]
    pub const fn status(&self) -> u16 {
        self.0.status
    }

    /// What is wrong with a bank file, fault by fault; nothing for other problems.
    #[must_use]
    pub fn bank_faults(&self) -> &[BankFault] {
        &self.0.problems
    }

    /// Whether this is the problem with this code.
    pub(crate) fn has_code(&self, code: Code) -> bool {
        self.0.code == code.as_str()
    }

    pub(crate) fn with_field(mut self, field: impl Into<String>) -> Self {
        self.0.field = Some(value_excerpt(&field.into()));
        self
    }

    /// Says that the request changed nothing.
    fn without_change(mut self) -> Self {
        self.0.unchanged = true;
        self
    }

    fn with_pending_item(mut self, item_id: String) -> Self {
        self.0.pending_item_id = Some(item_id);
        self
    }

    fn with_session(mut self, session: i64) -> Self {
        self.0.exam_session_id = Some(session);
        self
    }

    /// A failure of the server for its client: with the number under which the log has the cause, and with advice on repeating
    /// the request.
    pub(crate) fn for_request(&self, request_id: &str, repeatable: bool) -> Self {
        if self.0.code == Code::SessionFaulty.as_str() {
            // The log has it under the first request that met it.
            return self.clone();
        }
        let mut reply = self.0.clone();
        if self.0.status == Code::Unavailable.status().as_u16() {
            let advice = if repeatable || self.0.unchanged {
                "the same request again is safe"
            } else {
                "whether anything was changed is not known: look before the same request again"
            };
            reply.detail = format!("{}; {advice}", reply.detail);
        }
        reply.detail = format!("{}; the cause is in the server's log under request {request_id}", reply.detail);
        Self(reply)
    }

    /// The first fault names the problem, so that a client need not read the list.
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
        let mut reply = reply.content_type("application/problem+json").body(body);
        reply.extensions_mut().insert(ProblemCode(self.0.code.clone()));
        reply
    }
}

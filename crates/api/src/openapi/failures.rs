//! The failures of each operation, by status: those that its credentials and its input bring with them, and its own.

use std::collections::BTreeMap;

use utoipa::openapi::header::{Header, HeaderBuilder};
use utoipa::openapi::path::{Operation, Parameter, ParameterIn};
use utoipa::openapi::request_body::RequestBody;
use utoipa::openapi::response::{Response, ResponseBuilder};
use utoipa::openapi::schema::{AllOfBuilder, ObjectBuilder, Schema, Type};
use utoipa::openapi::{Components, ContentBuilder, OpenApi, Ref, RefOr};

use super::operations::operations;
use super::security::permission;
use crate::code::Code;
use crate::wire::names::{bank_fault_codes, text_of};

const PROBLEM_TYPE: &str = "application/problem+json";

/// The failures that an operation has beside those of its kind, by its `operationId`.
pub(super) const OWN: &[(&str, &[Code])] = &[
    (
        "start_exam",
        &[
            Code::UnknownExamType,
            Code::IdempotencyKeyReused,
            Code::SessionActive,
            Code::AttemptsExhausted,
            Code::OutsideWindow,
            Code::SessionPaused,
        ],
    ),
    ("next_item", &[Code::UnknownSession, Code::SessionPaused]),
    (
        "answer_item",
        &[
            Code::PlatformOnly,
            Code::UnknownSession,
            Code::NotPendingItem,
            Code::AnswerConflict,
            Code::SessionPaused,
            Code::SessionFinished,
            Code::UnknownOption,
        ],
    ),
    ("complete_exam", &[Code::UnknownSession, Code::EarlyCompletion, Code::SessionPaused]),
    ("score_responses", &[Code::UnknownExamType, Code::UnknownBank]),
    ("extend_session", &[Code::SessionFinished]),
    ("add_time", &[Code::SessionFinished]),
    ("pause_session", &[Code::SessionFinished, Code::PlatformOnly]),
    ("resume_session", &[Code::SessionFinished, Code::PlatformOnly]),
    ("reopen_session", &[Code::NotReopenable, Code::SessionActive, Code::AttemptsExhausted]),
    ("export_sessions", &[Code::UnknownExamType]),
    ("export_responses", &[Code::UnknownExamType]),
    ("rescore_results", &[Code::UnknownExamType]),
    ("unlink_examinee", &[Code::InvalidValue]),
    ("import_bank", &[Code::InvalidBank]),
    ("read_bank", &[Code::UnknownBank]),
    ("read_exam_type", &[Code::UnknownExamType]),
    ("read_simulation", &[Code::UnknownExamType, Code::UnknownSimulation]),
    ("keep_simulation", &[Code::UnknownExamType]),
    ("revoke_key", &[Code::UnknownKey]),
];

pub(super) fn describe(document: &mut OpenApi) {
    let mut problems = BTreeMap::new();
    for (address, method, operation) in operations(document) {
        let possible = codes(address, method, operation);
        let mut by_status: BTreeMap<u16, Vec<Code>> = BTreeMap::new();
        for code in Code::ALL.iter().copied().filter(|code| possible.contains(code)) {
            by_status.entry(code.status().as_u16()).or_default().push(code);
        }
        for (status, codes) in by_status {
            let problem = name_of_problem(&codes);
            operation.responses.responses.insert(status.to_string(), RefOr::T(failure(&codes, &problem)));
            problems.insert(problem, RefOr::T(problem_with(&codes)));
        }
    }
    document.components.get_or_insert_with(Components::new).schemas.extend(problems);
}

/// The codes of an operation.
fn codes(address: &str, method: &str, operation: &Operation) -> Vec<Code> {
    let own = OWN.iter().filter(|(id, _)| operation.operation_id.as_deref() == Some(*id));
    let mut codes: Vec<Code> = own.flat_map(|(_, codes)| *codes).copied().collect();
    if let Some(permission) = permission(address, method) {
        codes.extend([Code::Unauthorized, Code::InsufficientScope, Code::Internal, Code::Unavailable]);
        codes.extend([Code::ForeignHost, Code::ForeignOrigin, Code::TooManyRequests]);
        codes.push(if permission.examinees { Code::ForeignSession } else { Code::PlatformOnly });
        codes.extend(codes_of_input(operation));
    }
    if address.contains("/sessions/{id}") {
        codes.push(Code::UnknownSession);
    }
    codes
}

/// The codes of reading the input.
fn codes_of_input(operation: &Operation) -> Vec<Code> {
    let mut codes = Vec::new();
    if operation.parameters.iter().flatten().any(is_checked) {
        codes.push(Code::InvalidValue);
    }
    if let Some(RefOr::T(RequestBody { content, .. })) = &operation.request_body {
        codes.extend([Code::MalformedBody, Code::RequestTimeout, Code::BodyTooLarge, Code::UnsupportedMediaType]);
        if content.contains_key("application/json") {
            codes.extend([Code::MalformedJson, Code::InvalidValue]);
        }
    }
    codes
}

/// Whether a parameter is read from the query or a header. One in the path that cannot be read names nothing.
const fn is_checked(parameter: &RefOr<Parameter>) -> bool {
    !matches!(parameter, RefOr::T(Parameter { parameter_in: ParameterIn::Path, .. }))
}

/// The reply with one of these codes, which have the same status.
fn failure(codes: &[Code], problem: &str) -> Response {
    let titles: Vec<&str> = codes.iter().map(|code| code.title()).collect();
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(problem))).build();
    let reply = ResponseBuilder::new().description(titles.join(". ")).content(PROBLEM_TYPE, content);
    codes
        .iter()
        .filter_map(|code| header_of(*code))
        .fold(reply, |reply, (name, header)| reply.header(name, header))
        .build()
}

/// The header that goes with a code.
fn header_of(code: Code) -> Option<(&'static str, Header)> {
    let header = |kind, description: &str| {
        HeaderBuilder::new().schema(Some(ObjectBuilder::new().schema_type(kind))).description(Some(description)).build()
    };
    match code {
        Code::Unauthorized => Some(("WWW-Authenticate", header(Type::String, "The scheme of credentials: `Bearer`"))),
        Code::TooManyRequests | Code::Unavailable => {
            Some(("Retry-After", header(Type::Integer, "How long to wait, in seconds")))
        }
        _ => None,
    }
}

/// The name of the schema of a problem that has one of these codes.
fn name_of_problem(codes: &[Code]) -> String {
    let names: Vec<String> = codes.iter().map(|code| format!("{code:?}")).collect();
    format!("{}Problem", names.join("Or"))
}

/// A problem whose code is one of these.
fn problem_with(codes: &[Code]) -> Schema {
    let faults = bank_fault_codes().filter(|_| codes.contains(&Code::InvalidBank));
    let names = text_of("The code.", codes.iter().map(|code| code.as_str()).chain(faults));
    let named = ObjectBuilder::new().property("code", names).required("code");
    AllOfBuilder::new().item(Ref::from_schema_name("Problem")).item(named).into()
}

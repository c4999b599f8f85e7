//! Importing, listing and reading banks and exam types.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, Responder};
use exam::{ExamError, ExamTypeSpec};
use irt_core::Metric;

use super::Service;
use crate::admission::Caller;
use crate::code::Code;
use crate::extract::{CsvBody, JsonBody, Query};
use crate::import_body::Admitted;
use crate::problem::Problem;
use crate::wire::bank::{BankReply, BankSummaryReply, NewBankQuery, VersionQuery};
use crate::wire::exam_type::ExamTypeReply;
use crate::wire::page::PageQuery;

/// Imports a bank file as the next version of its name.
#[utoipa::path(post, path = "/api/banks", tag = "catalogue", params(NewBankQuery),
    request_body(content = String, content_type = "text/csv"), responses((status = 201, body = BankSummaryReply)))]
pub(crate) async fn import_bank(
    service: Service,
    Query(query): Query<NewBankQuery>,
    Caller(access): Caller,
    Admitted { body: CsvBody(csv), permit: _permit }: Admitted<CsvBody>,
) -> Result<HttpResponse, Problem> {
    let metric = Metric::new(query.scaling_constant).map_err(|error| {
        let detail = format!("scaling_constant is {}: {error}", query.scaling_constant);
        Problem::new(Code::InvalidValue, detail).with_field("scaling_constant")
    })?;
    let imported = service.import_bank(&access, &query.name, &csv, metric).await?;
    Ok(HttpResponse::Created().json(BankSummaryReply::from(imported)))
}

/// Lists all bank versions.
#[utoipa::path(get, path = "/api/banks", tag = "catalogue", params(PageQuery), responses((status = 200, body = Vec<BankSummaryReply>)))]
pub(crate) async fn banks(
    service: Service,
    Caller(access): Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Vec<BankSummaryReply>>, Problem> {
    let banks = service.banks(&access, page.after, page.limit).await?;
    Ok(Json(banks.into_iter().map(BankSummaryReply::from).collect()))
}

/// Reads a bank with its items, parameters and keys.
#[utoipa::path(get, path = "/api/banks/{name}", tag = "catalogue",
    params(("name" = String, Path, description = "The name of the bank"), VersionQuery), responses((status = 200, body = BankReply)))]
pub(crate) async fn bank(
    service: Service,
    Caller(access): Caller,
    name: Path<String>,
    Query(query): Query<VersionQuery>,
) -> Result<Json<BankReply>, Problem> {
    Ok(Json(service.bank(&access, &name, query.version).await?.into()))
}

/// Defines an exam type as the next version of its name.
#[utoipa::path(post, path = "/api/exam-types", tag = "catalogue",
    request_body(content = Object, content_type = "application/json", description =
        "`exam_type`, `bank`, `bank_version`?, `ttl_seconds`?, `feedback`?, `time_limit_seconds`?, `on_expiry`? (`score` or \
         `void`), `design`: the tables of a design file"), responses((status = 201, body = ExamTypeReply)))]
pub(crate) async fn import_exam_type(
    service: Service,
    Caller(access): Caller,
    JsonBody(spec): JsonBody<ExamTypeSpec>,
) -> Result<impl Responder, Problem> {
    let defined = service.import_exam_type(&access, spec).await.map_err(|error| match error {
        // The bank is named in the body, so a bank that is not there is a faulty value.
        ExamError::UnknownBank { .. } => Problem::new(Code::InvalidValue, error.to_string()).with_field("bank"),
        error => error.into(),
    })?;
    Ok(HttpResponse::Created().json(ExamTypeReply::from(defined)))
}

/// Lists all versions of all exam types.
#[utoipa::path(get, path = "/api/exam-types", tag = "catalogue", params(PageQuery), responses((status = 200, body = Vec<ExamTypeReply>)))]
pub(crate) async fn exam_types(
    service: Service,
    Caller(access): Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Vec<ExamTypeReply>>, Problem> {
    let exam_types = service.exam_types(&access, page.after, page.limit).await?;
    Ok(Json(exam_types.into_iter().map(ExamTypeReply::from).collect()))
}

/// Reads the latest version of an exam type.
#[utoipa::path(get, path = "/api/exam-types/{name}", tag = "catalogue",
    params(("name" = String, Path, description = "The name of the exam type")), responses((status = 200, body = ExamTypeReply)))]
pub(crate) async fn exam_type(
    service: Service,
    Caller(access): Caller,
    name: Path<String>,
) -> Result<Json<ExamTypeReply>, Problem> {
    Ok(Json(service.exam_type(&access, &name).await?.into()))
}

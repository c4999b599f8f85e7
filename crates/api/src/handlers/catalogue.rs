//! Importing, listing and reading banks and exam types.

use actix_web::http::header::ContentType;
use actix_web::web::{self, Json, Path};
use actix_web::{HttpResponse, Responder};
use exam::{ExamError, ExamTypeSpec};
use irt_core::Metric;

use super::Service;
use crate::admission::Caller;
use crate::bank_upload::{BankForm, no_scaling_constant};
use crate::code::Code;
use crate::extract::{BankBody, JsonBody, Query};
use crate::import_body::Admitted;
use crate::problem::Problem;
use crate::wire::bank::{BankReply, BankSummaryReply, BankUpload, ImportedBankReply, NewBankQuery, VersionQuery};
use crate::wire::exam_type::{ExamTypeFields, ExamTypeReply};
use crate::wire::page::PageQuery;
use crate::wire::scalars::{BankFileText, Name};

/// Imports a bank file as the next version of its name.
#[utoipa::path(post, path = "/api/banks", operation_id = "import_bank", tag = "catalogue", params(NewBankQuery),
    request_body(content(
        (BankFileText = "application/octet-stream", example = "item_id,model,a,b\nadd-1,2pl,1.1,-1.2\n"),
        (BankUpload = "multipart/form-data"),
    ), description = "A bank file, as docs/item-bank.md describes it; also as `text/csv`"),
    responses((status = 201, description = "The new version", body = ImportedBankReply)))]
pub(crate) async fn import_bank(
    service: Service,
    Query(query): Query<NewBankQuery>,
    Caller(access): Caller,
    Admitted { body: BankBody(form), permit: _permit }: Admitted<BankBody>,
) -> Result<HttpResponse, Problem> {
    let constant = query.scaling_constant;
    let metric = Metric::new(constant).map_err(|error| no_scaling_constant(&constant, &error))?;
    let BankForm { file, assets, .. } = form;
    let imported = service.import_bank_with_assets(&access, &query.name, &file, metric, assets).await?;
    Ok(HttpResponse::Created().json(ImportedBankReply::from(imported)))
}

/// Lists all bank versions.
#[utoipa::path(get, path = "/api/banks", operation_id = "list_banks", tag = "catalogue", params(PageQuery),
    responses((status = 200, description = "A page of bank versions", body = Vec<BankSummaryReply>)))]
pub(crate) async fn banks(
    service: Service,
    Caller(access): Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Vec<BankSummaryReply>>, Problem> {
    let banks = service.banks(&access, page.after, page.limit).await?;
    Ok(Json(banks.into_iter().map(BankSummaryReply::from).collect()))
}

/// Reads a bank with its items, parameters and keys.
#[utoipa::path(get, path = "/api/banks/{name}", operation_id = "read_bank", tag = "catalogue",
    params(("name" = Name, Path, description = "The name of the bank"), VersionQuery),
    responses((status = 200, description = "The bank", body = BankReply)))]
pub(crate) async fn bank(
    service: Service,
    Caller(access): Caller,
    name: Path<String>,
    Query(query): Query<VersionQuery>,
) -> Result<HttpResponse, Problem> {
    let bank = service.bank(&access, &name, query.version).await?;
    let assets = service.bank_assets(&access, bank.summary.id).await?;
    // A large bank takes so long to be written out that answers would wait behind it on this thread.
    let written = web::block(move || serde_json::to_vec(&BankReply::new(bank, assets)).ok()).await;
    let missing = || Problem::new(Code::Internal, "the bank cannot be written out");
    let body = written.ok().flatten().ok_or_else(missing)?;
    Ok(HttpResponse::Ok().content_type(ContentType::json()).body(body))
}

/// Defines an exam type as the next version of its name.
#[utoipa::path(post, path = "/api/exam-types", operation_id = "import_exam_type", tag = "catalogue",
    request_body(content = ExamTypeFields, example = json!({
        "exam_type": "algebra-b", "bank": "algebra", "time_limit_seconds": 1800,
        "design": { "estimator": { "final": "wle" }, "stopping": { "max_items": 20, "standard_error": 0.35 } },
    })),
    responses((status = 201, description = "The new version", body = ExamTypeReply)))]
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
#[utoipa::path(get, path = "/api/exam-types", operation_id = "list_exam_types", tag = "catalogue", params(PageQuery),
    responses((status = 200, description = "A page of versions", body = Vec<ExamTypeReply>)))]
pub(crate) async fn exam_types(
    service: Service,
    Caller(access): Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<Vec<ExamTypeReply>>, Problem> {
    let exam_types = service.exam_types(&access, page.after, page.limit).await?;
    Ok(Json(exam_types.into_iter().map(ExamTypeReply::from).collect()))
}

/// Reads the latest version of an exam type.
#[utoipa::path(get, path = "/api/exam-types/{name}", operation_id = "read_exam_type", tag = "catalogue",
    params(("name" = Name, Path, description = "The name of the exam type")),
    responses((status = 200, description = "The latest version", body = ExamTypeReply)))]
pub(crate) async fn exam_type(
    service: Service,
    Caller(access): Caller,
    name: Path<String>,
) -> Result<Json<ExamTypeReply>, Problem> {
    Ok(Json(service.exam_type(&access, &name).await?.into()))
}

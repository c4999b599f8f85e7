//! Sitting an exam: start, next, answer, complete.

use actix_web::HttpResponse;
use actix_web::web::Json;
use exam::{Access, StartExam};

use super::Service;
use crate::authentication::{Caller, FromPlatform, seen_by};
use crate::extract::{JsonBody, Query};
use crate::idempotency_key::IdempotencyKey;
use crate::problem::{Problem, ProblemReply};
use crate::wire::{AnswerReply, AnswerRequest, CompleteRequest, NextQuery, Progress, Report, StartReply, StartRequest};

/// Starts an exam session and shows its first item. The same start sent again with the same `Idempotency-Key` gets the same
/// reply.
#[utoipa::path(post, path = "/api/adaptive/start", tag = "exam", request_body = StartRequest, params(
    (
        "Idempotency-Key" = Option<String>,
        Header,
        description = "Drawn at random for each start and sent again with it: 16 to 255 visible ASCII characters without \
                       quotation marks and backslashes, as they are or in quotation marks",
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324",
    ),
), responses(
    (status = 201, body = StartReply),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn start(
    service: Service,
    FromPlatform(IdempotencyKey(key)): FromPlatform<IdempotencyKey>,
    FromPlatform(JsonBody(request)): FromPlatform<JsonBody<StartRequest>>,
) -> Result<HttpResponse, Problem> {
    fail_points::fail_point!("start_parsed");
    let StartRequest { exam_type, examinee_id, seed } = request;
    let start = StartExam { exam_type, examinee_id, seed };
    let started = match key {
        Some(key) => service.start_once(&Access::Platform, start, &key).await?,
        None => service.start(&Access::Platform, start).await?,
    };
    Ok(HttpResponse::Created().json(StartReply::from(started)))
}

/// Shows the pending item; the same one until it is answered.
#[utoipa::path(get, path = "/api/adaptive/next", tag = "exam", params(NextQuery), responses(
    (status = 200, body = Progress),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn next(
    service: Service,
    Caller(access): Caller,
    Query(query): Query<NextQuery>,
) -> Result<Json<Progress>, Problem> {
    Ok(Json(service.next(&access, query.exam_session_id).await.map_err(seen_by(&access))?.into()))
}

/// Records the answer to the pending item. The same answer sent again gets the same reply.
#[utoipa::path(post, path = "/api/adaptive/answer", tag = "exam", request_body = AnswerRequest, responses(
    (status = 200, body = AnswerReply),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn answer(
    service: Service,
    Caller(access): Caller,
    JsonBody(request): JsonBody<AnswerRequest>,
) -> Result<Json<AnswerReply>, Problem> {
    let session = request.exam_session_id;
    let item_id = request.item_id.clone();
    let answer = request.into_answer()?;
    fail_points::fail_point!("answer_parsed");
    Ok(Json(service.answer(&access, session, &item_id, &answer).await.map_err(seen_by(&access))?.into()))
}

/// Ends the exam and gives the final report; asked again it gives the same report.
#[utoipa::path(post, path = "/api/adaptive/complete", tag = "exam", request_body = CompleteRequest, responses(
    (status = 200, body = Report),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn complete(
    service: Service,
    Caller(access): Caller,
    JsonBody(request): JsonBody<CompleteRequest>,
) -> Result<Json<Report>, Problem> {
    fail_points::fail_point!("complete_parsed");
    Ok(Json(service.complete(&access, request.exam_session_id).await.map_err(seen_by(&access))?.into()))
}

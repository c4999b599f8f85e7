//! Taking an exam: start, next, answer, complete.

use actix_web::web::Json;
use actix_web::{HttpRequest, HttpResponse};
use exam::{ExamSessionId, StartExam};

use super::Service;
use crate::admission::{Caller, visible_to};
use crate::extract::{JsonBody, MAX_ANSWER_BYTES, NoBody, Query};
use crate::idempotency_key::IdempotencyKey;
use crate::page_routes::PageRoutes;
use crate::problem::Problem;
use crate::wire::exam::{
    AnswerReply, AnswerRequest, CompleteRequest, NextQuery, ProgressReply, StartReply, StartRequest,
};
use crate::wire::report::ReportReply;

/// Starts an exam session and shows its first item. The same start sent again with the same `Idempotency-Key` gets the same
/// reply.
#[utoipa::path(post, path = "/api/adaptive/start", operation_id = "start_exam", tag = "exam",
    request_body(content = StartRequest, example = json!({ "exam_type": "placement", "examinee_id": "e-17" })), params(
    (
        "Idempotency-Key" = Option<String>,
        Header,
        pattern = "^(\"[!#-\\[\\]-~]{16,255}\"|[!#-\\[\\]-~]{16,255})$",
        description = "Drawn at random for each start and sent again with it: 16 to 255 visible ASCII characters without \
                       quotation marks and backslashes, bare or in quotation marks",
        example = "8e03978e-40d5-43dd-bc93-6894a57f9324",
    ),
), responses((status = 201, description = "The session with its first item", body = StartReply)))]
pub(crate) async fn start(
    head: HttpRequest,
    service: Service,
    Caller(access): Caller,
    IdempotencyKey(key): IdempotencyKey,
    JsonBody(request): JsonBody<StartRequest>,
) -> Result<HttpResponse, Problem> {
    fail_points::fail_point!("start_parsed");
    let start = StartExam::from(request);
    let started = match key {
        Some(key) => service.start_once(&access, start, &key).await?,
        None => service.start(&access, start).await?,
    };
    let session = started.progress.header.exam_session_id;
    let entry_url = PageRoutes::entry_url(&head, &service, session, &started.session_token).await?;
    Ok(HttpResponse::Created().json(StartReply::new(started, entry_url)))
}

/// Shows the pending item; the same one until it is answered.
#[utoipa::path(get, path = "/api/adaptive/next", operation_id = "next_item", tag = "exam", params(NextQuery),
    responses((status = 200, description = "The session with its pending item", body = ProgressReply)))]
pub(crate) async fn next(
    service: Service,
    Caller(access): Caller,
    Query(query): Query<NextQuery>,
    _: NoBody,
) -> Result<Json<ProgressReply>, Problem> {
    Ok(Json(service.next(&access, ExamSessionId(query.exam_session_id)).await.map_err(visible_to(&access))?.into()))
}

/// Records the answer to the pending item. The same answer sent again gets the same reply.
#[utoipa::path(post, path = "/api/adaptive/answer", operation_id = "answer_item", tag = "exam", request_body(content = AnswerRequest,
    example = json!({ "exam_session_id": 1, "item_id": "rat-025", "answer": "B" })),
    responses((status = 200, description = "The session after the answer, with its next item", body = AnswerReply)))]
pub(crate) async fn answer(
    service: Service,
    Caller(access): Caller,
    JsonBody(request): JsonBody<AnswerRequest, MAX_ANSWER_BYTES>,
) -> Result<Json<AnswerReply>, Problem> {
    let (session, item_id, sent) = request.into_parts()?;
    fail_points::fail_point!("answer_parsed");
    Ok(Json(service.answer_as_sent(&access, session, &item_id, &sent).await.map_err(visible_to(&access))?.into()))
}

/// Ends the exam and returns the final report. The same call returns the same report again.
#[utoipa::path(post, path = "/api/adaptive/complete", operation_id = "complete_exam", tag = "exam",
    request_body(content = CompleteRequest, example = json!({ "exam_session_id": 1 })),
    responses((status = 200, description = "The final report", body = ReportReply)))]
pub(crate) async fn complete(
    service: Service,
    Caller(access): Caller,
    JsonBody(request): JsonBody<CompleteRequest, MAX_ANSWER_BYTES>,
) -> Result<Json<ReportReply>, Problem> {
    fail_points::fail_point!("complete_parsed");
    Ok(Json(
        service.complete(&access, ExamSessionId(request.exam_session_id)).await.map_err(visible_to(&access))?.into(),
    ))
}

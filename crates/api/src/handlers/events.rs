//! What the platform does to sessions other than answering, and the events that this leaves.

use actix_web::HttpRequest;
use actix_web::web::Json;

use super::Service;
use crate::admission::{Caller, visible_to};
use crate::extract::{ExamineeInPath, JsonBody, Query, SessionInPath};
use crate::page_routes::PageRoutes;
use crate::problem::Problem;
use crate::wire::event::{EventList, ReasonRequest, TimeRequest, TokenReply, Unlinked};
use crate::wire::page::PageQuery;
use crate::wire::scalars::{ExamineeIdText, SessionNumber};
use crate::wire::session::SessionSummaryReply;

/// Gives the session another token. The one before ends.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/token", operation_id = "reissue_token", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")), 
    request_body(content = ReasonRequest, example = json!({ "reason": "the examinee changed to another device" })),
    responses((status = 200, description = "The session, with its token", body = TokenReply)))]
pub(crate) async fn reissue_token(
    head: HttpRequest,
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ReasonRequest>,
) -> Result<Json<TokenReply>, Problem> {
    let reissued = service.reissue_token(&access, session, &request.reason).await?;
    let entry_url = PageRoutes::entry_url(&head, &service, session, &reissued.session_token).await?;
    Ok(Json(TokenReply::new(reissued, entry_url)))
}

/// Gives the session more time. Not safe to repeat: each request adds its seconds.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/time", operation_id = "add_time", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")),
    request_body(content = TimeRequest, example = json!({ "seconds": 600, "reason": "the network was down" })),
    responses((status = 200, description = "The session, with its end", body = SessionSummaryReply)))]
pub(crate) async fn add_time(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<TimeRequest>,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.add_time(&access, session, request.seconds, &request.reason).await?.into()))
}

/// Pauses the session: its clock stands still, it shows no item and takes no answer until it is resumed.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/pause", operation_id = "pause_session", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")),
    request_body(content = ReasonRequest, example = json!({ "reason": "fire alarm" })),
    responses((status = 200, description = "The session", body = SessionSummaryReply)))]
pub(crate) async fn pause(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ReasonRequest>,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.pause(&access, session, &request.reason).await.map_err(visible_to(&access))?.into()))
}

/// Lets the paused session go on, with the time that it had left.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/resume", operation_id = "resume_session", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")),
    request_body(content = ReasonRequest, example = json!({ "reason": "the fire alarm is over" })),
    responses((status = 200, description = "The session", body = SessionSummaryReply)))]
pub(crate) async fn resume(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ReasonRequest>,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.resume(&access, session, &request.reason).await.map_err(visible_to(&access))?.into()))
}

/// Lets the result of the session not count. A session that is not completed is completed.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/void", operation_id = "void_session", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")),
    request_body(content = ReasonRequest, example = json!({ "reason": "somebody else sat the exam" })),
    responses((status = 200, description = "The session", body = SessionSummaryReply)))]
pub(crate) async fn void(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ReasonRequest>,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.void(&access, session, &request.reason).await?.into()))
}

/// Makes a completed session active again, with its answers and the time that was left at the last of them. Not one whose test has
/// ended by its own rules.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/reopen", operation_id = "reopen_session", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")),
    request_body(content = ReasonRequest, example = json!({ "reason": "the examinee pressed the wrong button" })),
    responses((status = 200, description = "The session", body = SessionSummaryReply)))]
pub(crate) async fn reopen(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ReasonRequest>,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.reopen(&access, session, &request.reason).await?.into()))
}

/// Lists what was done to the session other than answering, by number.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}/events", operation_id = "list_events", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session"), PageQuery),
    responses((status = 200, description = "The events", body = EventList)))]
pub(crate) async fn list(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
    Query(page): Query<PageQuery>,
) -> Result<Json<EventList>, Problem> {
    Ok(Json(service.session_events(&access, session, page.after, page.limit).await?.into()))
}

/// Takes an examinee out of all sessions. Their answers stay.
#[utoipa::path(delete, path = "/api/examinees/{examinee_id}", operation_id = "unlink_examinee", tag = "examinees",
    params(("examinee_id" = ExamineeIdText, Path, description = "The examinee, as the platform names them")),
    responses((status = 200, description = "The number of sessions that named the examinee", body = Unlinked)))]
pub(crate) async fn unlink_examinee(
    service: Service,
    Caller(access): Caller,
    ExamineeInPath(examinee_id): ExamineeInPath,
) -> Result<Json<Unlinked>, Problem> {
    Ok(Json(Unlinked { unlinked: service.unlink_examinee(&access, &examinee_id).await? }))
}

//! What the platform does to sessions other than answering, and the events that this leaves.

use actix_web::web::Json;

use super::Service;
use crate::admission::Caller;
use crate::extract::{ExamineeInPath, JsonBody, Query, SessionInPath};
use crate::problem::Problem;
use crate::wire::event::{EventList, ReasonRequest, TokenReply, Unlinked};
use crate::wire::page::PageQuery;
use crate::wire::scalars::{ExamineeIdText, SessionNumber};

/// Gives the session another token. The one before ends.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/token", operation_id = "reissue_token", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")), 
    request_body(content = ReasonRequest, example = json!({ "reason": "the examinee changed to another device" })),
    responses((status = 200, description = "The session, with its token", body = TokenReply)))]
pub(crate) async fn reissue_token(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ReasonRequest>,
) -> Result<Json<TokenReply>, Problem> {
    Ok(Json(service.reissue_token(&access, session, &request.reason).await?.into()))
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

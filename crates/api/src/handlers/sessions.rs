//! Looking at sessions, and keeping them longer.

use actix_web::web::Json;
use exam::Access;

use super::Service;
use crate::authentication::{Caller, FromPlatform, seen_by};
use crate::extract::{JsonBody, Query, SessionInPath};
use crate::problem::{Problem, ProblemReply};
use crate::wire::{ExtendReply, ExtendRequest, ListQuery, Report, SessionList, SessionSummary};

/// Lists the active sessions.
#[utoipa::path(get, path = "/api/adaptive/sessions", tag = "sessions", params(ListQuery), responses(
    (status = 200, body = SessionList),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn list(
    service: Service,
    Caller(access): Caller,
    Query(page): Query<ListQuery>,
) -> Result<Json<SessionList>, Problem> {
    Ok(Json(service.active_sessions(&access, page.after, page.limit).await?.into()))
}

/// Tells where a session stands.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}", tag = "sessions",
    params(("id" = i64, Path, description = "The number of the session")), responses(
    (status = 200, body = SessionSummary),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn summary(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
) -> Result<Json<SessionSummary>, Problem> {
    Ok(Json(service.summary(&access, session).await.map_err(seen_by(&access))?.into()))
}

/// Gives the estimate and the trace of answers, so far or final.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}/report", tag = "sessions",
    params(("id" = i64, Path, description = "The number of the session")), responses(
    (status = 200, body = Report),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn report(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
) -> Result<Json<Report>, Problem> {
    Ok(Json(service.report(&access, session).await.map_err(seen_by(&access))?.into()))
}

/// Adds to the time that the session's working copy is kept.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/extend", tag = "sessions",
    params(("id" = i64, Path, description = "The number of the session")), request_body = ExtendRequest, responses(
    (status = 200, body = ExtendReply),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn extend(
    service: Service,
    SessionInPath(session): SessionInPath,
    FromPlatform(JsonBody(request)): FromPlatform<JsonBody<ExtendRequest>>,
) -> Result<Json<ExtendReply>, Problem> {
    let ttl = service.extend(&Access::Platform, session, request.seconds).await?;
    Ok(Json(ExtendReply::new(session, ttl)))
}

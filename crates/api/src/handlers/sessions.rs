//! Reading sessions, and extending the time to live of their working copies.

use super::Service;
use crate::admission::{Caller, visible_to};
use crate::extract::{JsonBody, Query, SessionInPath};
use crate::problem::Problem;
use crate::wire::page::PageQuery;
use crate::wire::report::ReportReply;
use crate::wire::session::{ExtendReply, ExtendRequest, SessionList, SessionSummaryReply};
use actix_web::web::Json;

/// Lists the active sessions.
#[utoipa::path(get, path = "/api/adaptive/sessions", tag = "sessions", params(PageQuery), responses((status = 200, body = SessionList)))]
pub(crate) async fn list(
    service: Service,
    Caller(access): Caller,
    Query(page): Query<PageQuery>,
) -> Result<Json<SessionList>, Problem> {
    Ok(Json(service.active_sessions(&access, page.after, page.limit).await?.into()))
}

/// Returns the state of a session.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}", tag = "sessions",
    params(("id" = i64, Path, description = "The number of the session")), responses((status = 200, body = SessionSummaryReply)))]
pub(crate) async fn summary(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.summary(&access, session).await.map_err(visible_to(&access))?.into()))
}

/// Returns the estimate and the answers: preliminary while the session is active, final once it is completed.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}/report", tag = "sessions",
    params(("id" = i64, Path, description = "The number of the session")), responses((status = 200, body = ReportReply)))]
pub(crate) async fn report(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
) -> Result<Json<ReportReply>, Problem> {
    Ok(Json(service.report(&access, session).await.map_err(visible_to(&access))?.into()))
}

/// Adds seconds to the time to live of the session's working copy.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/extend", tag = "sessions",
    params(("id" = i64, Path, description = "The number of the session")), request_body = ExtendRequest, responses((status = 200, body = ExtendReply)))]
pub(crate) async fn extend(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ExtendRequest>,
) -> Result<Json<ExtendReply>, Problem> {
    let ttl = service.extend(&access, session, request.seconds).await?;
    Ok(Json(ExtendReply::new(session, ttl)))
}

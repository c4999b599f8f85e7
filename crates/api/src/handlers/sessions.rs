//! Reading sessions, and extending the time to live of their working copies.

use super::Service;
use crate::admission::{Caller, visible_to};
use crate::extract::{JsonBody, Query, SessionInPath};
use crate::problem::Problem;
use crate::wire::report::ReportReply;
use crate::wire::scalars::SessionNumber;
use crate::wire::session::{ExtendReply, ExtendRequest, SessionList, SessionSummaryReply, SessionsQuery};
use actix_web::web::Json;

/// Lists sessions by number: the active ones, or those that the query asks for.
#[utoipa::path(get, path = "/api/adaptive/sessions", operation_id = "list_sessions", tag = "sessions", params(SessionsQuery),
    responses((status = 200, description = "A page of sessions", body = SessionList)))]
pub(crate) async fn list(
    service: Service,
    Caller(access): Caller,
    Query(query): Query<SessionsQuery>,
) -> Result<Json<SessionList>, Problem> {
    Ok(Json(service.sessions(&access, &query.filter()?, query.after, query.limit).await?.into()))
}

/// Returns the state of a session.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}", operation_id = "read_session", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")), responses((status = 200, description = "The state of the session", body = SessionSummaryReply)))]
pub(crate) async fn summary(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
) -> Result<Json<SessionSummaryReply>, Problem> {
    Ok(Json(service.summary(&access, session).await.map_err(visible_to(&access))?.into()))
}

/// Returns the estimate and the answers: preliminary while the session is active, final once it is completed.
#[utoipa::path(get, path = "/api/adaptive/sessions/{id}/report", operation_id = "read_report", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")), responses((status = 200, description = "The report", body = ReportReply)))]
pub(crate) async fn report(
    service: Service,
    Caller(access): Caller,
    SessionInPath(session): SessionInPath,
) -> Result<Json<ReportReply>, Problem> {
    Ok(Json(service.report(&access, session).await.map_err(visible_to(&access))?.into()))
}

/// Adds seconds to the time to live of the session's working copy.
#[utoipa::path(post, path = "/api/adaptive/sessions/{id}/extend", operation_id = "extend_session", tag = "sessions",
    params(("id" = SessionNumber, Path, description = "The number of the session")), request_body(content = ExtendRequest, example = json!({ "seconds": 3600 })),
    responses((status = 200, description = "The time to live after the extension", body = ExtendReply)))]
pub(crate) async fn extend(
    service: Service,
    SessionInPath(session): SessionInPath,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ExtendRequest>,
) -> Result<Json<ExtendReply>, Problem> {
    let ttl = service.extend(&access, session, request.seconds).await?;
    Ok(Json(ExtendReply::new(session, ttl)))
}

//! Diagnostics of the state store.

use actix_web::HttpResponse;
use actix_web::web::Json;

use super::Service;
use crate::authentication::Caller;
use crate::problem::{Problem, ProblemReply};
use crate::wire::Cleared;

/// Tells what the state store is and how it does.
#[utoipa::path(get, path = "/api/store/info", tag = "store", responses(
    (status = 200, body = Object),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
    (status = 503, body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn info(service: Service, Caller(access): Caller) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(service.store_info(&access).await?))
}

/// Removes all working copies. Sessions go on from the record.
#[utoipa::path(delete, path = "/api/store/sessions", tag = "store", responses(
    (status = 200, body = Cleared),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
    (status = 503, body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn clear(service: Service, Caller(access): Caller) -> Result<Json<Cleared>, Problem> {
    let cleared = service.clear_store(&access).await?;
    Ok(Json(Cleared { cleared }))
}

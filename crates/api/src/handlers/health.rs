//! Liveness, readiness, metrics.

use actix_web::http::StatusCode;
use actix_web::{HttpResponse, web};
use serde::Serialize;
use utoipa::ToSchema;

use super::Service;
use crate::code::Code;
use crate::drain::Drain;
use crate::problem::Problem;

/// Renders all metrics in Prometheus' text format.
#[derive(Clone)]
pub struct MetricsPage(std::sync::Arc<dyn Fn() -> String + Send + Sync>);

impl MetricsPage {
    /// A page rendered by this function.
    #[must_use]
    pub fn new(render: impl Fn() -> String + Send + Sync + 'static) -> Self {
        Self(std::sync::Arc::new(render))
    }
}

/// The process runs.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Live {
    /// `live`.
    status: &'static str,
}

/// Whether the server can do its work.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct Ready {
    /// `ready`, `degraded` (the store does not answer; exams continue from the record), `unavailable` (the database takes no
    /// answers) or `draining` (the server is about to end, and still serves).
    status: &'static str,
    /// `ok` or `unavailable`.
    database: &'static str,
    /// `ok` or `degraded`.
    store: &'static str,
}

/// The process runs. Depends on no other service.
#[utoipa::path(get, path = "/livez", operation_id = "livez", tag = "health",
    responses((status = 200, description = "The process runs", body = Live)))]
pub(crate) async fn livez() -> HttpResponse {
    HttpResponse::Ok().json(Live { status: "live" })
}

/// The database answers, and the server is not about to end. A store that does not answer is reported, and does not make the server
/// unready.
#[utoipa::path(get, path = "/readyz", operation_id = "readyz", tag = "health", responses(
    (status = 200, description = "The server can run exams", body = Ready),
    (status = 503, description = "The server cannot run exams now, or is about to end", body = Ready)))]
pub(crate) async fn readyz(service: Service, drain: web::Data<Drain>) -> HttpResponse {
    let readiness = service.readiness().await;
    let (code, status) = match (readiness.record, readiness.store) {
        _ if drain.has_begun() => (StatusCode::SERVICE_UNAVAILABLE, "draining"),
        (true, true) => (StatusCode::OK, "ready"),
        (true, false) => (StatusCode::OK, "degraded"),
        (false, _) => (StatusCode::SERVICE_UNAVAILABLE, "unavailable"),
    };
    HttpResponse::build(code).json(Ready {
        status,
        database: if readiness.record { "ok" } else { "unavailable" },
        store: if readiness.store { "ok" } else { "degraded" },
    })
}

/// All metrics in Prometheus' text format.
#[utoipa::path(get, path = "/metrics", operation_id = "metrics", tag = "health",
    responses((status = 200, description = "The metrics", body = String, content_type = "text/plain")))]
pub(crate) async fn metrics(page: web::Data<MetricsPage>) -> Result<HttpResponse, Problem> {
    // The page asks the operating system too: no worker waits for it.
    let page = page.get_ref().clone();
    let text = web::block(move || (page.0)()).await;
    let text = text.map_err(|error| Problem::new(Code::Internal, error.to_string()))?;
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(text))
}

//! One log line and two metrics for each request.

use std::time::Instant;

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::middleware::Next;

/// The route of requests that match none, so that strangers cannot make metrics grow.
const UNMATCHED: &str = "unmatched";

pub(crate) async fn observe(
    request: ServiceRequest,
    next: Next<impl MessageBody>,
) -> Result<ServiceResponse<impl MessageBody>, Error> {
    let started = Instant::now();
    let method = request.method().clone();
    let response = next.call(request).await?;
    let seconds = started.elapsed().as_secs_f64();
    let route = response.request().match_pattern().unwrap_or_else(|| UNMATCHED.to_owned());
    let status = response.status().as_u16();
    tracing::info!(%method, route, status, seconds, "request");
    let labels = [("method", method.to_string()), ("route", route), ("status", status.to_string())];
    metrics::counter!("adaptive_http_requests_total", &labels).increment(1);
    metrics::histogram!("adaptive_http_request_seconds", &labels).record(seconds);
    Ok(response)
}

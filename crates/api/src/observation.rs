//! The observation of each request: a span with its id, one log line, two metrics, and its id for the client.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use actix_web::body::{BoxBody, EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::HeaderValue;
use actix_web::middleware::Next;
use actix_web::{Error, ResponseError as _};
use exam::CallNote;
use tracing::Span;
use tracing_actix_web::RootSpanBuilder;

use crate::idempotency_key::is_keyed;
use crate::middleware::client_address::client_address;
use crate::problem::{Problem, ProblemCode};
use crate::request_identity::{REQUEST_ID_HEADER, adopt, request_id, trace_id};
use crate::routes::is_repeatable;

/// The route of requests that match none, so that unknown addresses do not make the metrics grow.
const UNMATCHED: &str = "unmatched";

/// Opens the span of a request. All lines of the log that a request causes have its id; what else is known of it is in the one
/// line that [`observe`] writes.
pub(crate) struct RequestSpan;

impl RootSpanBuilder for RequestSpan {
    fn on_request_start(request: &ServiceRequest) -> Span {
        adopt(request.request());
        tracing::error_span!("request", request_id = request_id(request.request()).unwrap_or_default())
    }

    fn on_request_end<B: MessageBody>(_: Span, _: &Result<ServiceResponse<B>, Error>) {}
}

/// Observes a request. It runs outside of the span of the request, whose id would stand in the line twice.
pub(crate) async fn observe<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    let started = Instant::now();
    let method = method_name(request.method());
    let client = client_address(&request);
    let (response, note) = exam::with_call_note(exam::with_store_budget(next.call(request))).await;
    let response = response?;
    let latency = started.elapsed();
    let route = response.request().match_pattern().unwrap_or_else(|| UNMATCHED.to_owned());
    let line = RequestLine { method, route: &route, latency, client };
    line.write(&response, &note);
    let repeatable = is_repeatable(method, &route, is_keyed(response.request()));
    let status = response.status().as_u16();
    let response = with_request_id(response, repeatable);
    let labels = [("method", method.to_owned()), ("route", route), ("status", status.to_string())];
    metrics::counter!("adaptive_http_requests_total", &labels).increment(1);
    metrics::histogram!("adaptive_http_request_seconds", &labels).record(latency);
    fail_points::fail_point!("reply_built");
    Ok(response)
}

/// What the line of a request has beside its reply. It names the route and not the address asked for, which may hold anything, even
/// a token.
struct RequestLine<'a> {
    method: &'static str,
    route: &'a str,
    latency: Duration,
    client: Option<IpAddr>,
}

impl RequestLine<'_> {
    fn write<B>(&self, response: &ServiceResponse<B>, note: &CallNote) {
        if !tracing::enabled!(tracing::Level::INFO) {
            return;
        }
        let request = response.request();
        let code = response.response().extensions().get::<ProblemCode>().map(|code| code.0.clone());
        tracing::info!(
            method = self.method,
            route = self.route,
            status = response.status().as_u16(),
            latency_ms = self.latency.as_secs_f64() * 1_000.0,
            session = note.session.map(|session| session.0),
            exam_type = note.exam_type,
            code,
            client = self.client.map(|client| client.to_string()),
            request_id = request_id(request),
            trace_id = trace_id(request.headers()),
            "request"
        );
    }
}

/// A method by its name. All methods that HTTP does not define share one name, so that they do not make the metrics grow.
fn method_name(method: &Method) -> &'static str {
    match method.as_str() {
        "GET" => "GET",
        "HEAD" => "HEAD",
        "POST" => "POST",
        "PUT" => "PUT",
        "PATCH" => "PATCH",
        "DELETE" => "DELETE",
        "OPTIONS" => "OPTIONS",
        _ => "OTHER",
    }
}

/// Adds the id of the request: to the header, and to the detail of a failure of the server.
fn with_request_id<B: MessageBody>(response: ServiceResponse<B>, repeatable: bool) -> ServiceResponse<EitherBody<B>> {
    let Some(id) = request_id(response.request()) else { return response.map_into_left_body() };
    let failed = response.status().is_server_error();
    let problem = response.response().error().filter(|_| failed).and_then(|error| error.as_error::<Problem>());
    let mut response = match problem.map(|problem| problem.for_request(&id, repeatable).error_response()) {
        Some(reply) => response.into_response(reply.map_body(|_, body: BoxBody| body)).map_into_right_body(),
        None => response.map_into_left_body(),
    };
    if let Ok(value) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(REQUEST_ID_HEADER, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use actix_web::middleware::from_fn;
    use actix_web::{App, HttpResponse, test as client, web};
    use tracing_actix_web::TracingLogger;

    use super::*;
    use crate::code::Code;

    #[test]
    fn methods_that_are_none_share_one_name() {
        for name in ["GET", "HEAD", "POST", "DELETE"] {
            assert_eq!(method_name(&name.parse().unwrap()), name);
        }
        for name in ["BREW", "get", "X1", "X2"] {
            assert_eq!(method_name(&name.parse().unwrap()), "OTHER");
        }
    }

    async fn reply(method: &str, route: &str) -> (String, serde_json::Value) {
        let fail = || async { Err::<HttpResponse, _>(Problem::new(Code::Unavailable, "the part is away")) };
        let app =
            App::new().wrap(TracingLogger::<RequestSpan>::new()).wrap(from_fn(observe)).route(route, web::to(fail));
        let app = client::init_service(app).await;
        let request = client::TestRequest::with_uri(route).method(method.parse().unwrap()).to_request();
        let response = client::call_service(&app, request).await;
        let id = response.headers().get(REQUEST_ID_HEADER).unwrap().to_str().unwrap().to_owned();
        (id, client::read_body_json(response).await)
    }

    #[actix_web::test]
    async fn a_failure_names_its_request_and_whether_to_send_it_again() {
        for (method, route, safe) in [("GET", "/api/adaptive/next", true), ("POST", "/api/adaptive/start", false)] {
            let (id, problem) = reply(method, route).await;
            let detail = problem["detail"].as_str().unwrap();
            assert!(detail.starts_with("the part is away; ") && detail.ends_with(&id), "{detail}");
            assert_eq!(detail.contains("again is safe"), safe, "{route}: {detail}");
            assert_eq!(problem["code"], "unavailable");
        }
    }
}

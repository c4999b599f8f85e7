//! Cross-origin calls of pages that hold a session token: preflight requests, and the headers that let a page read a reply.
//!
//! Off unless origins are set. Pages of these origins may make the calls of an examinee and no others. No reply allows
//! credentials that a browser sends by itself: the token is a header that the page adds.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{
    ACCESS_CONTROL_ALLOW_HEADERS, ACCESS_CONTROL_ALLOW_METHODS, ACCESS_CONTROL_ALLOW_ORIGIN,
    ACCESS_CONTROL_EXPOSE_HEADERS, ACCESS_CONTROL_MAX_AGE, ACCESS_CONTROL_REQUEST_METHOD, HeaderMap, HeaderValue,
    ORIGIN, VARY,
};
use actix_web::middleware::Next;
use actix_web::{Error, HttpResponse};
use edge::Origin;

use crate::middleware::edge_settings::{EdgeSettings, edge_of};
use crate::routes;

/// The headers that a page may send.
const REQUEST_HEADERS: &str = "authorization, content-type, idempotency-key, x-request-id, traceparent";
/// The headers of a reply that a page may read, beside those that it may always read.
const REPLY_HEADERS: &str = "x-request-id, retry-after";
/// How long a browser keeps the answer to a preflight request, in seconds.
const PREFLIGHT_SECONDS: u32 = 600;

/// Answers preflight requests for the calls of a session token. Any other request passes: for the router, OPTIONS is a method
/// that no address takes.
pub(crate) async fn answer_preflight<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match allowed_method(&request) {
        Some(method) => {
            let reply = HttpResponse::NoContent()
                .insert_header((ACCESS_CONTROL_ALLOW_METHODS, method))
                .insert_header((ACCESS_CONTROL_ALLOW_HEADERS, REQUEST_HEADERS))
                .insert_header((ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS))
                .finish();
            Ok(request.into_response(reply).map_into_right_body())
        }
        None => next.call(request).await.map(ServiceResponse::map_into_left_body),
    }
}

/// The method of the call that a preflight request asks for, if a page may make this call.
fn allowed_method(request: &ServiceRequest) -> Option<&'static str> {
    let asked = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD)?.to_str().ok()?;
    (request.method() == Method::OPTIONS).then_some(())?;
    allowed_origin(request)?;
    methods(request).into_iter().find(|method| *method == asked)
}

/// The methods that an examinee may use at the address of a request.
fn methods(request: &ServiceRequest) -> Vec<&'static str> {
    request.match_pattern().map(|pattern| routes::methods_of_examinees(&pattern).collect()).unwrap_or_default()
}

/// The one origin of a request, if it is one of the settings.
fn allowed_origin(request: &ServiceRequest) -> Option<HeaderValue> {
    let mut origins = request.headers().get_all(ORIGIN);
    let header = origins.next().filter(|_| origins.next().is_none())?;
    let origin = Origin::parse(header.to_str().ok()?).ok()?;
    edge_of(request)?.allows(&origin).then(|| header.clone())
}

/// What the reply to a request gets, so that the page of the request can read it.
pub(crate) struct CorsHeaders {
    origin: Option<HeaderValue>,
    varies: bool,
}

impl CorsHeaders {
    /// The headers for the reply to this request.
    pub(crate) fn of(request: &ServiceRequest, edge: &EdgeSettings) -> Self {
        if edge.cors_origins.is_empty() {
            return Self { origin: None, varies: false };
        }
        let asked = request.headers().get(ACCESS_CONTROL_REQUEST_METHOD).and_then(|method| method.to_str().ok());
        let method = match asked.filter(|_| request.method() == Method::OPTIONS) {
            Some(asked) => asked,
            None => request.method().as_str(),
        };
        let method = if method == "HEAD" { "GET" } else { method };
        let is_of_examinees = methods(request).contains(&method);
        Self { origin: allowed_origin(request).filter(|_| is_of_examinees), varies: true }
    }

    /// Adds them.
    pub(crate) fn add_to(self, headers: &mut HeaderMap) {
        if self.varies {
            headers.append(VARY, HeaderValue::from_static("Origin"));
        }
        if let Some(origin) = self.origin {
            headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, origin);
            headers.insert(ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(REPLY_HEADERS));
        }
    }
}

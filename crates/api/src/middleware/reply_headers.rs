//! The headers of every reply: what a browser may do with it, and that nothing of the interface is kept.

use actix_web::Error;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderName, HeaderValue, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
};
use actix_web::middleware::Next;

use crate::middleware::cors::CorsHeaders;
use crate::middleware::edge_settings::edge_of;
use crate::page_routes::PageRoutes;
use crate::routes;

/// Scripts, styles and connections of the server itself only, nothing inline, and no frame around a page. The page of the
/// interface shows its symbols from `data:` addresses.
const CONTENT_POLICY: &str = "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; \
                              form-action 'self'; frame-ancestors 'none'";

/// `no-referrer` would make browsers send `Origin: null` with the forms of the server's own pages.
const HEADERS: [(HeaderName, &str); 3] =
    [(X_CONTENT_TYPE_OPTIONS, "nosniff"), (REFERRER_POLICY, "same-origin"), (CONTENT_SECURITY_POLICY, CONTENT_POLICY)];

pub(crate) async fn add<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let is_page = request.match_pattern().is_some_and(|pattern| routes::is_page(&pattern));
    let is_other_page = PageRoutes::have(&request);
    let cors = edge_of(&request).map(|edge| CorsHeaders::of(&request, &edge));
    let mut response = next.call(request).await?;
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    // What the other pages load says itself how long it may be kept.
    let has_its_own = is_page || (is_other_page && headers.contains_key(CACHE_CONTROL));
    if !has_its_own {
        headers.insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
    }
    if let Some(cors) = cors {
        cors.add_to(headers);
    }
    Ok(response)
}

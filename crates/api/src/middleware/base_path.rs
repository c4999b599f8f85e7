//! The base path: it is taken off before the request is routed, so that routes, metrics and logs do not depend on it.

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Uri;
use actix_web::http::header::LOCATION;
use actix_web::http::uri::PathAndQuery;
use actix_web::middleware::Next;
use actix_web::{Error, HttpMessage as _, HttpResponse, ResponseError as _};

use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::middleware::edge_settings::edge_of;
use crate::problem::Problem;

/// The mark of a request beside the base path.
struct BesideBasePath;

/// Takes the base path off a request, or marks it as beside the base path.
pub(crate) async fn strip<B: MessageBody + 'static>(
    mut request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    if let Some(edge) = edge_of(&request).filter(|edge| !edge.base_path.prefix().is_empty()) {
        match edge.base_path.below(request.path()).and_then(|path| with_path(request.uri(), path)) {
            Some(uri) => {
                request.match_info_mut().get_mut().update(&uri);
                request.head_mut().uri = uri;
            }
            None => {
                request.extensions_mut().insert(BesideBasePath);
            }
        }
    }
    next.call(request).await
}

/// Answers requests beside the base path: the base path without its last slash leads to the page, and there is nothing else.
pub(crate) async fn refuse_beside<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    if request.extensions().get::<BesideBasePath>().is_none() {
        return next.call(request).await.map(ServiceResponse::map_into_left_body);
    }
    let base = edge_of(&request).map(|edge| edge.base_path.clone()).unwrap_or_default();
    let reply = if request.path() == base.prefix() {
        HttpResponse::PermanentRedirect().insert_header((LOCATION, base.as_str())).finish()
    } else {
        let detail = format!("there is nothing at {}: this server serves below {base}", value_excerpt(request.path()));
        Problem::new(Code::UnknownResource, detail).error_response()
    };
    Ok(request.into_response(reply).map_into_right_body())
}

/// The address with another path and the same query.
fn with_path(uri: &Uri, path: &str) -> Option<Uri> {
    let target = match uri.query() {
        Some(query) => format!("{path}?{query}"),
        None => path.to_owned(),
    };
    let mut parts = uri.clone().into_parts();
    parts.path_and_query = Some(PathAndQuery::try_from(target).ok()?);
    Uri::from_parts(parts).ok()
}

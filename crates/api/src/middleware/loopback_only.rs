//! A server without keys serves its own machine only, and of a browser only its own pages.
//!
//! Such a server takes every caller for the platform, so a page of another site must not reach it: neither under a name of its
//! own that resolves to this machine (the `Host` shows it), nor by a request from its own origin (`Origin` and
//! `Sec-Fetch-Site` show it).

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::http::header::{HOST, HeaderName, ORIGIN};
use actix_web::middleware::Next;
use actix_web::{Error, web};
use edge::{Origin, is_loopback_host};
use exam::ExamService;

use crate::authentication::ApiKeys;
use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::middleware::edge_settings::edge_of;
use crate::page_routes::PageRoutes;
use crate::problem::Problem;
use crate::refusal::refuse;
use crate::routes;

const SEC_FETCH_SITE: HeaderName = HeaderName::from_static("sec-fetch-site");
const SEC_FETCH_MODE: HeaderName = HeaderName::from_static("sec-fetch-mode");
const SEC_FETCH_DEST: HeaderName = HeaderName::from_static("sec-fetch-dest");

pub(crate) async fn refuse_foreign<B: MessageBody + 'static>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<EitherBody<B>>, Error> {
    match check(&request).await {
        Ok(()) => next.call(request).await.map(ServiceResponse::map_into_left_body),
        Err(problem) => Ok(refuse(request, problem)),
    }
}

/// Refuses a foreign request to a server that is open. Only such a request asks the record whether it is.
async fn check(request: &ServiceRequest) -> Result<(), Problem> {
    let keys = request.app_data::<web::Data<ApiKeys>>();
    let Some((keys, service)) = keys.zip(request.app_data::<web::Data<ExamService>>()) else { return Ok(()) };
    if !keys.admits_anonymous(service) {
        return Ok(());
    }
    match check_origin(request) {
        Err(foreign) if keys.admits_anonymous_now(service).await? => Err(foreign),
        _ => Ok(()),
    }
}

fn check_origin(request: &ServiceRequest) -> Result<(), Problem> {
    let host = loopback_host(request)?;
    if has_foreign_origin(request, host)? {
        return Ok(());
    }
    if is_navigation_to_page(request) {
        return Ok(());
    }
    let sites = || request.headers().get_all(SEC_FETCH_SITE);
    if sites().all(|site| [&b"same-origin"[..], b"none"].contains(&site.as_bytes())) {
        return Ok(());
    }
    Err(foreign_origin("the browser says that the request comes from another site"))
}

/// The host of the request. A request in absolute form has it in its first line too.
fn loopback_host(request: &ServiceRequest) -> Result<&str, Problem> {
    let mut hosts = request.headers().get_all(HOST);
    let host = match (hosts.next(), hosts.next()) {
        (Some(host), None) => host.to_str().unwrap_or(""),
        (None, _) => return Err(foreign_host("the request has no Host header")),
        (Some(_), Some(_)) => return Err(foreign_host("the request has more than one Host header")),
    };
    let target = request.uri().authority().map_or(host, |authority| authority.as_str());
    match [host, target].into_iter().find(|host| !is_loopback_host(host)) {
        None => Ok(host),
        Some(host) => Err(foreign_host(&format!("the request is for the host {:?}", value_excerpt(host)))),
    }
}

/// Whether the request comes from an allowed origin that is not the server's own; an error for every other foreign origin.
fn has_foreign_origin(request: &ServiceRequest, host: &str) -> Result<bool, Problem> {
    let mut foreign = false;
    for header in request.headers().get_all(ORIGIN) {
        let text = header.to_str().unwrap_or("");
        let origin = Origin::parse(text).ok();
        let is_allowed = |origin: &Origin| edge_of(request).is_some_and(|edge| edge.allows(origin));
        if origin.is_some() && origin == Origin::of_host(host) {
            continue;
        }
        if !origin.as_ref().is_some_and(is_allowed) {
            return Err(foreign_origin(&format!("the request comes from a page of {:?}", value_excerpt(text))));
        }
        foreign = true;
    }
    Ok(foreign)
}

/// Whether a person follows a link to a page. The page that has the link cannot read the reply.
fn is_navigation_to_page(request: &ServiceRequest) -> bool {
    let has = |name, value: &str| request.headers().get_all(name).eq([value]);
    request.method() == Method::GET
        && has(SEC_FETCH_MODE, "navigate")
        && has(SEC_FETCH_DEST, "document")
        && (PageRoutes::have(request) || request.match_pattern().is_some_and(|pattern| routes::is_page(&pattern)))
}

fn foreign_host(what: &str) -> Problem {
    let detail = format!(
        "{what}, and a server without API keys takes requests to 127.0.0.1, [::1] and localhost only: use one of these names, \
         or create an API key"
    );
    Problem::new(Code::ForeignHost, detail)
}

fn foreign_origin(what: &str) -> Problem {
    let detail = format!(
        "{what}, and a server without API keys takes requests of browsers from its own pages only: list the origin in \
         `origins` of [cors], or create an API key"
    );
    Problem::new(Code::ForeignOrigin, detail)
}

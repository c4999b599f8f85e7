//! The table of routes. Routing, who is let in, the `Allow` header, the OpenAPI document and the advice on repeating a request
//! come from it.
//!
//! A further endpoint takes six files: its handler in `handlers/`, its bodies in `wire/`, its call in
//! `crates/exam/src/service/`, who may send it in `crates/exam/src/permission.rs`, its row here, and its rows in `docs/api.md`.

use std::future::ready;

use ::exam::permission;
use actix_web::http::Method;
use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::middleware::from_fn;
use actix_web::web::{self, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError as _, guard};
use edge::BasePath;
use utoipa::OpenApi;

use crate::admission::{Callers, admit};
use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::handlers::{
    assets, catalogue, events, exam, health, keys, pages, results, score, sessions, simulation, store,
};
use crate::problem::{Problem, ProblemReply};
use crate::wire::names::{ExportFormatName, ListedStateName, MissingItemsName, ShapeName};
use crate::wire::scalars::{RowNumber, Version};

/// An address with its calls.
pub(crate) struct Route {
    pub(crate) address: &'static str,
    pub(crate) calls: &'static [Call],
}

/// A call: its method, who may send it, and whether a client can send the same request again.
pub(crate) struct Call {
    pub(crate) method: &'static str,
    pub(crate) callers: Callers,
    pub(crate) repeat: Repeat,
}

/// Whether a request that is sent twice has the effect of one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Repeat {
    /// It does.
    Safe,
    /// It does when it has an `Idempotency-Key`.
    SafeWithKey,
    /// It does not.
    Unsafe,
}

/// Each row: an address, and for each method who may send the call, and its handler. A POST is unsafe to repeat unless its row
/// says otherwise.
macro_rules! routes {
    (
        documented {
            $($address:literal => $($method:ident by $callers:ident $module:ident::$handler:ident $(($repeat:ident))?),+;)+
        }
        pages { $($page:literal => $page_method:ident by $page_callers:ident $page_module:ident::$page_handler:ident;)+ }
    ) => {
        /// The routes that the OpenAPI document describes.
        pub(crate) const DOCUMENTED: &[Route] = &[$(
            Route {
                address: $address,
                calls: &[$(Call {
                    method: stringify!($method),
                    callers: callers!($callers),
                    repeat: repeat!($method $($repeat)?),
                }),+],
            }
        ),+];

        /// The pages, and what they load.
        const PAGES: &[&str] = &[$($page),+];

        /// The OpenAPI document before the parts that all operations share are added.
        #[derive(OpenApi)]
        #[openapi(
            info(title = "Adaptive testing"),
            paths($($($module::$handler),+),+),
            components(schemas(ExportFormatName, ListedStateName, MissingItemsName, ProblemReply, RowNumber, ShapeName, Version))
        )]
        pub(crate) struct Operations;

        /// Adds every route to an application.
        pub(crate) fn configure(app: &mut ServiceConfig, base_path: &BasePath) {
            $(app.service(
                resource($address, &[$(stringify!($method)),+])
                    $(.route(admitting(callers!($callers), route(Method::$method).to($module::$handler))))+,
            );)+
            $(app.service(
                resource($page, &[stringify!($page_method)]).route(admitting(
                    callers!($page_callers),
                    route(Method::$page_method).to($page_module::$page_handler),
                )),
            );)+
            app.service(pages::interface_page(base_path)).default_service(web::to(unknown_resource));
        }
    };
}

macro_rules! callers {
    (anyone) => {
        Callers::Anyone
    };
    ($permission:ident) => {
        Callers::Permitted(&permission::$permission)
    };
}

macro_rules! repeat {
    (POST) => {
        Repeat::Unsafe
    };
    (POST $repeat:ident) => {
        Repeat::$repeat
    };
    ($method:ident) => {
        Repeat::Safe
    };
}

routes! {
    documented {
        "/api/adaptive/start" => POST by START exam::start (SafeWithKey);
        "/api/adaptive/next" => GET by NEXT exam::next;
        "/api/adaptive/answer" => POST by ANSWER exam::answer (Safe);
        "/api/adaptive/complete" => POST by COMPLETE exam::complete (Safe);
        "/api/adaptive/score" => POST by SCORE score::score (Safe);
        "/api/adaptive/sessions" => GET by LIST_SESSIONS sessions::list;
        "/api/adaptive/sessions/{id}" => GET by SUMMARY sessions::summary;
        "/api/adaptive/sessions/{id}/report" => GET by REPORT sessions::report;
        "/api/adaptive/sessions/{id}/extend" => POST by EXTEND sessions::extend;
        "/api/adaptive/sessions/{id}/time" => POST by ADD_TIME events::add_time;
        "/api/adaptive/sessions/{id}/pause" => POST by PAUSE events::pause (Safe);
        "/api/adaptive/sessions/{id}/resume" => POST by RESUME events::resume (Safe);
        "/api/adaptive/sessions/{id}/void" => POST by VOID events::void (Safe);
        "/api/adaptive/sessions/{id}/reopen" => POST by REOPEN events::reopen (Safe);
        "/api/adaptive/sessions/{id}/token" => POST by REISSUE_TOKEN events::reissue_token;
        "/api/adaptive/sessions/{id}/events" => GET by EVENTS events::list;
        "/api/results/sessions" => GET by EXPORT_RESULTS results::sessions;
        "/api/results/responses" => GET by EXPORT_RESULTS results::responses;
        "/api/results/rescore" => POST by RESCORE results::rescore (Safe);
        "/api/examinees/{examinee_id}" => DELETE by UNLINK_EXAMINEE events::unlink_examinee;
        "/api/banks" => GET by LIST_BANKS catalogue::banks, POST by IMPORT_BANK catalogue::import_bank;
        "/api/banks/{name}" => GET by READ_BANK catalogue::bank;
        "/api/exam-types" => GET by READ_EXAM_TYPES catalogue::exam_types, POST by DEFINE_EXAM_TYPE catalogue::import_exam_type;
        "/api/exam-types/{name}" => GET by READ_EXAM_TYPES catalogue::exam_type;
        "/api/exam-types/{name}/simulation" => GET by READ_EXAM_TYPES simulation::simulation, POST by DEFINE_EXAM_TYPE simulation::keep_simulation (Safe);
        "/api/keys" => GET by MANAGE_KEYS keys::list, POST by MANAGE_KEYS keys::create;
        "/api/keys/{key_id}" => DELETE by MANAGE_KEYS keys::revoke;
        "/api/store/info" => GET by STORE_INFO store::info;
        "/api/store/sessions" => DELETE by CLEAR_STORE store::clear;
        "/livez" => GET by anyone health::livez;
        "/readyz" => GET by anyone health::readyz;
        "/metrics" => GET by anyone health::metrics;
    }
    pages {
        "/openapi.json" => GET by anyone pages::openapi_json;
        "/docs" => GET by anyone pages::to_interface_page;
        "/assets/{name}" => GET by anyone assets::asset;
    }
}

/// The methods that an examinee may use at an address with a session token. Pages of the origins in the settings may use them.
pub(crate) fn methods_of_examinees(address: &str) -> impl Iterator<Item = &'static str> {
    let at_address = DOCUMENTED.iter().filter(move |route| route.address == address).flat_map(|route| route.calls);
    at_address
        .filter(|call| matches!(call.callers, Callers::Permitted(permission) if permission.examinees))
        .map(|call| call.method)
}

/// Whether a route belongs to the pages of the interface and the pictures, which may be kept.
pub(crate) fn is_page(pattern: &str) -> bool {
    pattern == pages::INTERFACE_PAGE || PAGES.contains(&pattern)
}

/// Whether the same request to an address can be sent again: `keyed` says that it has an `Idempotency-Key`.
pub(crate) fn is_repeatable(method: &str, address: &str, keyed: bool) -> bool {
    let calls = DOCUMENTED.iter().filter(|route| route.address == address).flat_map(|route| route.calls);
    match calls.filter(|call| call.method == method).map(|call| call.repeat).next() {
        Some(Repeat::Safe) => true,
        Some(Repeat::SafeWithKey) => keyed,
        Some(Repeat::Unsafe) => false,
        None => method != "POST",
    }
}

/// A route of one method. A GET also answers HEAD, with the head of the same reply.
fn route(method: Method) -> actix_web::Route {
    if method == Method::GET {
        web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
    } else {
        web::method(method)
    }
}

/// A route that lets in these callers alone.
fn admitting(callers: Callers, route: actix_web::Route) -> actix_web::Route {
    match callers {
        Callers::Anyone => route,
        Callers::Permitted(permission) => route.wrap(from_fn(move |request, next| admit(permission, request, next))),
    }
}

/// An address. The reply to any other method names those that it takes.
fn resource(address: &str, methods: &[&str]) -> Resource {
    let allowed = methods.join(", ").replace("GET", "GET, HEAD");
    let refuse = move |request: HttpRequest| ready(method_not_allowed(&request, &allowed));
    web::resource(address).default_service(web::to(refuse))
}

async fn unknown_resource(request: HttpRequest) -> HttpResponse {
    let detail = format!("there is nothing at {}", value_excerpt(request.path()));
    Problem::new(Code::UnknownResource, detail).error_response()
}

fn method_not_allowed(request: &HttpRequest, allowed: &str) -> HttpResponse {
    let (path, method) = (value_excerpt(request.path()), value_excerpt(request.method().as_str()));
    let mut reply = Problem::new(Code::MethodNotAllowed, format!("{path} does not take {method}")).error_response();
    if let Ok(allowed) = HeaderValue::from_str(allowed) {
        reply.headers_mut().insert(ALLOW, allowed);
    }
    reply
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn the_document_describes_exactly_the_routes_with_their_methods() {
        let document = serde_json::to_value(Operations::openapi()).unwrap();
        let mut described = BTreeSet::new();
        for (address, item) in document["paths"].as_object().unwrap() {
            described.extend(item.as_object().unwrap().keys().map(|method| (address.clone(), method.to_uppercase())));
        }
        let routed = DOCUMENTED
            .iter()
            .flat_map(|route| route.calls.iter().map(|call| (route.address.to_owned(), call.method.to_owned())));
        assert_eq!(described, routed.collect());
    }

    #[test]
    fn only_calls_that_may_be_sent_twice_are_repeatable() {
        for address in ["/api/adaptive/answer", "/api/adaptive/complete", "/api/adaptive/score"] {
            assert!(is_repeatable("POST", address, false), "{address}");
        }
        assert!(is_repeatable("GET", "/api/adaptive/next", false));
        assert!(is_repeatable("DELETE", "/api/store/sessions", false));
        assert!(is_repeatable("POST", "/api/adaptive/start", true));
        for address in
            ["/api/adaptive/start", "/api/adaptive/sessions/{id}/extend", "/api/banks", "/api/exam-types", "/api/keys"]
        {
            assert!(!is_repeatable("POST", address, false), "{address}");
        }
        for address in ["/api/adaptive/sessions/{id}/extend", "/api/banks", "/api/exam-types"] {
            assert!(!is_repeatable("POST", address, true), "{address}");
        }
    }
}

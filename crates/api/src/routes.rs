//! The table of routes.

use std::future::ready;

use actix_web::http::header::{ALLOW, HeaderValue};
use actix_web::web::{self, ServiceConfig, delete, post};
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError as _, Route, guard};

use crate::code::Code;
use crate::handlers::{catalogue, exam, health, pages, score, sessions, store};
use crate::problem::{Problem, shortened};

const READ: &str = "GET, HEAD";
const READ_OR_POST: &str = "GET, HEAD, POST";

/// Adds every route to an application.
pub(crate) fn configure(app: &mut ServiceConfig) {
    app.service(at("/api/adaptive/start", "POST").route(post().to(exam::start)))
        .service(at("/api/adaptive/next", READ).route(read().to(exam::next)))
        .service(at("/api/adaptive/answer", "POST").route(post().to(exam::answer)))
        .service(at("/api/adaptive/complete", "POST").route(post().to(exam::complete)))
        .service(at("/api/adaptive/score", "POST").route(post().to(score::score)))
        .service(at("/api/adaptive/sessions", READ).route(read().to(sessions::list)))
        .service(at("/api/adaptive/sessions/{id}", READ).route(read().to(sessions::summary)))
        .service(at("/api/adaptive/sessions/{id}/report", READ).route(read().to(sessions::report)))
        .service(at("/api/adaptive/sessions/{id}/extend", "POST").route(post().to(sessions::extend)))
        .service(
            at("/api/banks", READ_OR_POST).route(read().to(catalogue::banks)).route(post().to(catalogue::import_bank)),
        )
        .service(at("/api/banks/{name}", READ).route(read().to(catalogue::bank)))
        .service(
            at("/api/exam-types", READ_OR_POST)
                .route(read().to(catalogue::exam_types))
                .route(post().to(catalogue::import_exam_type)),
        )
        .service(at("/api/exam-types/{name}", READ).route(read().to(catalogue::exam_type)))
        .service(at("/api/store/info", READ).route(read().to(store::info)))
        .service(at("/api/store/sessions", "DELETE").route(delete().to(store::clear)))
        .service(at("/livez", READ).route(read().to(health::livez)))
        .service(at("/readyz", READ).route(read().to(health::readyz)))
        .service(at("/metrics", READ).route(read().to(health::metrics)))
        .service(at("/openapi.json", READ).route(read().to(pages::openapi_json)))
        .service(at("/", READ).route(read().to(pages::exam_page)))
        .service(at("/docs", READ).route(read().to(pages::to_interface_page)))
        .service(pages::interface_page())
        .default_service(web::to(unknown_resource));
}

/// A GET, or a HEAD that asks for the head of the same reply.
fn read() -> Route {
    web::route().guard(guard::Any(guard::Get()).or(guard::Head()))
}

/// An address with the methods it takes, which are told to those who send another.
fn at(path: &str, allowed: &'static str) -> Resource {
    let refuse = move |request: HttpRequest| ready(method_not_allowed(&request, allowed));
    web::resource(path).default_service(web::to(refuse))
}

async fn unknown_resource(request: HttpRequest) -> HttpResponse {
    let detail = format!("there is nothing at {}", shortened(request.path()));
    Problem::new(Code::UnknownResource, detail).error_response()
}

fn method_not_allowed(request: &HttpRequest, allowed: &'static str) -> HttpResponse {
    let detail = format!("{} does not take {}", shortened(request.path()), shortened(request.method().as_str()));
    let mut reply = Problem::new(Code::MethodNotAllowed, detail).error_response();
    reply.headers_mut().insert(ALLOW, HeaderValue::from_static(allowed));
    reply
}

//! The table of routes.

use actix_web::web::{self, ServiceConfig, delete, get, post};
use actix_web::{HttpRequest, HttpResponse, Resource, ResponseError as _};

use crate::code::Code;
use crate::handlers::{catalogue, exam, health, pages, score, sessions, store};
use crate::problem::Problem;

/// Adds every route to an application.
pub(crate) fn configure(app: &mut ServiceConfig) {
    app.service(at("/api/adaptive/start").route(post().to(exam::start)))
        .service(at("/api/adaptive/next").route(get().to(exam::next)))
        .service(at("/api/adaptive/answer").route(post().to(exam::answer)))
        .service(at("/api/adaptive/complete").route(post().to(exam::complete)))
        .service(at("/api/adaptive/score").route(post().to(score::score)))
        .service(at("/api/adaptive/sessions").route(get().to(sessions::list)))
        .service(at("/api/adaptive/sessions/{id}").route(get().to(sessions::summary)))
        .service(at("/api/adaptive/sessions/{id}/report").route(get().to(sessions::report)))
        .service(at("/api/adaptive/sessions/{id}/extend").route(post().to(sessions::extend)))
        .service(at("/api/banks").route(get().to(catalogue::banks)).route(post().to(catalogue::import_bank)))
        .service(at("/api/banks/{name}").route(get().to(catalogue::bank)))
        .service(
            at("/api/exam-types").route(get().to(catalogue::exam_types)).route(post().to(catalogue::import_exam_type)),
        )
        .service(at("/api/exam-types/{name}").route(get().to(catalogue::exam_type)))
        .service(at("/api/store/info").route(get().to(store::info)))
        .service(at("/api/store/sessions").route(delete().to(store::clear)))
        .service(at("/livez").route(get().to(health::livez)))
        .service(at("/readyz").route(get().to(health::readyz)))
        .service(at("/metrics").route(get().to(health::metrics)))
        .service(at("/openapi.json").route(get().to(pages::openapi_json)))
        .service(at("/").route(get().to(pages::exam_page)))
        .service(at("/docs").route(get().to(pages::to_interface_page)))
        .service(pages::interface_page())
        .default_service(web::to(unknown_resource));
}

fn at(path: &str) -> Resource {
    web::resource(path).default_service(web::to(method_not_allowed))
}

async fn unknown_resource(request: HttpRequest) -> HttpResponse {
    let detail = format!("there is nothing at {}", request.path());
    Problem::new(Code::UnknownResource, detail).error_response()
}

async fn method_not_allowed(request: HttpRequest) -> HttpResponse {
    let detail = format!("{} does not take {}", request.path(), request.method());
    Problem::new(Code::MethodNotAllowed, detail).error_response()
}

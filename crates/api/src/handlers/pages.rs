//! The page a person sees, and the description that programs read.

use actix_web::HttpResponse;
use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType};

use crate::openapi::openapi;

const EXAM_PAGE: &str = include_str!("../../pages/exam.html");
/// The page is one file and talks to its own server only.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

/// The page on which a person takes the sample exam.
pub(crate) async fn exam_page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .body(EXAM_PAGE)
}

/// The interface, described in OpenAPI.
pub(crate) async fn openapi_json() -> HttpResponse {
    HttpResponse::Ok().json(openapi())
}

//! The pages that people see, and the OpenAPI document that programs read.

use actix_web::http::header::{CONTENT_SECURITY_POLICY, ContentType, LOCATION};
use actix_web::{HttpResponse, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

const EXAM_PAGE: &str = include_str!("../../pages/exam.html");
/// The page is one file and sends requests to its own server only.
const PAGE_POLICY: &str =
    "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; connect-src 'self'";

/// The page on which a person takes the sample exam.
pub(crate) async fn exam_page() -> HttpResponse {
    HttpResponse::Ok()
        .content_type(ContentType::html())
        .insert_header((CONTENT_SECURITY_POLICY, PAGE_POLICY))
        .body(EXAM_PAGE)
}

/// The OpenAPI document as JSON.
pub(crate) struct OpenApiText(pub(crate) String);

pub(crate) async fn openapi_json(document: web::Data<OpenApiText>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(document.0.clone())
}

/// The page on which a person reads the interface and tries it.
pub(crate) fn interface_page() -> SwaggerUi {
    SwaggerUi::new("/docs/{_:.*}").config(Config::from("/openapi.json"))
}

pub(crate) async fn to_interface_page() -> HttpResponse {
    HttpResponse::PermanentRedirect().insert_header((LOCATION, "/docs/")).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    #[test]
    fn the_exam_page_has_a_remedy_for_errors_that_a_retry_does_not_mend() {
        let (_, remedies) = EXAM_PAGE.split_once("const remedies = {").unwrap();
        for code in [Code::Unauthorized, Code::UnknownExamType] {
            assert!(remedies.contains(&format!("{}: ", code.as_str())), "{}", code.as_str());
        }
    }
}

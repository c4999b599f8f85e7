//! The pages that people see, and the OpenAPI document that programs read.

use actix_web::http::header::{ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::middleware::edge_settings::base_path_of;

const EXAM_PAGE: &str = include_str!("../../pages/exam.html");
const EXAM_STYLE: &str = include_str!("../../pages/exam.css");
const EXAM_SCRIPT: &str = include_str!("../../pages/exam.js");
/// The route of the page of the interface and of what it loads.
pub(crate) const INTERFACE_PAGE: &str = "/docs/{_:.*}";

/// The page on which a person takes the sample exam. It names what it loads relative to itself, so that it works below any
/// base path.
pub(crate) async fn exam_page() -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::html()).body(EXAM_PAGE)
}

pub(crate) async fn exam_style() -> HttpResponse {
    HttpResponse::Ok().content_type("text/css; charset=utf-8").body(EXAM_STYLE)
}

pub(crate) async fn exam_script() -> HttpResponse {
    HttpResponse::Ok().content_type("text/javascript; charset=utf-8").body(EXAM_SCRIPT)
}

/// The OpenAPI document as JSON.
pub(crate) struct OpenApiText(pub(crate) String);

pub(crate) async fn openapi_json(document: web::Data<OpenApiText>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(document.0.clone())
}

/// The page on which a person reads the interface and tries it.
pub(crate) fn interface_page() -> SwaggerUi {
    SwaggerUi::new(INTERFACE_PAGE).config(Config::from("../openapi.json"))
}

pub(crate) async fn to_interface_page(request: HttpRequest) -> HttpResponse {
    let address = format!("{}docs/", base_path_of(&request));
    HttpResponse::PermanentRedirect().insert_header((LOCATION, address)).finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::code::Code;

    #[test]
    fn the_exam_page_has_a_remedy_for_errors_that_a_retry_does_not_mend() {
        let (_, remedies) = EXAM_SCRIPT.split_once("const remedies = {").unwrap();
        for code in [Code::Unauthorized, Code::UnknownExamType] {
            assert!(remedies.contains(&format!("{}: ", code.as_str())), "{}", code.as_str());
        }
    }
}

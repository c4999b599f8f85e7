//! The page of the interface, and the OpenAPI document that programs read.

use actix_web::http::header::{ContentType, LOCATION};
use actix_web::{HttpRequest, HttpResponse, web};
use edge::BasePath;
use utoipa_swagger_ui::{Config, SwaggerUi};

use crate::middleware::edge_settings::base_path_of;

/// The route of the page of the interface and of what it loads.
pub(crate) const INTERFACE_PAGE: &str = "/docs/{_:.*}";

/// The OpenAPI document as JSON.
pub(crate) struct OpenApiText(pub(crate) String);

pub(crate) async fn openapi_json(document: web::Data<OpenApiText>) -> HttpResponse {
    HttpResponse::Ok().content_type(ContentType::json()).body(document.0.clone())
}

/// The page on which a person reads the interface and tries it.
pub(crate) fn interface_page(base_path: &BasePath) -> SwaggerUi {
    // The bar of the other layout has an inline style and an address field for descriptions on other hosts.
    SwaggerUi::new(INTERFACE_PAGE).config(Config::from(format!("{base_path}openapi.json")).use_base_layout())
}

pub(crate) async fn to_interface_page(request: HttpRequest) -> HttpResponse {
    let address = format!("{}docs/", base_path_of(&request));
    HttpResponse::PermanentRedirect().insert_header((LOCATION, address)).finish()
}

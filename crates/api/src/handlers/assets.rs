//! The pictures of item banks.

use actix_web::HttpResponse;
use actix_web::http::header::CACHE_CONTROL;
use actix_web::web::Path;

use super::Service;
use crate::code::Code;
use crate::excerpt::value_excerpt;
use crate::problem::Problem;

/// The content at an address never changes. Everybody who knows the address may see it.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// A picture to which the text of an item refers.
pub(crate) async fn asset(service: Service, name: Path<String>) -> Result<HttpResponse, Problem> {
    let asset = service.asset(&name).await?.ok_or_else(|| {
        Problem::new(Code::UnknownResource, format!("there is nothing at /assets/{}", value_excerpt(&name)))
    })?;
    Ok(HttpResponse::Ok().content_type(asset.media_type).insert_header((CACHE_CONTROL, FOR_EVER)).body(asset.content))
}

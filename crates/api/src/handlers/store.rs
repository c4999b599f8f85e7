//! Diagnostics of the state store.

use actix_web::HttpResponse;
use actix_web::web::Json;

use super::Service;
use crate::admission::Caller;
use crate::problem::Problem;
use crate::wire::session::Cleared;
use crate::wire::store::StoreInfoFields;

/// Returns the diagnosis of the state store.
#[utoipa::path(get, path = "/api/store/info", operation_id = "store_info", tag = "store",
    responses((status = 200, description = "The diagnosis", body = StoreInfoFields)))]
pub(crate) async fn info(service: Service, Caller(access): Caller) -> Result<HttpResponse, Problem> {
    Ok(HttpResponse::Ok().json(service.store_info(&access).await?))
}

/// Removes all working copies. Sessions continue from the record.
#[utoipa::path(delete, path = "/api/store/sessions", operation_id = "clear_store", tag = "store",
    responses((status = 200, description = "How many working copies were removed", body = Cleared)))]
pub(crate) async fn clear(service: Service, Caller(access): Caller) -> Result<Json<Cleared>, Problem> {
    let cleared = service.clear_store(&access).await?;
    Ok(Json(Cleared { cleared }))
}

//! API keys.

use actix_web::HttpResponse;
use actix_web::web::Json;

use super::Service;
use crate::admission::Caller;
use crate::extract::{JsonBody, KeyInPath, Query};
use crate::problem::Problem;
use crate::wire::key::{CreatedKeyReply, KeyReply, KeyRequest, KeysQuery};

/// Makes an API key. The reply alone has its secret. From then on no instance lets a caller in without a credential.
#[utoipa::path(post, operation_id = "create_key", path = "/api/keys", tag = "keys", request_body = KeyRequest, responses((status = 201, body = CreatedKeyReply)))]
pub(crate) async fn create(
    service: Service,
    Caller(access): Caller,
    JsonBody(request): JsonBody<KeyRequest>,
) -> Result<HttpResponse, Problem> {
    let created = service.create_key(&access, request.into_spec()?).await?;
    Ok(HttpResponse::Created().json(CreatedKeyReply::from(created)))
}

/// Lists the API keys.
#[utoipa::path(get, operation_id = "list_keys", path = "/api/keys", tag = "keys", params(KeysQuery), responses((status = 200, body = Vec<KeyReply>)))]
pub(crate) async fn list(
    service: Service,
    Caller(access): Caller,
    Query(query): Query<KeysQuery>,
) -> Result<Json<Vec<KeyReply>>, Problem> {
    let keys = service.api_keys(&access, query.after, query.limit, query.revoked).await?;
    Ok(Json(keys.into_iter().map(KeyReply::from).collect()))
}

/// Revokes an API key. The same call returns the same key again.
#[utoipa::path(delete, operation_id = "revoke_key", path = "/api/keys/{key_id}", tag = "keys",
    params(("key_id" = i64, Path, description = "The number of the key")), responses((status = 200, body = KeyReply)))]
pub(crate) async fn revoke(
    service: Service,
    Caller(access): Caller,
    KeyInPath(key): KeyInPath,
) -> Result<Json<KeyReply>, Problem> {
    Ok(Json(service.revoke_key(&access, key).await?.into()))
}

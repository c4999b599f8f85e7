//! Scoring responses without a session.

use actix_web::web::Json;
use exam::Access;

use super::Service;
use crate::authentication::FromPlatform;
use crate::extract::JsonBody;
use crate::problem::{Problem, ProblemReply};
use crate::wire::{ScoreReply, ScoreRequest};

/// Scores all responses so far and says which item would come next. Nothing is kept.
#[utoipa::path(post, path = "/api/adaptive/score", tag = "exam", request_body = ScoreRequest, responses(
    (status = 200, body = ScoreReply),
    (status = "4XX", body = ProblemReply, content_type = "application/problem+json"),
))]
pub(crate) async fn score(
    service: Service,
    FromPlatform(JsonBody(request)): FromPlatform<JsonBody<ScoreRequest>>,
) -> Result<Json<ScoreReply>, Problem> {
    let (target, responses) = request.into_parts()?;
    Ok(Json(service.score(&Access::Platform, target, &responses).await?.into()))
}

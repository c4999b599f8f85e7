//! Scoring responses without a session.

use actix_web::web::Json;

use super::Service;
use crate::admission::Caller;
use crate::extract::JsonBody;
use crate::problem::Problem;
use crate::wire::score::{ScoreReply, ScoreRequest};

/// Scores all responses so far and returns the item that would come next. The server stores nothing.
#[utoipa::path(post, path = "/api/adaptive/score", operation_id = "score_responses", tag = "exam", request_body(content = ScoreRequest,
    example = json!({ "exam_type": "placement", "responses": [{ "item_id": "rat-025", "answer": "B" }] })),
    responses((status = 200, description = "The estimate, and the item that would come next", body = ScoreReply)))]
pub(crate) async fn score(
    service: Service,
    Caller(access): Caller,
    JsonBody(request): JsonBody<ScoreRequest>,
) -> Result<Json<ScoreReply>, Problem> {
    let (target, responses) = request.into_parts()?;
    Ok(Json(service.score(&access, target, &responses).await?.into()))
}

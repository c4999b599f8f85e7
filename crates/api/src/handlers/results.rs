//! Results: exports as streams, and rescoring.

use actix_web::http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use actix_web::web::{Bytes, Json};
use actix_web::{HttpRequest, HttpResponse};
use exam::{Access, ExamError, Export, ExportFormat, ExportRequest};
use futures_util::stream::{self, Stream, StreamExt as _};

use super::Service;
use crate::admission::Caller;
use crate::extract::{JsonBody, Query};
use crate::problem::Problem;
use crate::wire::rescore::{RescoreBody, RescoreReply};
use crate::wire::results::{ResponsesQuery, SessionResultsQuery};

/// The header that says after which session number the next part of an export begins.
const NEXT_AFTER: &str = "X-Next-After";

/// Exports the results of sessions, a row for each session by number. If the server fails on the way, the connection breaks off
/// before the end of the body.
#[utoipa::path(get, path = "/api/results/sessions", operation_id = "export_sessions", tag = "results", params(SessionResultsQuery),
    responses((status = 200, description = "The results", content((String = "text/csv"), (String = "application/x-ndjson")),
        headers(("X-Next-After" = i64, description = "The `after` of the next part; absent where this one goes to the end")))))]
pub(crate) async fn sessions(
    service: Service,
    Caller(access): Caller,
    Query(query): Query<SessionResultsQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    export(&service, &access, query.request(&request)?, "sessions").await
}

/// Exports the responses of sessions, by session number and position. If the server fails on the way, the connection breaks off
/// before the end of the body.
#[utoipa::path(get, path = "/api/results/responses", operation_id = "export_responses", tag = "results", params(ResponsesQuery),
    responses((status = 200, description = "The responses", content((String = "text/csv"), (String = "application/x-ndjson")),
        headers(("X-Next-After" = i64, description = "The `after` of the next part; absent where this one goes to the end")))))]
pub(crate) async fn responses(
    service: Service,
    Caller(access): Caller,
    Query(query): Query<ResponsesQuery>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    export(&service, &access, query.request(&request)?, "responses").await
}

/// Scores the answers of completed sessions under another version of their exam type, a page at a time: into results beside those of
/// the sessions. The same request again changes nothing.
#[utoipa::path(post, path = "/api/results/rescore", operation_id = "rescore_results", tag = "results",
    request_body(content = RescoreBody, example = json!({ "exam_type": "placement", "reason": "the key of rat-025 was wrong" })),
    responses((status = 200, description = "What was rescored", body = RescoreReply)))]
pub(crate) async fn rescore(
    service: Service,
    Caller(access): Caller,
    JsonBody(body): JsonBody<RescoreBody>,
) -> Result<Json<RescoreReply>, Problem> {
    Ok(Json(service.rescore(&access, body.into_request()?).await?.into()))
}

/// The reply that streams an export. Its first part is read before, so that what is wrong from the beginning is a problem reply.
async fn export(
    service: &Service,
    access: &Access,
    request: ExportRequest,
    name: &str,
) -> Result<HttpResponse, Problem> {
    let (media_type, extension) = match request.format {
        ExportFormat::Csv => ("text/csv; charset=utf-8", "csv"),
        ExportFormat::NdJson => ("application/x-ndjson", "ndjson"),
    };
    let mut export = service.export(access, request).await?;
    let first = export.next_part().await?;
    let mut reply = HttpResponse::Ok();
    reply.insert_header((CONTENT_TYPE, media_type));
    reply.insert_header((CONTENT_DISPOSITION, format!("attachment; filename=\"{name}.{extension}\"")));
    if let Some(after) = export.next_after() {
        reply.insert_header((NEXT_AFTER, after));
    }
    Ok(reply.streaming(stream::iter(first.map(|part| Ok(part.into()))).chain(parts(export))))
}

/// The further parts of an export. An error ends the stream without the end of the body, so that no client takes a part for the whole.
fn parts(export: Export) -> impl Stream<Item = Result<Bytes, ExamError>> {
    stream::unfold(Some(export), |export| async {
        let mut export = export?;
        match export.next_part().await {
            Ok(part) => Some((Ok(part?.into()), Some(export))),
            Err(error) => {
                tracing::error!(
                    error = &error as &dyn std::error::Error,
                    sessions = export.sessions(),
                    "an export broke off"
                );
                Some((Err(error), None))
            }
        }
    })
}

//! The summary of a simulation that is kept with an exam type version.

use actix_web::web::{Json, Path};

use super::Service;
use crate::admission::Caller;
use crate::code::Code;
use crate::extract::{JsonBody, Query};
use crate::problem::Problem;
use crate::wire::bank::VersionQuery;
use crate::wire::scalars::Name;
use crate::wire::simulation::{KeptSimulationReply, SimulationSummaryRequest};

/// Reads what a simulation of an exam type version promises.
#[utoipa::path(get, path = "/api/exam-types/{name}/simulation", operation_id = "read_simulation", tag = "catalogue",
    params(("name" = Name, Path, description = "The name of the exam type"), VersionQuery),
    responses((status = 200, description = "The summary that is kept", body = KeptSimulationReply)))]
pub(crate) async fn simulation(
    service: Service,
    Caller(access): Caller,
    name: Path<String>,
    Query(query): Query<VersionQuery>,
) -> Result<Json<KeptSimulationReply>, Problem> {
    let kept = service.simulation(&access, &name, query.version).await?;
    let missing =
        || Problem::new(Code::UnknownSimulation, format!("no simulation is kept with exam type {:?}", name.as_str()));
    Ok(Json(kept.ok_or_else(missing)?.into()))
}

/// Keeps the summary of a simulation with an exam type version, in the place of one that is kept.
#[utoipa::path(post, path = "/api/exam-types/{name}/simulation", operation_id = "keep_simulation", tag = "catalogue",
    params(("name" = Name, Path, description = "The name of the exam type"), VersionQuery),
    request_body(content = SimulationSummaryRequest, description = "The summary.json that `adaptive simulate` writes"),
    responses((status = 200, description = "The summary as it is kept", body = KeptSimulationReply)))]
pub(crate) async fn keep_simulation(
    service: Service,
    Caller(access): Caller,
    name: Path<String>,
    Query(query): Query<VersionQuery>,
    JsonBody(summary): JsonBody<serde_json::Value>,
) -> Result<Json<KeptSimulationReply>, Problem> {
    Ok(Json(service.keep_simulation(&access, &name, query.version, &summary).await?.into()))
}

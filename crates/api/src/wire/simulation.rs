//! Summaries of simulations.

use exam::KeptSimulation;
use serde::Serialize;
use utoipa::ToSchema;

use super::time::rfc3339;

// The service reads it; only the OpenAPI document uses this type.
/// The summary of a simulation, as `adaptive simulate` writes it. Beside these numbers it may have any others.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct SimulationSummaryRequest {
    /// How many examinees were simulated.
    #[schema(minimum = 0)]
    examinees: u64,
    /// The number of items of the tests.
    test_length: PromisedDistribution,
    /// The standard errors that the tests report.
    standard_errors: PromisedDistribution,
    /// How many tests ended for each reason.
    stop_reasons: std::collections::BTreeMap<String, u64>,
}

/// A distribution that a simulation promises.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct PromisedDistribution {
    /// Its mean.
    mean: f64,
    /// What 5 % do not exceed.
    p05: f64,
    /// What 95 % do not exceed.
    p95: f64,
}

/// The summary of a simulation that is kept with an exam type version.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct KeptSimulationReply {
    exam_type_id: i64,
    /// The whole summary.
    #[schema(value_type = SimulationSummaryRequest)]
    summary: serde_json::Value,
    /// Who has sent it.
    actor: String,
    #[schema(format = DateTime)]
    kept_at: String,
}

impl From<KeptSimulation> for KeptSimulationReply {
    fn from(kept: KeptSimulation) -> Self {
        let KeptSimulation { exam_type, summary, actor, kept_at, .. } = kept;
        Self { exam_type_id: exam_type.0, summary, actor, kept_at: rfc3339(kept_at) }
    }
}

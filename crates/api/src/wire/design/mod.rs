//! The test design as the OpenAPI document describes it.
//!
//! `irt_core::CatSpec` reads designs. These types have the same fields, and the document is their only use; tests compare them with
//! what `CatSpec` reads and what `CatDesign` accepts.

mod assembly;
mod estimation;
mod stopping;
#[cfg(test)]
mod tests;

use serde::Serialize;
use utoipa::ToSchema;

use super::reporting_scale::ReportingScaleReply;
use assembly::{Content, Exposure, Selection, Start};
use estimation::{Bounds, EstimatorSection, PriorSection, Quadrature};
use stopping::Stopping;

/// A test design: the tables of a design file. Each may be absent, as may each of their fields.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Design {
    #[serde(default)]
    estimator: EstimatorSection,
    #[serde(default)]
    prior: PriorSection,
    #[serde(default)]
    bounds: Bounds,
    quadrature: Option<Quadrature>,
    #[serde(default)]
    start: Start,
    #[serde(default)]
    selection: Selection,
    #[serde(default)]
    exposure: Exposure,
    #[serde(default)]
    content: Content,
    #[serde(default)]
    stopping: Stopping,
    reporting: Option<ReportingScaleReply>,
}

//! The scale that scores are reported on.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

/// A scale that scores are reported on: `mean + sd * theta`.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = ReportingScale)]
pub(crate) struct ReportingScaleReply {
    /// What the score is called.
    #[schema(min_length = 1, max_length = 128, example = "T")]
    name: String,
    /// The score of theta 0.
    #[schema(minimum = -1000000, maximum = 1000000, example = 50.0)]
    mean: f64,
    /// What a unit of theta is worth.
    #[schema(exclusive_minimum = 0, maximum = 1000000, example = 10.0)]
    sd: f64,
    /// The lowest score that is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    lower: Option<f64>,
    /// The highest score that is reported.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    upper: Option<f64>,
    /// The decimals that scores are rounded to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[schema(maximum = 6)]
    decimals: Option<u8>,
    /// The levels, the lowest first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    levels: Vec<LevelReply>,
}

/// A level of a reporting scale.
#[derive(Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = Level)]
pub(crate) struct LevelReply {
    #[schema(min_length = 1, max_length = 128)]
    name: String,
    /// The lowest score of the level; the lowest level begins where the scale does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    from: Option<f64>,
}

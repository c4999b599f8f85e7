//! How a design estimates abilities.

use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::names::{ConstantPatternName, EstimatorName, PriorKindName, SeFormulaName};
use crate::wire::scalars::Density;

/// How abilities are estimated.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignEstimator)]
pub(super) struct EstimatorSection {
    /// The estimator after each answer.
    #[serde(default)]
    #[schema(default = "eap")]
    interim: EstimatorName,
    /// The estimator of the reported ability.
    #[serde(rename = "final", default)]
    #[schema(default = "eap")]
    final_estimator: EstimatorName,
    /// The formula for MAP, MLE and WLE.
    #[serde(default)]
    #[schema(default = "classic")]
    standard_error: SeFormulaName,
    /// The distance beyond which Huber's weights fall; 1 when absent.
    #[schema(exclusive_minimum = 0, maximum = 100)]
    huber_tuning: Option<f64>,
    /// The distance at which Tukey's weights vanish; 4 when absent.
    #[schema(exclusive_minimum = 0, maximum = 100)]
    tukey_tuning: Option<f64>,
    /// What the interim estimator does while all answers are in the lowest category, or all in the highest.
    constant_pattern: Option<ConstantPatternName>,
    /// How far `step` moves theta with each answer; 0.4 when absent.
    #[schema(exclusive_minimum = 0, maximum = 10)]
    constant_pattern_step: Option<f64>,
}

/// The prior of EAP and MAP. Each kind has fields of its own.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignPrior)]
pub(super) struct PriorSection {
    #[serde(default)]
    #[schema(default = "normal")]
    kind: PriorKindName,
    /// The mean of a normal prior; 0 when absent.
    #[schema(minimum = -100, maximum = 100)]
    mean: Option<f64>,
    /// The standard deviation of a normal prior; 1 when absent.
    #[schema(minimum = 0.001, maximum = 1000)]
    sd: Option<f64>,
    /// The lower end of a uniform prior; the lower bound when absent.
    #[schema(minimum = -100, exclusive_maximum = 100)]
    lower: Option<f64>,
    /// The upper end of a uniform prior; the upper bound when absent.
    #[schema(exclusive_minimum = -100, maximum = 100)]
    upper: Option<f64>,
    /// The density of a custom prior at each node of the quadrature, up to a constant factor.
    #[schema(min_items = 2, max_items = 10001)]
    weights: Option<Vec<Density>>,
}

/// Where all estimators but EAP are searched.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignBounds)]
pub(super) struct Bounds {
    #[serde(default)]
    #[schema(minimum = -100, exclusive_maximum = 100, default = -4.0)]
    lower: f64,
    #[serde(default)]
    #[schema(exclusive_minimum = -100, maximum = 100, default = 4.0)]
    upper: f64,
}

/// The grid of EAP. Without it, the grid follows the prior.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignQuadrature)]
pub(super) struct Quadrature {
    /// The lowest node; -4 when absent.
    #[schema(minimum = -100, exclusive_maximum = 100)]
    lower: Option<f64>,
    /// The highest node; 4 when absent.
    #[schema(exclusive_minimum = -100, maximum = 100)]
    upper: Option<f64>,
    /// How many nodes; 33 when absent.
    #[schema(minimum = 2, maximum = 10001)]
    nodes: Option<u32>,
}

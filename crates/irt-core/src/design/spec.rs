//! A test design as received from a file or a program, not checked yet.

use super::content_spec::ContentSpec;
use super::reporting_spec::ReportingSpec;
use super::selection_spec::{ExposureSpec, SelectionSpec, StartSpec};
use super::stopping_spec::StoppingSpec;
use crate::estimation::{ConstantPattern, Estimator, SeFormula};
use crate::named_variants::named_variants;

/// A test design as received; [`CatDesign::new`](crate::CatDesign::new) checks it.
///
/// With the feature `serde` it reads as the TOML sections `[estimator]`, `[prior]`, `[bounds]`, `[quadrature]`,
/// `[start]`, `[selection]`, `[exposure]`, `[content]`, `[stopping]`, `[reporting]`; each may be absent, as may each of their fields,
/// and unknown ones are errors.
///
/// ```
/// # #[cfg(feature = "serde")] {
/// use irt_core::{CatDesign, CatSpec};
///
/// let spec: CatSpec = toml::from_str("
///     [estimator]
///     final = 'mle'
///     [prior]
///     kind = 'normal'
///     sd = 1.5
///     [stopping]
///     max_items = 30
///     standard_error = 0.35
/// ")?;
/// assert_eq!(CatDesign::new(spec)?.stopping_rule().max_items, Some(30));
/// # }
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct CatSpec {
    /// How abilities are estimated.
    pub estimator: EstimatorSpec,
    /// The prior of EAP and MAP.
    pub prior: PriorSpec,
    /// Where MAP, MLE and WLE are searched.
    pub bounds: BoundsSpec,
    /// The grid of EAP. Default: one that follows the prior, [`Quadrature::following`](crate::Quadrature::following).
    #[cfg_attr(
        feature = "serde",
        serde(skip_serializing_if = "Option::is_none", deserialize_with = "super::quadrature_section::read")
    )]
    pub quadrature: Option<QuadratureSpec>,
    /// Where a test starts.
    pub start: StartSpec,
    /// How the next item is chosen.
    pub selection: SelectionSpec,
    /// How often items are shown.
    pub exposure: ExposureSpec,
    /// What a test is made of.
    pub content: ContentSpec,
    /// When a test is over.
    pub stopping: StoppingSpec,
    /// The scale that scores are reported on; theta alone when absent.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub reporting: Option<ReportingSpec>,
}

/// Section `[estimator]`.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct EstimatorSpec {
    /// `interim`: the estimator after each answer. Default `eap`.
    #[cfg_attr(feature = "serde", serde(rename = "interim"))]
    pub interim_estimator: Estimator,
    /// `final`: the estimator of the reported ability. Default `eap`.
    #[cfg_attr(feature = "serde", serde(rename = "final"))]
    pub final_estimator: Estimator,
    /// `standard_error`: the formula for MAP, MLE and WLE. Default `classic`.
    #[cfg_attr(feature = "serde", serde(rename = "standard_error"))]
    pub se_formula: SeFormula,
    /// The distance beyond which Huber's weights fall. Default 1.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub huber_tuning: Option<f64>,
    /// The distance at which Tukey's weights vanish. Default 4.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub tukey_tuning: Option<f64>,
    /// What the interim estimator does while all answers are in the lowest category, or all in the highest. Default: the
    /// same as for other answers.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub constant_pattern: Option<ConstantPattern>,
    /// How far `step` moves theta with each answer. Default 0.4.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub constant_pattern_step: Option<f64>,
}

/// Section `[prior]`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct PriorSpec {
    /// The distribution. Default `normal`.
    pub kind: PriorKind,
    /// The mean of a normal prior. Default 0.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub mean: Option<f64>,
    /// The standard deviation of a normal prior. Default 1.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub sd: Option<f64>,
    /// The lower end of a uniform prior. Default: the lower bound.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub lower: Option<f64>,
    /// The upper end of a uniform prior. Default: the upper bound.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub upper: Option<f64>,
    /// The density of a custom prior at each node of the quadrature, up to a constant factor.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub weights: Option<Vec<f64>>,
}

named_variants! {
    /// The kinds of [`Prior`](crate::Prior).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[non_exhaustive]
    pub enum PriorKind {
        /// `normal`, with `mean` and `sd`.
        #[default]
        Normal => "normal",
        /// `uniform`, with `lower` and `upper`.
        Uniform => "uniform",
        /// `jeffreys`, without fields.
        Jeffreys => "jeffreys",
        /// `custom`, with `weights`; for EAP, not for MAP.
        Custom => "custom",
    }
}

/// Section `[bounds]`.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct BoundsSpec {
    /// Default -4.
    pub lower: f64,
    /// Default 4.
    pub upper: f64,
}

impl Default for BoundsSpec {
    fn default() -> Self {
        Self { lower: -4.0, upper: 4.0 }
    }
}

/// Section `[quadrature]`: the grid, whatever the prior. A section without a field sets none.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct QuadratureSpec {
    /// Default -4.
    pub lower: f64,
    /// Default 4.
    pub upper: f64,
    /// Default 33.
    pub nodes: u32,
}

impl Default for QuadratureSpec {
    fn default() -> Self {
        Self { lower: -4.0, upper: 4.0, nodes: 33 }
    }
}

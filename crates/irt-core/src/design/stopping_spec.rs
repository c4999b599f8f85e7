//! Section on when a test is over.

use crate::named_variants::named_variants;
use crate::stopping::Combination;

/// Section `[stopping]`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct StoppingSpec {
    /// The least number of items. Default 1.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub min_items: Option<u32>,
    /// The greatest number of items. Default: 20, or without limit where another rule is given.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub max_items: Option<u32>,
    /// The seconds after which no further item is shown. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub time_budget: Option<f64>,
    /// The standard error at or below which the test is over. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub standard_error: Option<f64>,
    /// The change of the estimate at or below which the test is over. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub theta_change: Option<f64>,
    /// The change of the standard error at or below which the test is over. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub standard_error_change: Option<f64>,
    /// The information below which no item is worth showing. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub minimum_information: Option<f64>,
    /// How the rules from `standard_error` on are taken together. Default `any`.
    pub combine: Combination,
    /// Stopping when the examinee is classified. Default: none.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub classification: Option<ClassificationSpec>,
}

/// Section `[stopping.classification]`.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(default, deny_unknown_fields))]
pub struct ClassificationSpec {
    /// How the decision is made. Default `confidence-interval`.
    pub method: ClassificationKind,
    /// The cut points, ascending.
    pub cuts: Vec<f64>,
    /// The confidence of a confidence interval. Default 0.95.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub confidence: Option<f64>,
    /// Half the width of the indifference region of `sprt` and `glr`. Default 0.2.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub half_width: Option<f64>,
    /// The probability of a wrong decision for above, of `sprt` and `glr`. Default 0.05.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub alpha: Option<f64>,
    /// The probability of a wrong decision for below, of `sprt` and `glr`. Default 0.05.
    #[cfg_attr(feature = "serde", serde(skip_serializing_if = "Option::is_none"))]
    pub beta: Option<f64>,
}

named_variants! {
    /// The kinds of [`ClassificationMethod`](crate::ClassificationMethod).
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[non_exhaustive]
    pub enum ClassificationKind {
        /// `confidence-interval`, with `confidence`.
        #[default]
        ConfidenceInterval => "confidence-interval",
        /// `sprt`, with `half_width`, `alpha`, `beta`.
        Sprt => "sprt",
        /// `glr`, with the same.
        Glr => "glr",
    }
}

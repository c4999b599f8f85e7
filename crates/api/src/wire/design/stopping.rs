//! When a test of a design is over.

use serde::Serialize;
use utoipa::ToSchema;

use crate::wire::names::{ClassificationKindName, CombinationName};
use crate::wire::scalars::Theta;

/// When a test is over. Without any rule: after 20 items.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignStopping)]
pub(super) struct Stopping {
    /// The least number of items; 1 when absent.
    #[schema(minimum = 0, maximum = 10000)]
    min_items: Option<u32>,
    /// The greatest number of items; 20 when absent, or without limit where another rule is given.
    #[schema(minimum = 1, maximum = 10000)]
    max_items: Option<u32>,
    /// The seconds after which no further item is shown. Exam types do not support it.
    #[schema(exclusive_minimum = 0, maximum = 31622400)]
    time_budget: Option<f64>,
    /// The standard error at or below which the test is over.
    #[schema(exclusive_minimum = 0)]
    standard_error: Option<f64>,
    /// The change of the estimate at or below which the test is over.
    #[schema(exclusive_minimum = 0)]
    theta_change: Option<f64>,
    /// The change of the standard error at or below which the test is over.
    #[schema(exclusive_minimum = 0)]
    standard_error_change: Option<f64>,
    /// The information below which no item is worth showing.
    #[schema(exclusive_minimum = 0)]
    minimum_information: Option<f64>,
    /// How the rules from `standard_error` on are taken together.
    #[serde(default)]
    #[schema(default = "any")]
    combine: CombinationName,
    classification: Option<Classification>,
}

/// Stopping when the examinee is classified.
#[derive(Debug, Serialize, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = DesignClassification)]
struct Classification {
    /// How the decision is made.
    #[serde(default)]
    #[schema(default = "confidence-interval")]
    method: ClassificationKindName,
    /// The cut points, ascending.
    #[schema(min_items = 1)]
    cuts: Vec<Theta>,
    /// The confidence of a confidence interval; 0.95 when absent.
    #[schema(exclusive_minimum = 0, maximum = 0.999999999)]
    confidence: Option<f64>,
    /// Half the width of the indifference region of `sprt` and `glr`; 0.2 when absent.
    #[schema(exclusive_minimum = 0, maximum = 10)]
    half_width: Option<f64>,
    /// The probability of a wrong decision for above, of `sprt` and `glr`; 0.05 when absent.
    #[schema(exclusive_minimum = 0, maximum = 0.499)]
    alpha: Option<f64>,
    /// The probability of a wrong decision for below, of `sprt` and `glr`; 0.05 when absent.
    #[schema(exclusive_minimum = 0, maximum = 0.499)]
    beta: Option<f64>,
}

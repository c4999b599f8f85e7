//! What a simulation comes to.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::{Conditioning, Exposure, ItemUse};

/// The result of a simulation. Every number is finite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Summary {
    /// How many examinees took the test.
    pub examinees: u64,
    /// The seed of all draws.
    pub seed: u64,
    /// How well the abilities are recovered.
    pub recovery: Recovery,
    /// How long the tests are.
    pub test_length: TestLength,
    /// How many tests have each length; lengths that do not occur are left out.
    #[serde(skip)]
    pub lengths: BTreeMap<u32, u64>,
    /// How much the bank is used.
    pub exposure: Exposure,
    /// How many tests ended for which reason.
    pub stop_reasons: BTreeMap<&'static str, u64>,
    /// How many estimates have which status.
    pub statuses: BTreeMap<&'static str, u64>,
    /// How the examinees are grouped in `conditional`.
    pub conditioning: Conditioning,
    /// The same measures by groups of true ability, in rising order; groups without examinees are left out.
    pub conditional: Vec<ConditionalRow>,
    /// How much each item is used, in the order of the bank.
    #[serde(skip)]
    pub items: Vec<ItemUse>,
}

/// How well abilities are recovered. An error is the final estimate minus the true ability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Recovery {
    /// The mean error.
    pub bias: f64,
    /// The standard error of `bias` as a Monte Carlo mean; `None` for a single examinee.
    pub bias_standard_error: Option<f64>,
    /// The root of the mean squared error.
    pub rmse: f64,
    /// The mean absolute error.
    pub mae: f64,
    /// Pearson's correlation of estimates and true abilities; `None` when either does not vary.
    pub correlation: Option<f64>,
    /// The mean of the reported standard errors.
    pub mean_standard_error: f64,
    /// The share of examinees whose true ability lies within 1.96 standard errors of the estimate.
    pub coverage: f64,
}

/// How many items the tests have.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct TestLength {
    /// The mean.
    pub mean: f64,
    /// The standard deviation, of the examinees simulated.
    pub sd: f64,
    /// The shortest test.
    pub min: u32,
    /// The length that 5 % of the tests do not exceed: the least with at least this share at or below it, as for the
    /// quantiles that follow.
    pub p05: u32,
    /// The length that 25 % do not exceed.
    pub p25: u32,
    /// The median.
    pub median: u32,
    /// The length that 75 % do not exceed.
    pub p75: u32,
    /// The length that 95 % do not exceed.
    pub p95: u32,
    /// The longest test.
    pub max: u32,
}

/// The measures of the examinees in a range of ability.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct ConditionalRow {
    /// The number of the group, from 1.
    pub group: usize,
    /// How many examinees it has.
    pub examinees: u64,
    /// The mean of their true abilities.
    pub mean_theta: f64,
    /// How well their abilities are recovered.
    #[serde(flatten)]
    pub recovery: Recovery,
    /// The mean length of their tests.
    pub mean_length: f64,
}

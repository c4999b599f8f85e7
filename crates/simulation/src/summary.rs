//! The summary of a simulation.

use std::collections::BTreeMap;

use serde::Serialize;

use crate::classification::ClassificationAccuracy;
use crate::content_match::ContentMatch;
use crate::examinee_result::ExamineeResult;
use crate::groups::Conditioning;
use crate::length::TestLength;
use crate::standard_errors::StandardErrors;
use crate::usage::{Exposure, ItemUse};

/// The result of a simulation. Every number is finite.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SimulationSummary {
    /// How many examinees took the test.
    pub examinees: u64,
    /// The seed of all draws.
    pub seed: u64,
    /// How well the abilities are recovered.
    pub recovery: Recovery,
    /// The confidence of the intervals that `coverage` is about.
    pub confidence: f64,
    /// How precise the tests report to be.
    pub standard_errors: StandardErrors,
    /// How long the tests are.
    pub test_length: TestLength,
    /// How many tests have each length; lengths that do not occur are left out.
    #[serde(skip)]
    pub lengths: BTreeMap<u32, u64>,
    /// How much the bank is used.
    pub exposure: Exposure,
    /// How the tests are made up of content areas; `None` where the bank has none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub content: Option<ContentMatch>,
    /// How often the estimates are in the right category; `None` without cut scores.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub classification: Option<ClassificationAccuracy>,
    /// How many tests ended for each reason.
    pub stop_reasons: BTreeMap<&'static str, u64>,
    /// How many estimates have each status.
    pub statuses: BTreeMap<&'static str, u64>,
    /// How the examinees are grouped in `conditional`.
    pub conditioning: Conditioning,
    /// The same measures by groups of true ability, in rising order; groups without examinees are left out.
    pub conditional: Vec<ConditionalRow>,
    /// How much each item is used, in the order of the bank.
    #[serde(skip)]
    pub items: Vec<ItemUse>,
    /// The first tests, as many as the measures ask for, each with its interim estimates.
    #[serde(skip)]
    pub traces: Vec<ExamineeResult>,
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
    /// The share of examinees whose true ability lies within `z` standard errors of the estimate, `z` being the normal
    /// quantile of the chosen confidence: 1.96 for 95 %.
    pub coverage: f64,
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
    /// The length that 5 % of their tests do not exceed.
    pub length_p05: u32,
    /// The median length of their tests.
    pub length_median: u32,
    /// The length that 95 % of their tests do not exceed.
    pub length_p95: u32,
    /// How many items of the bank at least one of them got.
    pub items_used: usize,
    /// The exposure rate, among them, of the item with the highest.
    pub highest_rate: f64,
    /// The test overlap rate among them; `None` for a single examinee.
    pub test_overlap: Option<f64>,
}

//! The result of a search for exposure parameters.

use std::collections::BTreeMap;

use serde::Serialize;

/// Exposure parameters, and the rounds of the search.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct CalibratedExposure {
    /// The exposure limit: the greatest share of the examinees who may get an item.
    pub limit: f64,
    /// How far above the limit the highest rate may be.
    pub tolerance: f64,
    /// Whether the limit plus the tolerance held for other examinees than those of the search.
    pub converged: bool,
    /// The rate that the search aimed at in the end: the limit, or less where chance would lift a rate above it.
    pub aim: f64,
    /// The parameters below 1 by item id, as section `[exposure.sympson_hetter]` of a design takes them: those whose
    /// check has the lowest `highest_observed_rate`.
    pub parameters: BTreeMap<String, f64>,
    /// The number of the round that had these parameters, from 1.
    pub round: u32,
    /// All rounds, in order.
    pub rounds: Vec<CalibrationRound>,
    /// The same parameters with examinees and answers that the search had not met.
    pub check: CalibrationRound,
}

/// The measures of a round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationRound {
    /// The number of the round, from 1.
    pub round: u32,
    /// How many examinees took the test.
    pub examinees: u64,
    /// The greatest `P(A_i)` of an item.
    pub highest_rate: f64,
    /// How many items have a `P(A_i)` above what the search aims at plus the tolerance.
    pub above_limit: usize,
    /// The highest exposure rate among the examinees of this round.
    pub highest_observed_rate: f64,
    /// How many items have an exposure rate among these examinees above the limit plus the tolerance.
    pub observed_above_limit: usize,
    /// How many items had a parameter below 1.
    pub restricted: usize,
    /// The test overlap rate; `None` for a single examinee.
    pub test_overlap: Option<f64>,
    /// The root of the mean squared error of the abilities.
    pub rmse: f64,
    /// The mean length of the tests.
    pub mean_length: f64,
}

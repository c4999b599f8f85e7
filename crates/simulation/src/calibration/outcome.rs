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
    /// Whether a round has kept the limit plus the tolerance.
    pub converged: bool,
    /// The parameters below 1 by item id, as section `[exposure.sympson_hetter]` of a design takes them: those of the
    /// round whose `highest_rate` is the lowest.
    pub parameters: BTreeMap<String, f64>,
    /// The number of that round, from 1.
    pub round: u32,
    /// All rounds, in order.
    pub rounds: Vec<CalibrationRound>,
    /// The same parameters with other examinees and answers, those of the next seed.
    pub check: CalibrationRound,
}

/// The measures of a round.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct CalibrationRound {
    /// The number of the round, from 1.
    pub round: u32,
    /// The greatest `P(A_i)` of an item.
    pub highest_rate: f64,
    /// How many items have a `P(A_i)` above the limit plus the tolerance.
    pub above_limit: usize,
    /// The highest exposure rate among the examinees of this round.
    pub highest_observed_rate: f64,
    /// How many items had a parameter below 1.
    pub restricted: usize,
    /// The test overlap rate; `None` for a single examinee.
    pub test_overlap: Option<f64>,
    /// The root of the mean squared error of the abilities.
    pub rmse: f64,
    /// The mean length of the tests.
    pub mean_length: f64,
}

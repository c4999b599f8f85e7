//! Why there are no exposure parameters.

use std::convert::Infallible;

use crate::error::SimulationError;

/// A search for exposure parameters that cannot start.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidCalibration {
    /// The limit is not a share above 0.
    #[error("the exposure limit is {limit}, not above 0 and at most 1")]
    Limit {
        /// The limit.
        limit: f64,
    },
    /// The tolerance is not a share.
    #[error("the tolerance is {tolerance}, not between 0 and 1")]
    Tolerance {
        /// The tolerance.
        tolerance: f64,
    },
    /// The number of rounds is 0.
    #[error("the number of rounds is 0; it must be at least 1")]
    NoRound,
    /// The design already has parameters.
    #[error("the design has Sympson-Hetter parameters; remove exposure.sympson_hetter from it to calibrate")]
    HasParameters,
}

/// A search for exposure parameters that ends without a result.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum CalibrationError {
    /// The simulation of a round fails, or the observer ends it.
    #[error(transparent)]
    Simulation(#[from] SimulationError<Infallible>),
    /// The observer ends the search between two rounds.
    #[error("cancelled after round {rounds}")]
    Cancelled {
        /// How many rounds were finished.
        rounds: u32,
    },
    /// Tests of this length cannot keep the limit, however evenly they use the bank.
    #[error(
        "the exposure limit {limit} cannot be kept: tests of {mean_length:.1} items on average from a bank of \
         {bank_items} items have an exposure rate of {least:.3} even if all items are used equally often; raise the \
         limit, shorten the test or enlarge the bank"
    )]
    OutOfReach {
        /// The limit.
        limit: f64,
        /// The mean length of the tests.
        mean_length: f64,
        /// How many items the bank has.
        bank_items: usize,
        /// The mean length over the number of items.
        least: f64,
    },
}

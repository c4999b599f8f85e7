//! The limits and defaults of a test design.

/// The largest number of items of one test.
pub const MAX_TEST_ITEMS: u32 = 10_000;
/// The number of items of a test whose design does not say when to stop.
pub const DEFAULT_MAX_ITEMS: u32 = 20;
/// The smallest standard deviation of a normal prior.
pub const MIN_PRIOR_SD: f64 = 1e-3;
/// The largest standard deviation of a normal prior.
pub const MAX_PRIOR_SD: f64 = 1e3;
/// The most decimals of a reported score.
pub(super) const MAX_DECIMALS: u8 = 6;
/// The largest score of theta 0, positive or negative, and the most that a unit of theta is worth on a reporting scale.
pub(super) const MAX_REPORTED: f64 = 1e6;
/// The longest name of a reporting scale or one of its levels, in characters.
pub(super) const MAX_NAME_CHARACTERS: usize = 128;
/// The largest tuning constant of a robust estimator.
pub const MAX_TUNING: f64 = 100.0;
/// The longest step of an interim estimate while all answers are at one end.
pub(super) const MAX_CONSTANT_PATTERN_STEP: f64 = 10.0;

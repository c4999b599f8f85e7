//! The sizes at which products of probabilities are taken apart, so that none underflows.

/// Products of probabilities stay above this (2^-200) between answers ...
pub(super) const LEAST_PRODUCT: f64 = 6.223_015_277_861_142e-61;
/// ... and probabilities below this (2^-800) are taken as logarithms.
pub(super) const LEAST_PROBABILITY: f64 = 1.499_696_813_895_631e-241;

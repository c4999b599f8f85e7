//! The ranges of abilities and item parameters.

/// The largest discrimination accepted; also the largest slope of a nominal category, positive or negative.
pub const MAX_DISCRIMINATION: f64 = 100.0;

/// The largest difficulty, threshold or step accepted, positive or negative.
pub const MAX_ABS_DIFFICULTY: f64 = 100.0;

/// The largest intercept of a nominal category, positive or negative.
pub const MAX_ABS_INTERCEPT: f64 = 10_000.0;

/// The largest number of response categories of an item.
pub const MAX_CATEGORIES: u8 = u8::MAX;

/// The largest ability, positive or negative, that the numerics take; one beyond it counts as this one.
pub const MAX_ABS_THETA: f64 = 100.0;

/// The ability that a public function works with: inside the numeric range, and 0 for what is not a number.
pub(crate) const fn usable_theta(theta: f64) -> f64 {
    if theta.is_nan() { 0.0 } else { theta.clamp(-MAX_ABS_THETA, MAX_ABS_THETA) }
}

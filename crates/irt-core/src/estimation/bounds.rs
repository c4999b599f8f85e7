//! Intervals of the ability scale.

use crate::models::MAX_ABS_THETA;

/// The interval of abilities in which MLE, MAP and WLE are searched.
///
/// `lower < upper`, both within ±[`MAX_ABS_THETA`]. The default is \[-4, 4\].
///
/// ```
/// use irt_core::Bounds;
///
/// assert_eq!(Bounds::new(-3.0, 3.0)?.upper(), 3.0);
/// assert!(Bounds::new(1.0, 1.0).is_err());
/// # Ok::<(), irt_core::InvalidInterval>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    lower: f64,
    upper: f64,
}

impl Bounds {
    /// The interval from `lower` to `upper`.
    ///
    /// # Errors
    /// [`InvalidInterval`] unless `lower < upper` and both are within ±[`MAX_ABS_THETA`].
    pub fn new(lower: f64, upper: f64) -> Result<Self, InvalidInterval> {
        for value in [lower, upper] {
            if !value.is_finite() {
                return Err(InvalidInterval::NotFinite);
            }
            if value.abs() > MAX_ABS_THETA {
                return Err(InvalidInterval::OutOfRange);
            }
        }
        if lower < upper { Ok(Self { lower, upper }) } else { Err(InvalidInterval::Empty) }
    }

    /// The lower end.
    #[must_use]
    pub const fn lower(&self) -> f64 {
        self.lower
    }

    /// The upper end.
    #[must_use]
    pub const fn upper(&self) -> f64 {
        self.upper
    }

    /// Whether the ability lies in the interval, ends included.
    #[must_use]
    pub fn contains(&self, theta: f64) -> bool {
        self.lower <= theta && theta <= self.upper
    }

    pub(crate) fn width(&self) -> f64 {
        self.upper - self.lower
    }

    /// What two intervals have in common; `None` when that is less than an interval.
    pub(crate) fn intersection(&self, other: &Self) -> Option<Self> {
        Self::new(self.lower.max(other.lower), self.upper.min(other.upper)).ok()
    }

    /// The smallest interval that contains both.
    pub(crate) const fn hull(&self, other: &Self) -> Self {
        Self { lower: self.lower.min(other.lower), upper: self.upper.max(other.upper) }
    }

    /// The standard deviation of the uniform distribution on the interval.
    pub(crate) fn uniform_sd(&self) -> f64 {
        self.width() / 12f64.sqrt()
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self { lower: -4.0, upper: 4.0 }
    }
}

/// Two numbers that are not the ends of an interval of abilities.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidInterval {
    /// An end is NaN or infinite.
    #[error("is not finite")]
    NotFinite,
    /// An end is beyond ±[`MAX_ABS_THETA`].
    #[error("is not between -{MAX_ABS_THETA} and {MAX_ABS_THETA}")]
    OutOfRange,
    /// The lower end is not below the upper end.
    #[error("the lower end is not below the upper end")]
    Empty,
}

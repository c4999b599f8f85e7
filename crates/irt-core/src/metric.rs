//! The scaling constant of the ability scale.

/// The scaling constant `D` of a bank: the logit slope of every item is `D a`.
///
/// Stated once per bank, never per item. Always finite, above 0 and at most [`Metric::MAX`].
///
/// ```
/// use irt_core::Metric;
///
/// assert_eq!(Metric::default().scaling_constant(), 1.0);
/// assert_eq!(Metric::NORMAL_OGIVE.scaling_constant(), 1.702);
/// assert!(Metric::new(0.0).is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Metric(f64);

impl Metric {
    /// The logistic metric, `D = 1`.
    pub const LOGISTIC: Self = Self(1.0);
    /// The logistic curve that lies nearest to the normal ogive, `D = 1.702`.
    ///
    /// # Reference
    /// Haley (1952); Camilli (1994).
    pub const NORMAL_OGIVE: Self = Self(1.702);
    /// The greatest scaling constant accepted.
    pub const MAX: f64 = 10.0;

    /// The metric with this scaling constant.
    ///
    /// # Errors
    /// [`InvalidMetric`] unless the constant is finite, above 0 and at most [`Metric::MAX`].
    pub fn new(scaling_constant: f64) -> Result<Self, InvalidMetric> {
        if scaling_constant > 0.0 && scaling_constant <= Self::MAX {
            Ok(Self(scaling_constant))
        } else {
            Err(InvalidMetric { value: scaling_constant })
        }
    }

    /// The scaling constant `D`.
    #[must_use]
    pub const fn scaling_constant(self) -> f64 {
        self.0
    }
}

impl Default for Metric {
    fn default() -> Self {
        Self::LOGISTIC
    }
}

/// A number that cannot be a scaling constant.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("the scaling constant D must be above 0 and at most {max}, not {value}", max = Metric::MAX)]
pub struct InvalidMetric {
    /// The number that was given.
    pub value: f64,
}

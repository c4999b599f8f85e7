//! The partial credit models: adjacent categories compared by logistic steps.

use super::category_curve::CategoryCurve;
use super::parameters::{self, ParameterErrors, first_error};
use crate::{Metric, ParameterError};

/// A polytomous item under the partial credit model (PCM).
///
/// # Formula
/// As for [`GeneralizedPartialCredit`] with `a = 1`.
///
/// # Reference
/// Masters (1982).
#[derive(Debug, Clone, PartialEq)]
pub struct PartialCredit {
    steps: Box<[f64]>,
}

impl PartialCredit {
    /// An item with these steps, `b_1` first.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that breaks a rule of [`GeneralizedPartialCredit`].
    pub fn new(steps: &[f64]) -> Result<Self, ParameterError> {
        first_error(Self::errors(steps))?;
        Ok(Self { steps: steps.into() })
    }

    pub(crate) fn errors(steps: &[f64]) -> ParameterErrors {
        parameters::list('b', steps, parameters::check_b)
    }

    /// The steps `b_1, …, b_K`.
    #[must_use]
    pub const fn steps(&self) -> &[f64] {
        &self.steps
    }

    pub(crate) fn curve(&self, metric: Metric) -> CategoryCurve {
        adjacent(metric.scaling_constant(), self.steps.iter().copied())
    }
}

/// A polytomous item under the generalized partial credit model (GPCM).
///
/// # Formula
/// The probability of category `k` is proportional to `exp(D a (theta - b_1) + … + D a (theta - b_k))`, that of
/// category 0 to 1.
///
/// `a` in (0, 100]; all `b_k` in \[-100, 100\], in any order; at most 255 categories.
///
/// # Reference
/// Muraki (1992).
///
/// ```
/// use irt_core::{GeneralizedPartialCredit, ItemModel, Metric};
///
/// let item = ItemModel::from(GeneralizedPartialCredit::new(0.8, &[-1.0, 1.0])?);
/// let mut probabilities = [0.0; 3];
/// item.category_probabilities(1.0, Metric::LOGISTIC, &mut probabilities);
/// // At a step the two neighbouring categories are equally likely.
/// assert!((probabilities[1] - probabilities[2]).abs() < 1e-12);
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct GeneralizedPartialCredit {
    a: f64,
    steps: Box<[f64]>,
}

impl GeneralizedPartialCredit {
    /// An item with this discrimination and these steps, `b_1` first.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that breaks a rule of the type.
    pub fn new(a: f64, steps: &[f64]) -> Result<Self, ParameterError> {
        first_error(Self::errors(a, steps))?;
        Ok(Self { a, steps: steps.into() })
    }

    /// The item that other programs write with the exponent `k a theta + intercept_k`, as mirt's `gpcm` with `a1` and
    /// `d1, d2, …` (`d0 = 0`): `b_k = (intercept_{k-1} - intercept_k) / a`. Use it in a bank with `D = 1`.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn from_slope_intercepts(a: f64, intercepts: &[f64]) -> Result<Self, ParameterError> {
        let before = std::iter::once(&0.0).chain(intercepts);
        let steps: Vec<f64> = before.zip(intercepts).map(|(before, intercept)| (before - intercept) / a).collect();
        Self::new(a, &steps)
    }

    pub(crate) fn errors(a: f64, steps: &[f64]) -> ParameterErrors {
        let list = parameters::list('b', steps, parameters::check_b);
        parameters::discrimination(a).into_iter().chain(list).collect()
    }

    /// The discrimination.
    #[must_use]
    pub const fn a(&self) -> f64 {
        self.a
    }

    /// The steps `b_1, …, b_K`.
    #[must_use]
    pub const fn steps(&self) -> &[f64] {
        &self.steps
    }

    pub(crate) fn curve(&self, metric: Metric) -> CategoryCurve {
        adjacent(metric.scaling_constant() * self.a, self.steps.iter().copied())
    }
}

/// A polytomous item under the rating scale model (RSM): steps that items share, moved to the item's location.
///
/// # Formula
/// As for [`PartialCredit`] with the steps `b + d_k`.
///
/// `b` and all `d_k` in \[-100, 100\], in any order; at most 255 categories.
///
/// # Reference
/// Andrich (1978).
#[derive(Debug, Clone, PartialEq)]
pub struct RatingScale {
    b: f64,
    steps: Box<[f64]>,
}

impl RatingScale {
    /// An item at this location with these relative steps, `d_1` first.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that breaks a rule of the type.
    pub fn new(b: f64, steps: &[f64]) -> Result<Self, ParameterError> {
        first_error(Self::errors(b, steps))?;
        Ok(Self { b, steps: steps.into() })
    }

    pub(crate) fn errors(b: f64, steps: &[f64]) -> ParameterErrors {
        let list = parameters::list('d', steps, parameters::check_b);
        parameters::location(b).into_iter().chain(list).collect()
    }

    /// The location.
    #[must_use]
    pub const fn b(&self) -> f64 {
        self.b
    }

    /// The steps `d_1, …, d_K`, relative to the location.
    #[must_use]
    pub const fn steps(&self) -> &[f64] {
        &self.steps
    }

    pub(crate) fn curve(&self, metric: Metric) -> CategoryCurve {
        adjacent(metric.scaling_constant(), self.steps.iter().map(|step| self.b + step))
    }
}

/// The curve whose exponents are running sums of `slope * (theta - step)`.
fn adjacent(slope: f64, steps: impl Iterator<Item = f64>) -> CategoryCurve {
    let lines = steps.scan((0.0, 0.0), move |(slopes, intercepts), step| {
        *slopes += slope;
        *intercepts -= slope * step;
        Some((*slopes, *intercepts))
    });
    CategoryCurve::multinomial(std::iter::once((0.0, 0.0)).chain(lines))
}

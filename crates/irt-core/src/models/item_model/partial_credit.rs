//! The partial credit models: adjacent categories compared by logistic steps.

use crate::metric::Metric;
use crate::models::category_curve::Multinomial;
use crate::models::parameter_name::ParameterName;
use crate::models::parameter_values::{ParameterLayout, ParameterValues};
use crate::models::parameters::{self, ParameterError, ParameterErrors};
use crate::models::response_model::{ModelParameters, ResponseModel, parameters_with_list};

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
        Self::checked(steps).map_err(ParameterErrors::into_first)
    }

    fn checked(steps: &[f64]) -> Result<Self, ParameterErrors> {
        ParameterErrors::none(parameters::list('b', steps, parameters::check_b))?;
        Ok(Self { steps: steps.into() })
    }
}

parameters_with_list! {
    PartialCredit, neutral: NO_ASYMPTOTES_NOR_SLOPE,
    single: [],
    list: [
        /// The steps `b_1, …, b_K`.
        steps => 'b'
    ],
}

impl ResponseModel for PartialCredit {
    type Curve = Multinomial;

    fn curve(&self, metric: Metric) -> Multinomial {
        Multinomial::adjacent(metric.scaling_constant(), self.steps.iter().copied())
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
        Self::checked(a, steps).map_err(ParameterErrors::into_first)
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

    fn checked(a: f64, steps: &[f64]) -> Result<Self, ParameterErrors> {
        let list = parameters::list('b', steps, parameters::check_b);
        ParameterErrors::none(parameters::discrimination(a).into_iter().chain(list))?;
        Ok(Self { a, steps: steps.into() })
    }
}

parameters_with_list! {
    GeneralizedPartialCredit, neutral: NO_ASYMPTOTES,
    single: [
        /// The discrimination.
        a => A,
    ],
    list: [
        /// The steps `b_1, …, b_K`.
        steps => 'b'
    ],
}

impl ResponseModel for GeneralizedPartialCredit {
    type Curve = Multinomial;

    fn curve(&self, metric: Metric) -> Multinomial {
        Multinomial::adjacent(metric.scaling_constant() * self.a, self.steps.iter().copied())
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
        Self::checked(b, steps).map_err(ParameterErrors::into_first)
    }

    fn checked(b: f64, steps: &[f64]) -> Result<Self, ParameterErrors> {
        let list = parameters::list('d', steps, parameters::check_b);
        ParameterErrors::none(parameters::location(b).into_iter().chain(list))?;
        Ok(Self { b, steps: steps.into() })
    }
}

parameters_with_list! {
    RatingScale, neutral: NO_ASYMPTOTES_NOR_SLOPE,
    single: [
        /// The location.
        b => B,
    ],
    list: [
        /// The steps `d_1, …, d_K`, relative to the location.
        steps => 'd'
    ],
}

impl ResponseModel for RatingScale {
    type Curve = Multinomial;

    fn curve(&self, metric: Metric) -> Multinomial {
        Multinomial::adjacent(metric.scaling_constant(), self.steps.iter().map(|step| self.b + step))
    }
}

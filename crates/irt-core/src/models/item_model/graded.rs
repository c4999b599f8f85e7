//! The graded response models: cumulative logistic steps of one slope.

use crate::metric::Metric;
use crate::models::category_curve::Cumulative;
use crate::models::parameter_name::ParameterName;
use crate::models::parameter_values::{ParameterLayout, ParameterValues};
use crate::models::parameters::{self, ParameterError, ParameterErrors};
use crate::models::problem_cause::ProblemCause;
use crate::models::response_model::{ModelParameters, ResponseModel, parameters_with_list};

/// A polytomous item under the graded response model (GRM).
///
/// # Formula
/// `P(X >= k) = 1 / (1 + exp(-D a (theta - b_k)))` for `k = 1 … K`; the probability of category `k` is the difference
/// of two neighbours, the first being 1 for `k = 0` and the second 0 for `k = K`.
///
/// `a` in (0, 100]; `b_1 < … < b_K`, all in \[-100, 100\]; at most 255 categories.
///
/// # Reference
/// Samejima (1969).
///
/// ```
/// use irt_core::{Graded, ItemModel, Metric};
///
/// let item = ItemModel::from(Graded::new(1.2, &[-0.5, 1.0])?);
/// let mut probabilities = [0.0; 3];
/// item.category_probabilities(-0.5, Metric::LOGISTIC, &mut probabilities);
/// assert!((probabilities[0] - 0.5).abs() < 1e-12);
/// assert_eq!(Graded::new(1.2, &[1.0, -0.5]).unwrap_err().parameter.to_string(), "b2");
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Graded {
    a: f64,
    thresholds: Box<[f64]>,
}

impl Graded {
    /// An item with this discrimination and these thresholds, `b_1` first.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that breaks a rule of the type.
    pub fn new(a: f64, thresholds: &[f64]) -> Result<Self, ParameterError> {
        Self::checked(a, thresholds).map_err(ParameterErrors::into_first)
    }

    /// The item that other programs write `P(X >= k) = 1 / (1 + exp(-(a theta + intercept_k)))`, as mirt's `graded`
    /// with `a1` and `d1, d2, …`: `b_k = -intercept_k / a`. Use it in a bank with `D = 1`.
    ///
    /// # Errors
    /// As for [`new`](Self::new): the intercepts must be strictly decreasing.
    pub fn from_slope_intercepts(a: f64, intercepts: &[f64]) -> Result<Self, ParameterError> {
        let thresholds: Vec<f64> = intercepts.iter().map(|intercept| -intercept / a).collect();
        Self::new(a, &thresholds)
    }

    fn checked(a: f64, thresholds: &[f64]) -> Result<Self, ParameterErrors> {
        let rises = |left: f64, right: f64| left < right;
        let list = parameters::ordered('b', thresholds, rises, ProblemCause::ThresholdNotAbovePrevious);
        ParameterErrors::none(parameters::discrimination(a).into_iter().chain(list))?;
        Ok(Self { a, thresholds: thresholds.into() })
    }
}

parameters_with_list! {
    Graded, neutral: NO_ASYMPTOTES,
    single: [
        /// The discrimination.
        a => A,
    ],
    list: [
        /// The thresholds `b_1, …, b_K`.
        thresholds => 'b'
    ],
}

impl ResponseModel for Graded {
    type Curve = Cumulative;

    fn curve(&self, metric: Metric) -> Cumulative {
        Cumulative::new(metric.scaling_constant() * self.a, self.thresholds.iter().copied())
    }
}

/// A polytomous item under the modified graded response model (MGRM): thresholds that items share, moved to the
/// item's location.
///
/// # Formula
/// As for [`Graded`] with `b_k = b - c_k`.
///
/// `a` in (0, 100]; `b` and all `c_k` in \[-100, 100\], `c_1 > … > c_K`; at most 255 categories.
///
/// # Reference
/// Muraki (1990).
#[derive(Debug, Clone, PartialEq)]
pub struct ModifiedGraded {
    a: f64,
    b: f64,
    shifts: Box<[f64]>,
}

impl ModifiedGraded {
    /// An item with this discrimination, location and category parameters, `c_1` first.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter that breaks a rule of the type.
    pub fn new(a: f64, b: f64, shifts: &[f64]) -> Result<Self, ParameterError> {
        Self::checked(a, b, shifts).map_err(ParameterErrors::into_first)
    }

    fn checked(a: f64, b: f64, shifts: &[f64]) -> Result<Self, ParameterErrors> {
        let falls = |left: f64, right: f64| left > right;
        let list = parameters::ordered('c', shifts, falls, ProblemCause::ShiftNotBelowPrevious);
        let single = parameters::discrimination(a).into_iter().chain(parameters::location(b));
        ParameterErrors::none(single.chain(list))?;
        Ok(Self { a, b, shifts: shifts.into() })
    }
}

parameters_with_list! {
    ModifiedGraded, neutral: NO_ASYMPTOTES,
    single: [
        /// The discrimination.
        a => A,
        /// The location.
        b => B,
    ],
    list: [
        /// The category parameters `c_1, …, c_K`.
        shifts => 'c'
    ],
}

impl ResponseModel for ModifiedGraded {
    type Curve = Cumulative;

    fn curve(&self, metric: Metric) -> Cumulative {
        Cumulative::new(metric.scaling_constant() * self.a, self.shifts.iter().map(|shift| self.b - shift))
    }
}

//! The dichotomous logistic models.

use crate::metric::Metric;
use crate::models::curve::Curve;
use crate::models::item_curve::ItemCurve;
use crate::models::limits::usable_theta;
use crate::models::logistic_model::LogisticModel;
use crate::models::parameter_values::ParameterValues;
use crate::models::parameters::{ParameterError, ParameterErrors};
use crate::response::Response;

/// A dichotomous item under the four-parameter logistic model or one of its special cases.
///
/// # Formula
/// `P(theta) = c + (d - c) / (1 + exp(-D a (theta - b)))`
///
/// with the discrimination `a` in (0, 100], the difficulty `b` in \[-100, 100\] on the scale of theta, the guessing
/// parameter (lower asymptote) `c` in \[0, 1), the upper asymptote `d` in (0, 1], `c < d`, and the scaling constant
/// `D` of the [`Metric`]. 3PL: `d = 1`; 2PL: `c = 0` besides; 1PL: `a` common to all items besides.
///
/// # Accuracy
/// All functions are finite for every item and theta and agree with reference values to 1e-10. A theta beyond
/// ±[`MAX_ABS_THETA`](crate::MAX_ABS_THETA) counts as that limit, one that is not a number as 0.
///
/// # Reference
/// Birnbaum (1968); Barton and Lord (1981).
///
/// ```
/// use irt_core::{FourPl, Metric};
///
/// let item = FourPl::three_pl(1.2, 0.5, 0.2)?;
/// assert!((item.probability(0.5, Metric::LOGISTIC) - 0.6).abs() < 1e-12);
/// assert!(FourPl::three_pl(1.2, 0.5, 1.2).is_err());
/// # Ok::<(), irt_core::ParameterError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct FourPl {
    model: LogisticModel,
    a: f64,
    b: f64,
    c: f64,
    d: f64,
}

impl FourPl {
    /// A 4PL item.
    ///
    /// # Errors
    /// [`ParameterError`] for the first parameter outside its range.
    pub fn new(a: f64, b: f64, c: f64, d: f64) -> Result<Self, ParameterError> {
        Self::checked(LogisticModel::FourPl, [a, b, c, d])
    }

    /// A 1PL item with discrimination 1.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn one_pl(b: f64) -> Result<Self, ParameterError> {
        Self::checked(LogisticModel::OnePl, [1.0, b, 0.0, 1.0])
    }

    /// A 2PL item.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn two_pl(a: f64, b: f64) -> Result<Self, ParameterError> {
        Self::checked(LogisticModel::TwoPl, [a, b, 0.0, 1.0])
    }

    /// A 3PL item.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn three_pl(a: f64, b: f64, c: f64) -> Result<Self, ParameterError> {
        Self::checked(LogisticModel::ThreePl, [a, b, c, 1.0])
    }

    /// The item that other programs write `g + (u - g) / (1 + exp(-(a theta + intercept)))`, as mirt with `a1`, `d`, `g`, `u`:
    /// `b = -intercept / a`, `c = g`, `d = u`. Use it in a bank with `D = 1`.
    ///
    /// The intercept is what mirt calls `d`; our `d` is the upper asymptote.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    ///
    /// ```
    /// use irt_core::FourPl;
    ///
    /// let item = FourPl::from_slope_intercept(1.25, -0.5, 0.2, 1.0)?;
    /// assert_eq!((item.b(), item.c(), item.d()), (0.4, 0.2, 1.0));
    /// # Ok::<(), irt_core::ParameterError>(())
    /// ```
    pub fn from_slope_intercept(a: f64, intercept: f64, g: f64, u: f64) -> Result<Self, ParameterError> {
        Self::new(a, -intercept / a, g, u)
    }

    /// An item under one of the logistic models.
    pub(super) fn checked(model: LogisticModel, parameters: [f64; 4]) -> Result<Self, ParameterError> {
        ParameterErrors::none(model.check(parameters)).map_err(ParameterErrors::into_first)?;
        Ok(Self::unchecked(model, parameters))
    }

    pub(super) const fn unchecked(model: LogisticModel, [a, b, c, d]: [f64; 4]) -> Self {
        Self { model, a, b, c, d }
    }

    pub(super) const fn logistic_model(&self) -> LogisticModel {
        self.model
    }

    /// The discrimination.
    #[must_use]
    pub const fn a(&self) -> f64 {
        self.a
    }

    /// The difficulty.
    #[must_use]
    pub const fn b(&self) -> f64 {
        self.b
    }

    /// The guessing parameter, the lower asymptote.
    #[must_use]
    pub const fn c(&self) -> f64 {
        self.c
    }

    /// The upper asymptote.
    #[must_use]
    pub const fn d(&self) -> f64 {
        self.d
    }

    /// The probability of a right answer, in `[c, d]`.
    #[must_use]
    pub fn probability(&self, theta: f64, metric: Metric) -> f64 {
        self.curve(metric).at(usable_theta(theta)).probability()
    }

    /// The derivatives `[P', P'', P''']` of the probability in theta.
    ///
    /// # Formula
    /// With `s = 1 / (1 + exp(-D a (theta - b)))`, `w = s (1 - s)`, `k = D a`:
    /// `P' = (d - c) k w`, `P'' = (d - c) k^2 w (1 - 2 s)`, `P''' = (d - c) k^3 w (1 - 6 w)`.
    #[must_use]
    pub fn probability_derivatives(&self, theta: f64, metric: Metric) -> [f64; 3] {
        self.curve(metric).at(usable_theta(theta)).derivatives()
    }

    /// The Fisher (expected) information, `I = P'^2 / (P Q)` with `Q = 1 - P`.
    ///
    /// # Reference
    /// Birnbaum (1968); for four parameters Magis (2013).
    ///
    /// ```
    /// use irt_core::{FourPl, Metric};
    ///
    /// let item = FourPl::two_pl(2.0, 0.0)?;
    /// assert_eq!(item.information(0.0, Metric::LOGISTIC), 1.0);
    /// # Ok::<(), irt_core::ParameterError>(())
    /// ```
    #[must_use]
    pub fn information(&self, theta: f64, metric: Metric) -> f64 {
        self.curve(metric).at(usable_theta(theta)).information()
    }

    /// The first and second derivative of the information in theta.
    #[must_use]
    pub fn information_derivatives(&self, theta: f64, metric: Metric) -> [f64; 2] {
        let [_, first, second, ..] = ItemCurve::Dichotomous(self.curve(metric)).moments(usable_theta(theta));
        [first, second]
    }

    /// The term `J = P' P'' / (P Q)` of the weighted likelihood estimator, and its derivative in theta.
    ///
    /// # Reference
    /// Warm (1989), equation 13.
    #[must_use]
    pub fn warm_term(&self, theta: f64, metric: Metric) -> [f64; 2] {
        let [.., value, slope] = ItemCurve::Dichotomous(self.curve(metric)).moments(usable_theta(theta));
        [value, slope]
    }

    /// The observed information of a response, `-(ln P)''` or `-(ln Q)''`. Can be negative where `c > 0` or `d < 1`.
    ///
    /// Every response other than [`Response::WRONG`] counts as right.
    #[must_use]
    pub fn observed_information(&self, response: Response, theta: f64, metric: Metric) -> f64 {
        -ItemCurve::Dichotomous(self.curve(metric)).score(response, usable_theta(theta))[1]
    }

    /// The log-likelihood of a response: `ln P` for a right answer, `ln Q` for a wrong one.
    ///
    /// Every response other than [`Response::WRONG`] counts as right.
    #[must_use]
    pub fn log_likelihood(&self, response: Response, theta: f64, metric: Metric) -> f64 {
        let [wrong, right] = self.curve(metric).log_probabilities(usable_theta(theta));
        if response == Response::WRONG { wrong } else { right }
    }

    /// The item's curve on the scale of theta.
    pub(crate) fn curve(&self, metric: Metric) -> Curve {
        Curve::new(metric, [self.a, self.b, self.c, self.d])
    }

    /// An item with these parameters, or every rule that they break.
    pub(super) fn build(model: LogisticModel, values: &ParameterValues) -> Result<Self, ParameterErrors> {
        let parameters = [0, 1, 2, 3].map(|place| values.single(place));
        ParameterErrors::none(model.check(parameters))?;
        Ok(Self::unchecked(model, parameters))
    }

    /// The parameters, in the order of the layout.
    pub(super) fn values(&self) -> ParameterValues {
        ParameterValues { single: vec![self.a, self.b, self.c, self.d], numbered: Vec::new() }
    }
}

//! The estimators and what they yield.

use std::fmt;

use crate::CatDesign;

/// The largest standard error that is reported, in units of theta.
///
/// Where the information all but vanishes (items far off the ability), `1 / sqrt(I)` grows without limit; this stands
/// for "nothing is known".
pub const MAX_STANDARD_ERROR: f64 = 1e6;

/// How an ability is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "lowercase"))]
#[non_exhaustive]
pub enum Estimator {
    /// Expected a posteriori: the mean of the posterior on the quadrature grid; its SE is the posterior's standard
    /// deviation. Always exists, never at a bound. Bock and Mislevy (1982).
    #[default]
    Eap,
    /// Maximum a posteriori: the highest mode of the posterior within the bounds. Samejima (1969).
    Map,
    /// Maximum likelihood: the highest maximum of the likelihood within the bounds. Lord (1980).
    Mle,
    /// Weighted likelihood: a zero of the score plus `J / (2 I)`, nearly unbiased. Warm (1989).
    Wle,
}

impl Estimator {
    const ALL: [Self; 4] = [Self::Eap, Self::Map, Self::Mle, Self::Wle];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eap => "eap",
            Self::Map => "map",
            Self::Mle => "mle",
            Self::Wle => "wle",
        }
    }

    /// The estimator that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|estimator| estimator.as_str() == name)
    }
}

impl fmt::Display for Estimator {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// An estimated ability. Both numbers are finite.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub struct Estimate {
    /// The ability.
    pub theta: f64,
    /// Its standard error, in [0, [`MAX_STANDARD_ERROR`]].
    pub se: f64,
    /// What kind of value it is.
    pub status: EstimateStatus,
}

/// What kind of value an [`Estimate`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EstimateStatus {
    /// A posterior mean, or a maximum inside the bounds.
    Converged,
    /// The objective is highest at an end of the search interval: all answers right or all wrong, for instance.
    AtBound,
    /// There are no responses; the value is the prior's, or the design's start.
    NoResponses,
}

impl EstimateStatus {
    /// The name used in files and over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::AtBound => "at_bound",
            Self::NoResponses => "no_responses",
        }
    }
}

impl fmt::Display for EstimateStatus {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `1 / sqrt(precision)`, at most [`MAX_STANDARD_ERROR`] also where the precision vanishes or is negative.
pub(crate) fn precision_to_se(precision: f64) -> f64 {
    const LEAST: f64 = 1.0 / (MAX_STANDARD_ERROR * MAX_STANDARD_ERROR);
    if precision > LEAST { 1.0 / precision.sqrt() } else { MAX_STANDARD_ERROR }
}

/// What MAP, MLE and WLE give before the first response.
///
/// MAP with a normal prior: its mean, taken into the bounds. All others: the design's start. SE: that of the prior.
pub(crate) fn without_responses(estimator: Estimator, design: &CatDesign) -> Estimate {
    let (prior, bounds) = (design.prior(), design.bounds());
    let theta = match (estimator, prior) {
        (Estimator::Map, crate::Prior::Normal { mean, .. }) => mean.clamp(bounds.lower(), bounds.upper()),
        _ => design.start_theta(),
    };
    Estimate { theta, se: prior.sd(bounds), status: EstimateStatus::NoResponses }
}

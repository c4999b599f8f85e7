//! The estimators and what they yield.

use std::fmt;

use crate::CatDesign;
use crate::ability::Ability;

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
    /// Expected a posteriori: the mean of the posterior; its SE is the posterior's standard deviation. Always exists, never
    /// at a bound. Bock and Mislevy (1982).
    ///
    /// Both are sums over the nodes of the [`Quadrature`](crate::Quadrature), unless the standard deviation is less than
    /// 0.7 of their spacing there: then they are integrals over the same range, from the items, good to 1e-10 of the SE.
    #[default]
    Eap,
    /// Maximum a posteriori: the highest mode of the posterior within the bounds. Samejima (1969).
    Map,
    /// Maximum likelihood: the highest maximum of the likelihood within the bounds. Lord (1980).
    Mle,
    /// Weighted likelihood: a zero of the score plus `J / (2 I)`, nearly unbiased. Warm (1989).
    Wle,
    /// Robust: maximum likelihood in which items far off the ability weigh less, by Huber's function. For dichotomous
    /// items. Schuster and Yuan (2011).
    Huber,
    /// The same with Tukey's biweight, which disregards items beyond a distance. Mislevy and Bock (1982).
    Tukey,
}

impl Estimator {
    const ALL: [Self; 6] = [Self::Eap, Self::Map, Self::Mle, Self::Wle, Self::Huber, Self::Tukey];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Eap => "eap",
            Self::Map => "map",
            Self::Mle => "mle",
            Self::Wle => "wle",
            Self::Huber => "huber",
            Self::Tukey => "tukey",
        }
    }

    /// Whether items are weighted by their distance, so that each must have one difficulty.
    #[must_use]
    pub const fn is_robust(self) -> bool {
        matches!(self, Self::Huber | Self::Tukey)
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

impl Estimate {
    /// The estimate without its status.
    #[must_use]
    pub const fn ability(&self) -> Ability {
        Ability { theta: self.theta, se: self.se }
    }
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
    /// All weights of a robust estimator vanish at this ability: the number means nothing.
    NoInformation,
}

impl EstimateStatus {
    const ALL: [Self; 4] = [Self::Converged, Self::AtBound, Self::NoResponses, Self::NoInformation];

    /// The name used in files and over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Converged => "converged",
            Self::AtBound => "at_bound",
            Self::NoResponses => "no_responses",
            Self::NoInformation => "no_information",
        }
    }

    /// The status that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|status| status.as_str() == name)
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

/// What all estimators but EAP give before the first response.
///
/// MAP with a normal prior: its mean, taken into the bounds. All others: the design's start. SE: that of the prior.
pub(crate) fn without_responses(estimator: Estimator, design: &CatDesign) -> Estimate {
    let (prior, bounds) = (design.prior(), design.bounds());
    let theta = match (estimator, prior) {
        (Estimator::Map, crate::Prior::Normal { mean, .. }) => mean.clamp(bounds.lower(), bounds.upper()),
        _ => design.start_theta(),
    };
    Estimate { theta, se: prior.sd(bounds, design.quadrature()), status: EstimateStatus::NoResponses }
}

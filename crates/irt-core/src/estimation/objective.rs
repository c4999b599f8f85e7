//! What an estimator maximises.

use super::robust::RobustWeight;

/// What is maximised: the log-likelihood of the responses, and what is added to it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Objective {
    /// Nothing is added: maximum likelihood, or a posterior under a flat prior.
    Likelihood,
    /// The logarithm of a normal density.
    Normal { mean: f64, sd: f64 },
    /// Half the logarithm of the test information.
    Jeffreys,
    /// Warm's weight, known by its derivative `J / (2 I)` only.
    Warm,
    /// Nothing, but each item's share has a weight; known by its derivative only.
    Robust(RobustWeight),
}

/// What is known of the added part without the items.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum AddedPart {
    /// A parabola whose second derivative is minus this; 0 where nothing is added.
    Parabola { curvature: f64 },
    /// A function whose slope the pattern bounds.
    BoundedSlope,
    /// Nothing: the objective can be far from the log-likelihood.
    Unbounded,
}

impl Objective {
    /// What is known of the added part. The proofs that an objective is concave, or low in a part of the scale, read it.
    pub(super) fn added_part(self) -> AddedPart {
        match self {
            Self::Likelihood => AddedPart::Parabola { curvature: 0.0 },
            Self::Normal { sd, .. } => AddedPart::Parabola { curvature: 1.0 / (sd * sd) },
            Self::Warm => AddedPart::BoundedSlope,
            Self::Jeffreys | Self::Robust(_) => AddedPart::Unbounded,
        }
    }

    /// The mode of what is added, where it is the density of a prior; the estimate without responses.
    pub(super) const fn prior_mode(self) -> Option<f64> {
        match self {
            Self::Normal { mean, .. } => Some(mean),
            Self::Likelihood | Self::Jeffreys | Self::Warm | Self::Robust(_) => None,
        }
    }

    /// The value of a parabola that is added; 0 for all others.
    pub(super) fn added_parabola(self, theta: f64) -> f64 {
        match self {
            Self::Normal { mean, sd } => -0.5 * ((theta - mean) / sd).powi(2),
            Self::Likelihood | Self::Jeffreys | Self::Warm | Self::Robust(_) => 0.0,
        }
    }

    /// Whether the classic formulas of the standard error count the added part as a prior.
    pub(super) const fn is_prior(self) -> bool {
        match self {
            Self::Normal { .. } | Self::Jeffreys => true,
            Self::Likelihood | Self::Warm | Self::Robust(_) => false,
        }
    }

    /// The weight of each item, where the objective has one. It vanishes far off all items, where the objective is flat.
    pub(super) const fn robust_weight(self) -> Option<RobustWeight> {
        match self {
            Self::Robust(weight) => Some(weight),
            Self::Likelihood | Self::Normal { .. } | Self::Jeffreys | Self::Warm => None,
        }
    }
}

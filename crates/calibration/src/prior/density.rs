//! The densities that a prior may have.

use std::f64::consts::PI;

use serde::{Deserialize, Serialize};
use statrs::function::gamma::ln_gamma;

/// The density of a prior on a parameter.
///
/// Log densities are added to the log-likelihood as they stand, with their constants and without a Jacobian: a beta prior is the
/// density of `c`, a logit-normal one that of `logit c`.
///
/// ```
/// use calibration::Density;
///
/// let standard = Density::Normal { mean: 0.0, sd: 1.0 };
/// assert!((standard.log_density(0.0) + 0.918_938_533_204_672_7).abs() < 1e-15);
/// assert!(Density::Normal { mean: 0.0, sd: 0.0 }.checked().is_err());
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "kebab-case", deny_unknown_fields)]
pub enum Density {
    /// The normal distribution.
    Normal {
        /// Its mean.
        mean: f64,
        /// Its standard deviation, above 0.
        sd: f64,
    },
    /// The distribution of a parameter whose logarithm is normal; the density of the parameter itself.
    Lognormal {
        /// The mean of the logarithm.
        mean: f64,
        /// The standard deviation of the logarithm, above 0.
        sd: f64,
    },
    /// The beta distribution.
    Beta {
        /// The first shape, above 0.
        alpha: f64,
        /// The second shape, above 0.
        beta: f64,
    },
    /// The normal distribution of the logit; the density of the logit.
    LogitNormal {
        /// The mean of the logit.
        mean: f64,
        /// The standard deviation of the logit, above 0.
        sd: f64,
    },
}

/// A density with a parameter out of its range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[error("{name} = {value}: it has to be {rule}")]
pub struct InvalidDensity {
    /// The name of the parameter of the density.
    pub name: &'static str,
    /// Its value.
    pub value: f64,
    /// The rule that it breaks.
    pub rule: &'static str,
}

impl Density {
    /// The density, if its parameters are in their ranges.
    ///
    /// # Errors
    /// [`InvalidDensity`] for the first parameter that is not finite, or not above 0 where it has to be.
    pub fn checked(self) -> Result<Self, InvalidDensity> {
        let finite = |name, value: f64| {
            let rule = "a finite number";
            if value.is_finite() { Ok(()) } else { Err(InvalidDensity { name, value, rule }) }
        };
        let positive = |name, value: f64| {
            let rule = "a finite number above 0";
            if value.is_finite() && value > 0.0 { Ok(()) } else { Err(InvalidDensity { name, value, rule }) }
        };
        match self {
            Self::Normal { mean, sd } | Self::Lognormal { mean, sd } | Self::LogitNormal { mean, sd } => {
                finite("mean", mean)?;
                positive("sd", sd)?;
            }
            Self::Beta { alpha, beta } => {
                positive("alpha", alpha)?;
                positive("beta", beta)?;
            }
        }
        Ok(self)
    }

    /// The logarithm of the density at a value: of the parameter or, for [`Density::LogitNormal`], of its logit. Minus infinity
    /// where the density is 0.
    #[must_use]
    pub fn log_density(self, value: f64) -> f64 {
        self.with_derivatives(value)[0]
    }

    /// The log density with its first and second derivative.
    pub(crate) fn with_derivatives(self, x: f64) -> [f64; 3] {
        match self {
            Self::Normal { mean, sd } | Self::LogitNormal { mean, sd } => normal(x, mean, sd),
            Self::Lognormal { .. } if x <= 0.0 => [f64::NEG_INFINITY, 0.0, 0.0],
            Self::Lognormal { mean, sd } => {
                let [value, first, second] = normal(x.ln(), mean, sd);
                [value - x.ln(), (first - 1.0) / x, (second - first + 1.0) / (x * x)]
            }
            Self::Beta { .. } if x <= 0.0 || x >= 1.0 => [f64::NEG_INFINITY, 0.0, 0.0],
            Self::Beta { alpha, beta } => {
                let constant = ln_gamma(alpha + beta) - ln_gamma(alpha) - ln_gamma(beta);
                let (p, q) = (alpha - 1.0, beta - 1.0);
                let complement = 1.0 - x;
                [
                    constant + p * x.ln() + q * complement.ln(),
                    p / x - q / complement,
                    -p / (x * x) - q / (complement * complement),
                ]
            }
        }
    }
}

fn normal(x: f64, mean: f64, sd: f64) -> [f64; 3] {
    let z = (x - mean) / sd;
    [-0.5 * z * z - sd.ln() - 0.5 * (2.0 * PI).ln(), -z / sd, -1.0 / (sd * sd)]
}

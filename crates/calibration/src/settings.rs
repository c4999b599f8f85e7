//! The settings of a calibration, as a file has them.

use serde::{Deserialize, Serialize};

use crate::node_grid::{InvalidGrid, NodeGrid};
use crate::prior::{Density, InvalidDensity};

/// The settings of a calibration. What is absent has its default.
///
/// ```
/// use calibration::{CalibrationSettings, Density};
///
/// let settings: CalibrationSettings = toml::from_str(
///     r#"
///     [priors]
///     a = { kind = "lognormal", mean = 0.0, sd = 0.5 }
///     [latent]
///     sd = "free"
///     "#,
/// )?;
/// assert_eq!(settings.priors.a, Some(Density::Lognormal { mean: 0.0, sd: 0.5 }));
/// settings.check()?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct CalibrationSettings {
    /// The priors; none unless stated.
    pub priors: PriorSettings,
    /// The latent distribution of the first group.
    pub latent: LatentSettings,
    /// The quadrature. When absent, 61 nodes from -6 to 6 where the latent distribution is fixed, otherwise 101 from -10 to 10.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub quadrature: Option<QuadratureSettings>,
    /// When the search ends.
    pub convergence: ConvergenceSettings,
}

/// The priors of the parameters of all items that have them.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PriorSettings {
    /// On slopes: normal or lognormal. A lognormal prior does not apply to the slopes of nominal categories.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub a: Option<Density>,
    /// On difficulties, thresholds, steps and locations: normal. Not with `intercept`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub b: Option<Density>,
    /// On intercepts, `-a b` for a dichotomous item: normal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intercept: Option<Density>,
    /// On lower asymptotes: beta or logit-normal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub c: Option<Density>,
    /// On upper asymptotes: beta or logit-normal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub d: Option<Density>,
}

/// The latent distribution of the first group. The others are free.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LatentSettings {
    /// The mean. When absent, 0, or free if there are fixed items.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub mean: Option<LatentValue>,
    /// The standard deviation. When absent, 1, or free if there are fixed items or all slopes are 1.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sd: Option<LatentValue>,
}

/// A parameter of the latent distribution.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LatentValue {
    /// By its name: fixed at its usual value, or free.
    Named(LatentChoice),
    /// Fixed at this value.
    Value(f64),
}

/// Whether a parameter of the latent distribution is estimated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum LatentChoice {
    /// Fixed: the mean at 0, the standard deviation at 1.
    Fixed,
    /// Estimated.
    Free,
}

/// The quadrature: equally spaced nodes.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct QuadratureSettings {
    /// The lower end.
    pub lower: f64,
    /// The upper end.
    pub upper: f64,
    /// The number of nodes.
    pub nodes: usize,
}

/// When the search ends.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ConvergenceSettings {
    /// The largest element of the gradient of log-likelihood and log prior, per examinee.
    pub gradient: f64,
    /// The most cycles.
    pub max_cycles: usize,
}

impl Default for ConvergenceSettings {
    fn default() -> Self {
        Self { gradient: 1e-8, max_cycles: 500 }
    }
}

/// A setting that cannot be used.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum InvalidSettings {
    /// A prior has a parameter out of its range.
    #[error("priors.{parameter}: {source}")]
    Prior {
        /// The item parameter.
        parameter: &'static str,
        /// What is wrong.
        source: InvalidDensity,
    },
    /// A prior has a distribution that the parameter cannot have.
    #[error("priors.{parameter}: the distribution is one of {allowed}")]
    Distribution {
        /// The item parameter.
        parameter: &'static str,
        /// The distributions that it can have.
        allowed: &'static str,
    },
    /// There are priors on b and on the intercept.
    #[error("priors.b and priors.intercept exclude each other")]
    BothDifficulties,
    /// A fixed latent parameter is out of its range.
    #[error("latent.{parameter} = {value}: {rule}")]
    Latent {
        /// The parameter.
        parameter: &'static str,
        /// Its value.
        value: f64,
        /// The rule that it breaks.
        rule: &'static str,
    },
    /// The quadrature cannot be used.
    #[error("quadrature: {0}")]
    Quadrature(#[from] InvalidGrid),
    /// The limit of the gradient is not above 0.
    #[error("convergence.gradient = {0}: it has to be a number above 0")]
    Gradient(f64),
    /// There is no cycle.
    #[error("convergence.max_cycles = 0: there has to be a cycle")]
    NoCycle,
}

impl CalibrationSettings {
    /// Checks all settings.
    ///
    /// # Errors
    /// [`InvalidSettings`] for the first setting that breaks a rule.
    pub fn check(&self) -> Result<(), InvalidSettings> {
        self.priors.check()?;
        self.latent.check()?;
        if let Some(quadrature) = self.quadrature {
            quadrature.grid()?;
        }
        let ConvergenceSettings { gradient, max_cycles } = self.convergence;
        match (gradient > 0.0 && gradient.is_finite(), max_cycles) {
            (false, _) => Err(InvalidSettings::Gradient(gradient)),
            (true, 0) => Err(InvalidSettings::NoCycle),
            (true, _) => Ok(()),
        }
    }
}

impl QuadratureSettings {
    /// The quadrature where the latent distribution is fixed.
    pub const FIXED: Self = Self { lower: -6.0, upper: 6.0, nodes: 61 };
    /// The quadrature where its mean or standard deviation is free: it must not cut the tails.
    pub const FREE: Self = Self { lower: -10.0, upper: 10.0, nodes: 101 };

    pub(crate) fn grid(self) -> Result<NodeGrid, InvalidGrid> {
        NodeGrid::new(self.lower, self.upper, self.nodes)
    }
}

impl PriorSettings {
    fn check(&self) -> Result<(), InvalidSettings> {
        let is_normal = |density: &Density| matches!(density, Density::Normal { .. });
        let is_of_slope = |density: &Density| is_normal(density) || matches!(density, Density::Lognormal { .. });
        let is_of_share = |density: &Density| matches!(density, Density::Beta { .. } | Density::LogitNormal { .. });
        type Rule<'a> = &'a dyn Fn(&Density) -> bool;
        let rows: [(&'static str, Option<Density>, Rule<'_>, &'static str); 5] = [
            ("a", self.a, &is_of_slope, "normal, lognormal"),
            ("b", self.b, &is_normal, "normal"),
            ("intercept", self.intercept, &is_normal, "normal"),
            ("c", self.c, &is_of_share, "beta, logit-normal"),
            ("d", self.d, &is_of_share, "beta, logit-normal"),
        ];
        for (parameter, density, is_allowed, allowed) in rows {
            let Some(density) = density else { continue };
            if !is_allowed(&density) {
                return Err(InvalidSettings::Distribution { parameter, allowed });
            }
            density.checked().map_err(|source| InvalidSettings::Prior { parameter, source })?;
        }
        if self.b.is_some() && self.intercept.is_some() {
            return Err(InvalidSettings::BothDifficulties);
        }
        Ok(())
    }
}

impl LatentSettings {
    fn check(&self) -> Result<(), InvalidSettings> {
        if let Some(LatentValue::Value(value)) = self.mean
            && !value.is_finite()
        {
            return Err(InvalidSettings::Latent { parameter: "mean", value, rule: "it has to be finite" });
        }
        match self.sd {
            Some(LatentValue::Value(value)) if !(value > 0.0 && value.is_finite()) => {
                Err(InvalidSettings::Latent { parameter: "sd", value, rule: "it has to be a finite number above 0" })
            }
            _ => Ok(()),
        }
    }
}

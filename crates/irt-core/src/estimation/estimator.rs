//! The estimators: a name and a row of facts for each.

use super::method::{Maximum, Method};
use super::robust::RobustWeight;
use super::settings::EstimationSettings;
use crate::named_variants::named_variants;

named_variants! {
    /// How an ability is estimated.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[non_exhaustive]
    pub enum Estimator {
        /// Expected a posteriori: the mean of the posterior; its SE is the posterior's standard deviation. Always exists, never
        /// at a bound. Bock and Mislevy (1982).
        ///
        /// Both are sums over the nodes of the [`Quadrature`](crate::Quadrature), unless the standard deviation is less than
        /// 0.7 of their spacing there: then they are integrals over the same range, from the items, good to 1e-10 of the SE.
        #[default]
        Eap => "eap",
        /// Maximum a posteriori: the highest mode of the posterior within the bounds. Samejima (1969).
        Map => "map",
        /// Maximum likelihood: the highest maximum of the likelihood within the bounds. Lord (1980).
        Mle => "mle",
        /// Weighted likelihood: a zero of the score plus `J / (2 I)`, nearly unbiased. Warm (1989).
        Wle => "wle",
        /// Robust: maximum likelihood in which items far off the ability weigh less, by Huber's function. For dichotomous
        /// items. Schuster and Yuan (2011).
        Huber => "huber",
        /// The same with Tukey's biweight, which disregards items beyond a distance. Mislevy and Bock (1982).
        Tukey => "tukey",
    }
}

/// The facts of an estimator, all in one place.
#[derive(Debug, Clone, Copy)]
struct EstimatorRow {
    /// How the estimate is computed under the settings of a design; `None` where it is not defined under them.
    method: fn(&EstimationSettings) -> Option<Method>,
    /// The items that the estimator is defined for.
    items: EstimatorItems,
}

/// The items that an estimator is defined for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum EstimatorItems {
    All,
    Dichotomous,
}

impl EstimatorRow {
    const fn new(method: fn(&EstimationSettings) -> Option<Method>) -> Self {
        Self { method, items: EstimatorItems::All }
    }

    const fn dichotomous(self) -> Self {
        Self { items: EstimatorItems::Dichotomous, ..self }
    }
}

impl Estimator {
    /// All that there is to know of the estimator. Design checks and the computation read it.
    const fn row(self) -> EstimatorRow {
        match self {
            Self::Eap => EstimatorRow::new(|_| Some(Method::Grid)),
            Self::Map => EstimatorRow::new(|settings| Maximum::posterior(settings).map(Method::Maximum)),
            Self::Mle => EstimatorRow::new(|settings| Some(Method::Maximum(Maximum::likelihood(settings)))),
            Self::Wle => EstimatorRow::new(|settings| Some(Method::Maximum(Maximum::warm(settings)))),
            Self::Huber => EstimatorRow::new(|settings| {
                let weight = RobustWeight::Huber { tuning: settings.huber_tuning };
                Some(Method::Maximum(Maximum::robust(weight, settings)))
            })
            .dichotomous(),
            Self::Tukey => EstimatorRow::new(|settings| {
                let weight = RobustWeight::Tukey { tuning: settings.tukey_tuning };
                Some(Method::Maximum(Maximum::robust(weight, settings)))
            })
            .dichotomous(),
        }
    }

    /// How the estimate is computed under these settings; `None` for MAP under a custom prior, which has no density
    /// between the nodes.
    pub(crate) fn method(self, settings: &EstimationSettings) -> Option<Method> {
        (self.row().method)(settings)
    }

    /// Whether the estimator is defined for dichotomous items only.
    #[must_use]
    pub const fn is_dichotomous_only(self) -> bool {
        matches!(self.row().items, EstimatorItems::Dichotomous)
    }

    /// The estimator that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|estimator| estimator.as_str() == name)
    }
}

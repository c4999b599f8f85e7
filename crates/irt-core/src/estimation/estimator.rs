//! The estimators: a name and a row of facts for each, and how each is computed.

use super::eap::posterior_estimate;
use super::estimate::Estimate;
use super::grid::Grid;
use super::maximum::estimate_maximum;
use super::objective::Objective;
use super::pattern::Pattern;
use super::posterior::Posterior;
use super::robust::RobustWeight;
use super::settings::EstimationSettings;
use super::sought_maximum::Maximum;
use crate::defined_for::DefinedFor;
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

/// The nanoseconds that a node takes for each answer that a posterior takes in.
const OBSERVED_NODE: f64 = 0.5;

/// The facts of an estimator, all in one place.
#[derive(Debug, Clone, Copy)]
struct EstimatorRow {
    kind: EstimatorKind,
    cost: EstimateCost,
    /// The items that the estimator is defined for.
    items: DefinedFor,
}

/// What an estimate costs, in nanoseconds on the machine of `docs/performance.md`.
#[derive(Debug, Clone, Copy)]
struct EstimateCost {
    fixed: f64,
    per_answer: f64,
    per_node: f64,
}

impl EstimateCost {
    const fn new(fixed: f64, per_answer: f64, per_node: f64) -> Self {
        Self { fixed, per_answer, per_node }
    }
}

/// What an estimator computes.
#[derive(Debug, Clone, Copy)]
enum EstimatorKind {
    PosteriorMean,
    PosteriorMode,
    /// The maximum of an objective under the settings of a design.
    Maximum(fn(&EstimationSettings) -> Objective),
}

impl EstimatorRow {
    const fn new(kind: EstimatorKind, cost: EstimateCost) -> Self {
        Self { kind, cost, items: DefinedFor::AllItems }
    }

    const fn dichotomous(self) -> Self {
        Self { items: DefinedFor::DichotomousItems, ..self }
    }
}

impl Estimator {
    /// All that there is to know of the estimator. Design checks and the computation read it.
    const fn row(self) -> EstimatorRow {
        use EstimatorKind::{Maximum, PosteriorMean, PosteriorMode};
        match self {
            Self::Eap => EstimatorRow::new(PosteriorMean, EstimateCost::new(50.0, 0.0, 8.5)),
            Self::Map => EstimatorRow::new(PosteriorMode, EstimateCost::new(100.0, 50.0, 22.0)),
            Self::Mle => EstimatorRow::new(Maximum(|_| Objective::Likelihood), EstimateCost::new(50.0, 100.0, 18.0)),
            Self::Wle => EstimatorRow::new(Maximum(|_| Objective::Warm), EstimateCost::new(2_500.0, 80.0, 21.0)),
            Self::Huber => {
                let objective = |settings: &EstimationSettings| {
                    Objective::Robust(RobustWeight::Huber { tuning: settings.huber_tuning })
                };
                EstimatorRow::new(Maximum(objective), EstimateCost::new(300.0, 1_350.0, 16.0)).dichotomous()
            }
            Self::Tukey => {
                let objective = |settings: &EstimationSettings| {
                    Objective::Robust(RobustWeight::Tukey { tuning: settings.tukey_tuning })
                };
                EstimatorRow::new(Maximum(objective), EstimateCost::new(1_100.0, 750.0, 12.0)).dichotomous()
            }
        }
    }

    /// How the estimate is computed under these settings; `None` for MAP under a custom prior, which has no density
    /// between the nodes.
    pub(crate) fn method(self, settings: &EstimationSettings) -> Option<Method> {
        match self.row().kind {
            EstimatorKind::PosteriorMean => Some(Method::Grid),
            EstimatorKind::PosteriorMode => Maximum::posterior(settings).map(Method::Maximum),
            EstimatorKind::Maximum(objective) => Some(Method::Maximum(Maximum::new(objective(settings), settings))),
        }
    }

    /// The nanoseconds of an estimate from the answers alone, with the posterior that is made of them.
    pub(crate) fn nanoseconds_anew(self, answers: usize, nodes: usize) -> f64 {
        self.nanoseconds(answers, nodes) + OBSERVED_NODE * (answers * nodes) as f64
    }

    /// The nanoseconds of an estimate where the posterior of all answers but the last is at hand.
    pub(crate) fn nanoseconds(self, answers: usize, nodes: usize) -> f64 {
        let EstimateCost { fixed, per_answer, per_node } = self.row().cost;
        fixed + per_answer * answers as f64 + (per_node + OBSERVED_NODE) * nodes as f64
    }

    /// Whether the estimator is defined for dichotomous items only.
    #[must_use]
    pub const fn is_dichotomous_only(self) -> bool {
        matches!(self.row().items, DefinedFor::DichotomousItems)
    }

    /// The estimator that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|estimator| estimator.as_str() == name)
    }
}

/// An estimator under the settings of a design.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Method {
    /// Mean and standard deviation of the posterior on the quadrature grid.
    Grid,
    /// The highest maximum of an objective.
    Maximum(Maximum),
}

impl Method {
    /// The estimate of a pattern of scored items, given its posterior.
    #[inline]
    pub(crate) fn estimate(&self, pattern: Pattern<'_>, grid: &Grid, posterior: &Posterior) -> Estimate {
        match self {
            Self::Grid => posterior_estimate(grid, posterior, pattern.curves()),
            Self::Maximum(maximum) => estimate_maximum(maximum, pattern, (grid, posterior)),
        }
    }

    /// What the estimator maximises; for a posterior mean, what the mode of the same posterior does. `None` under a custom
    /// prior, which has no density between the nodes.
    pub(crate) fn objective(&self, settings: &EstimationSettings) -> Option<Objective> {
        match self {
            Self::Grid => Maximum::posterior(settings).map(|maximum| maximum.objective),
            Self::Maximum(maximum) => Some(maximum.objective),
        }
    }

    /// The same for criteria that estimate anew for every item of a bank: a mean stays with the grid however narrow the
    /// posterior.
    pub(crate) fn estimate_on_grid(&self, pattern: Pattern<'_>, grid: &Grid, posterior: &Posterior) -> Estimate {
        match self {
            Self::Grid => posterior.estimate(grid),
            Self::Maximum(_) => self.estimate(pattern, grid, posterior),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Estimator;

    #[test]
    fn the_documentation_names_every_estimator() {
        let text = include_str!("../../../../docs/design-file.md");
        for start in ["| `estimator.interim` |", "- Estimators:"] {
            let (_, rest) = text.split_once(start).unwrap();
            let place = rest.split("\n-").next().and_then(|rest| rest.split("\n|").next()).unwrap();
            for estimator in Estimator::ALL {
                assert!(place.contains(&format!("`{estimator}`")), "docs/design-file.md, {start} lacks {estimator}");
            }
        }
    }
}

//! The functions whose zeros MLE, MAP and WLE are.

use super::pattern::Pattern;
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

/// An objective, by its derivatives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScoreEquation<'a> {
    pub(crate) pattern: Pattern<'a>,
    pub(crate) objective: Objective,
}

impl ScoreEquation<'_> {
    /// The first derivative of the objective and its own derivative.
    pub(crate) fn slopes(&self, theta: f64) -> [f64; 2] {
        let [first, second] = match self.objective {
            Objective::Robust(weight) => self.pattern.robust_score(theta, weight),
            _ => self.pattern.score(theta),
        };
        let [added, added_slope] = self.added_slopes(theta);
        [first + added, second + added_slope]
    }

    /// The first two derivatives of what is added to the log-likelihood.
    pub(crate) fn added_slopes(&self, theta: f64) -> [f64; 2] {
        match self.objective {
            Objective::Likelihood | Objective::Robust(_) => [0.0, 0.0],
            Objective::Normal { mean, sd } => [(mean - theta) / (sd * sd), -1.0 / (sd * sd)],
            Objective::Jeffreys => self.pattern.sums(theta).correction.jeffreys,
            Objective::Warm => self.pattern.sums(theta).correction.warm,
        }
    }

    /// How much higher the objective is at `to` than at `from`.
    pub(crate) fn rise(&self, from: f64, to: f64, panels: u32) -> f64 {
        let likelihood = || self.pattern.log_likelihood(to) - self.pattern.log_likelihood(from);
        match self.objective {
            Objective::Likelihood => likelihood(),
            Objective::Normal { mean, sd } => {
                likelihood() + 0.5 * (((from - mean) / sd).powi(2) - ((to - mean) / sd).powi(2))
            }
            Objective::Jeffreys => {
                likelihood() + 0.5 * (self.pattern.log_information(to) - self.pattern.log_information(from))
            }
            Objective::Warm => likelihood() + integral(from, to, panels, |theta| self.added_slopes(theta)[0]),
            Objective::Robust(_) => integral(from, to, panels, |theta| self.slopes(theta)[0]),
        }
    }

    /// Whether the objective is known to have a single maximum.
    pub(crate) fn is_concave(&self) -> bool {
        matches!(self.objective, Objective::Likelihood | Objective::Normal { .. }) && self.pattern.is_log_concave()
    }
}

/// An integral by Simpson's rule.
fn integral(from: f64, to: f64, panels: u32, f: impl Fn(f64) -> f64) -> f64 {
    let half = (to - from) / f64::from(2 * panels);
    let value = |place: u32| f(from + half * f64::from(place));
    let inner: f64 = (1..2 * panels).map(|place| value(place) * if place % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (value(0) + inner + value(2 * panels)) * half / 3.0
}

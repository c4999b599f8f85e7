//! The functions whose zeros MLE, MAP and WLE are.

use super::objective::{AddedPart, Objective};
use super::pattern::Pattern;

/// An objective, by its derivatives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScoreEquation<'a> {
    pub(crate) pattern: Pattern<'a>,
    pub(crate) objective: Objective,
}

impl ScoreEquation<'_> {
    /// The first derivative of the objective and its own derivative.
    pub(crate) fn slopes(&self, theta: f64) -> [f64; 2] {
        match self.objective {
            Objective::Robust(weight) => self.pattern.robust_score(theta, weight),
            Objective::Warm => self.pattern.warm_score(theta),
            Objective::Likelihood | Objective::Normal { .. } | Objective::Jeffreys => {
                let [first, second] = self.pattern.score(theta);
                let [added, added_slope] = self.added_slopes(theta);
                [first + added, second + added_slope]
            }
        }
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
            Objective::Likelihood | Objective::Normal { .. } => {
                likelihood() + (self.objective.added_parabola(to) - self.objective.added_parabola(from))
            }
            Objective::Jeffreys => {
                likelihood() + 0.5 * (self.pattern.log_information(to) - self.pattern.log_information(from))
            }
            Objective::Warm => likelihood() + integral(from, to, panels, |theta| self.added_slopes(theta)[0]),
            Objective::Robust(_) => integral(from, to, panels, |theta| self.slopes(theta)[0]),
        }
    }

    /// The third derivative of the objective is nowhere larger than this, either way; `None` where no limit is known.
    pub(crate) fn turn_limit(&self) -> Option<f64> {
        self.adds_parabola().then(|| self.pattern.limits().turn)
    }

    /// Whether the objective is known to have a single maximum.
    pub(crate) fn is_concave(&self) -> bool {
        self.adds_parabola() && self.pattern.is_log_concave()
    }

    fn adds_parabola(&self) -> bool {
        matches!(self.objective.added_part(), AddedPart::Parabola { .. })
    }
}

/// An integral by Simpson's rule.
fn integral(from: f64, to: f64, panels: u32, f: impl Fn(f64) -> f64) -> f64 {
    let half = (to - from) / f64::from(2 * panels);
    let value = |place: u32| f(from + half * f64::from(place));
    let inner: f64 = (1..2 * panels).map(|place| value(place) * if place % 2 == 1 { 4.0 } else { 2.0 }).sum();
    (value(0) + inner + value(2 * panels)) * half / 3.0
}

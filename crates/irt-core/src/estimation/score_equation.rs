//! The functions whose zeros MLE, MAP and WLE are.

use super::pattern::Pattern;

/// What is added to the log-likelihood of the responses.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Penalty {
    /// Nothing: maximum likelihood, or a posterior under a flat prior.
    None,
    /// The logarithm of a normal density.
    Normal { mean: f64, sd: f64 },
    /// Half the logarithm of the test information.
    Jeffreys,
    /// Warm's weight, known by its derivative `J / (2 I)` only.
    Warm,
}

/// A penalised log-likelihood, by its derivatives.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ScoreEquation<'a> {
    pub(crate) pattern: Pattern<'a>,
    pub(crate) penalty: Penalty,
}

impl ScoreEquation<'_> {
    /// The first derivative of the objective and its own derivative.
    pub(crate) fn slopes(&self, theta: f64) -> [f64; 2] {
        let ([first, second], [added, added_slope]) = (self.pattern.score(theta), self.penalty_slopes(theta));
        [first + added, second + added_slope]
    }

    /// The first two derivatives of what is added to the log-likelihood.
    fn penalty_slopes(&self, theta: f64) -> [f64; 2] {
        match self.penalty {
            Penalty::None => [0.0, 0.0],
            Penalty::Normal { mean, sd } => [(mean - theta) / (sd * sd), -1.0 / (sd * sd)],
            Penalty::Jeffreys => self.pattern.sums(theta).correction.jeffreys,
            Penalty::Warm => self.pattern.sums(theta).correction.warm,
        }
    }

    /// How much higher the objective is at `to` than at `from`.
    pub(crate) fn rise(&self, from: f64, to: f64, panels: u32) -> f64 {
        let likelihood = || self.pattern.log_likelihood(to) - self.pattern.log_likelihood(from);
        match self.penalty {
            Penalty::None => likelihood(),
            Penalty::Normal { mean, sd } => {
                likelihood() + 0.5 * (((from - mean) / sd).powi(2) - ((to - mean) / sd).powi(2))
            }
            Penalty::Jeffreys => {
                likelihood() + 0.5 * (self.pattern.log_information(to) - self.pattern.log_information(from))
            }
            Penalty::Warm => likelihood() + self.integrated_warm_term(from, to, panels),
        }
    }

    /// The integral of Warm's term by Simpson's rule.
    fn integrated_warm_term(&self, from: f64, to: f64, panels: u32) -> f64 {
        let half = (to - from) / f64::from(2 * panels);
        let term = |place: u32| self.pattern.sums(from + half * f64::from(place)).correction.warm[0];
        let inner: f64 = (1..2 * panels).map(|place| term(place) * if place % 2 == 1 { 4.0 } else { 2.0 }).sum();
        (term(0) + inner + term(2 * panels)) * half / 3.0
    }

    /// Whether the objective is known to have a single maximum.
    pub(crate) fn is_concave(&self) -> bool {
        matches!(self.penalty, Penalty::None | Penalty::Normal { .. }) && self.pattern.is_log_concave()
    }

    /// The precision (squared inverse standard error) of the estimate, by the classic formulas with expected
    /// information: `I`; `I + 1 / sd^2` under a normal prior; `I - r'` under Jeffreys' prior, `r = I' / (2 I)`.
    pub(crate) fn precision(&self, theta: f64) -> f64 {
        match self.penalty {
            Penalty::None | Penalty::Warm => self.pattern.information(theta),
            Penalty::Normal { sd, .. } => self.pattern.information(theta) + 1.0 / (sd * sd),
            Penalty::Jeffreys => {
                let sums = self.pattern.sums(theta);
                sums.information - sums.correction.jeffreys[1]
            }
        }
    }
}

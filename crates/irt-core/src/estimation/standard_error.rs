//! The standard errors of maximum estimates.

use super::estimate::{MAX_STANDARD_ERROR, precision_to_se};
use super::score_equation::ScoreEquation;
use crate::named_variants::named_variants;

named_variants! {
    /// How the standard error of MAP, MLE and WLE is computed. That of EAP is always the posterior's spread, that of the
    /// robust estimators always `sqrt(sum w^2 I) / sum w I`.
    ///
    /// `I` is the test information at the estimate, `r'` the derivative of what is added to the score: `-1 / sd^2` for MAP
    /// with a normal prior, 0 with a uniform one, the derivative of `I' / (2 I)` with Jeffreys', of `J / (2 I)` for WLE.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
    #[non_exhaustive]
    pub enum SeFormula {
        /// MLE, WLE: `1 / sqrt(I)`; MAP: `1 / sqrt(I - r')`. With expected information.
        #[default]
        Classic => "classic",
        /// The same with the observed information of the responses, minus the second derivative of the log-likelihood, in
        /// the place of `I`. Can be unavailable under 3PL and 4PL, where that may be negative.
        Observed => "observed",
        /// MLE: `1 / sqrt(I)`; MAP, WLE: `sqrt(I) / |I - r'|`. The spread of the estimate itself, which a prior draws together.
        /// Magis (2016).
        Asymptotic => "asymptotic",
    }
}

impl ScoreEquation<'_> {
    /// The standard error of an estimate; [`MAX_STANDARD_ERROR`] where the information does not give one.
    pub(crate) fn standard_error(&self, theta: f64, formula: SeFormula) -> f64 {
        if let Some(weight) = self.objective.robust_weight() {
            let [squares, weighted] = self.pattern.robust_information(theta, weight);
            return ratio(squares, weighted);
        }
        match formula {
            SeFormula::Classic => precision_to_se(self.pattern.information(theta) - self.classic_prior_slope(theta)),
            SeFormula::Observed => precision_to_se(-self.pattern.score(theta)[1] - self.classic_prior_slope(theta)),
            SeFormula::Asymptotic => {
                let information = self.pattern.information(theta);
                ratio(information, (information - self.added_slopes(theta)[1]).abs())
            }
        }
    }

    /// `r'` as the classic formulas have it: Warm's term does not enter.
    fn classic_prior_slope(&self, theta: f64) -> f64 {
        if self.objective.is_prior() { self.added_slopes(theta)[1] } else { 0.0 }
    }
}

/// `sqrt(variance) / slope`, at most [`MAX_STANDARD_ERROR`]; that also where both vanish.
fn ratio(variance: f64, slope: f64) -> f64 {
    const LEAST: f64 = 1.0 / (MAX_STANDARD_ERROR * MAX_STANDARD_ERROR);
    if variance > LEAST && slope > 0.0 { (variance.sqrt() / slope).min(MAX_STANDARD_ERROR) } else { MAX_STANDARD_ERROR }
}

//! How well a response pattern fits the model: at one ability, from the pattern and the objective of its estimator.

use super::objective::Objective;
use super::pattern::Pattern;
use super::score_equation::ScoreEquation;
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

/// The fewest scored responses with which person fit is computed.
pub const MIN_PERSON_FIT_ITEMS: usize = 2;

/// A variance below this share of what it is made of is nothing but rounding errors.
const LEAST_SHARE: f64 = 1e-20;
/// The same for the variance of `lz_star`, which is a difference.
const LEAST_STAR_SHARE: f64 = 1e-8;

/// How well a response pattern fits the model. A statistic that is not defined is `None`; none is NaN or infinite.
///
/// `lz` and `lz_star` are low where the pattern is less likely than the model expects at this ability: an able examinee
/// who fails easy items, a weak one who solves hard ones. Under the model `lz_star` is near to standard normal in long
/// tests; `lz` varies less than that, because the ability is estimated from the same responses. The mean squares are 1
/// where residuals are as large as expected, above it where responses are erratic, below where they follow the order of the
/// items too closely.
///
/// # References
/// `lz`: Drasgow, Levine and Williams (1985). `lz_star`: Snijders (2001); for items of more than two categories Sinharay
/// (2016). Mean squares: Wright and Masters (1982).
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
pub struct PersonFit {
    /// The log-likelihood of the pattern, standardised by its mean and standard deviation at the estimate. `None` with
    /// fewer than [`MIN_PERSON_FIT_ITEMS`] responses, or where every pattern is equally likely.
    pub lz: Option<f64>,
    /// The same with the mean and the standard deviation that it has because the ability is estimated. `None` also unless
    /// the estimate has converged inside its bounds, under a custom prior, and where nothing is left to vary: items that
    /// are all alike.
    pub lz_star: Option<f64>,
    /// The mean square of the residuals, each weighted by its variance.
    pub infit: Option<f64>,
    /// The plain mean of the squared standardised residuals, which single surprising responses decide.
    pub outfit: Option<f64>,
}

/// Sums over the items at one ability. `w` is the log-probability of a category less its mean, `r` the derivative of the
/// log-probability times the weight of the item in the estimating equation.
#[derive(Debug, Clone, Copy, Default)]
struct LikelihoodSums {
    /// `w` of the responses.
    surprise: f64,
    /// The variance of `w`.
    variance: f64,
    /// The mean square of the log-probabilities.
    squares: f64,
    /// The slope of the mean of `w`: its covariance with the derivative of the log-probability.
    slope: f64,
    /// The covariance of `w` and `r`.
    covariance: f64,
    /// The slope of the mean of `r`.
    information: f64,
    /// The variance of `r`.
    score_variance: f64,
}

/// Sums of squared residuals over the items.
#[derive(Debug, Clone, Copy, Default)]
struct ResidualSums {
    squares: f64,
    variance: f64,
    standardised: f64,
}

/// Person fit at an estimate; without what the estimator maximises there is no `lz_star`.
pub(crate) fn person_fit(pattern: Pattern<'_>, theta: f64, objective: Option<Objective>) -> PersonFit {
    if pattern.len() < MIN_PERSON_FIT_ITEMS {
        return PersonFit::default();
    }
    let weight = objective.and_then(Objective::robust_weight);
    let (mut likelihood, mut residuals) = (LikelihoodSums::default(), ResidualSums::default());
    for (curve, response) in pattern.curves() {
        let share = weight.map_or(1.0, |weight| pattern.robust_weight(&curve, theta, weight)[0]);
        likelihood.add(&curve, response, theta, share);
        residuals.add(&curve, response, theta);
    }
    let lz = likelihood.lz();
    // Snijders' r0.
    let added = objective.map(|objective| ScoreEquation { pattern, objective }.added_slopes(theta)[0]);
    let lz_star = lz.and(added).and_then(|added| likelihood.lz_star(added));
    let [infit, outfit] = residuals.mean_squares(pattern.len());
    PersonFit { lz, lz_star, infit, outfit }
}

impl LikelihoodSums {
    fn add(&mut self, curve: &ItemCurve<'_>, response: Response, theta: f64, share: f64) {
        let (mut mean, mut squares) = (0.0, 0.0);
        for_each_category(curve, theta, |_, log_probability, _| {
            mean += log_probability.exp() * log_probability;
            squares += log_probability.exp() * log_probability * log_probability;
        });
        let (mut variance, mut slope, mut information) = (0.0, 0.0, 0.0);
        for_each_category(curve, theta, |_, log_probability, derivative| {
            let (probability, distance) = (log_probability.exp(), log_probability - mean);
            variance += probability * distance * distance;
            slope += probability * distance * derivative;
            information += probability * derivative * derivative;
        });
        self.surprise += curve.log_likelihood(response, theta) - mean;
        self.variance += variance;
        self.squares += squares;
        self.slope += slope;
        self.covariance += share * slope;
        self.information += share * information;
        self.score_variance += share * share * information;
    }

    fn lz(&self) -> Option<f64> {
        (self.variance > LEAST_SHARE * self.squares).then(|| self.surprise / self.variance.sqrt()).filter(finite)
    }

    fn lz_star(&self, added: f64) -> Option<f64> {
        let factor = self.slope / self.information;
        let variance = self.variance - 2.0 * factor * self.covariance + factor * factor * self.score_variance;
        let is_sound = variance > LEAST_STAR_SHARE * self.variance;
        is_sound.then(|| (self.surprise + factor * added) / variance.sqrt()).filter(finite)
    }
}

impl ResidualSums {
    fn add(&mut self, curve: &ItemCurve<'_>, response: Response, theta: f64) {
        let mut expected = 0.0;
        for_each_category(curve, theta, |category, log_probability, _| expected += category * log_probability.exp());
        let mut variance = 0.0;
        for_each_category(curve, theta, |category, log_probability, _| {
            variance += log_probability.exp() * (category - expected).powi(2);
        });
        let square = (f64::from(response.0) - expected).powi(2);
        self.squares += square;
        self.variance += variance;
        self.standardised += square / variance;
    }

    /// Infit and outfit.
    fn mean_squares(&self, items: usize) -> [Option<f64>; 2] {
        [self.squares / self.variance, self.standardised / items as f64].map(|mean| Some(mean).filter(finite))
    }
}

/// Shows each category: its number, the logarithm of its probability, and the derivative of that.
fn for_each_category(curve: &ItemCurve<'_>, theta: f64, mut visit: impl FnMut(f64, f64, f64)) {
    for category in 0..curve.categories() {
        let response = Response(category as u8);
        let log_probability = curve.log_likelihood(response, theta);
        visit(category as f64, log_probability, curve.score(response, theta)[0]);
    }
}

fn finite(value: &f64) -> bool {
    value.is_finite()
}

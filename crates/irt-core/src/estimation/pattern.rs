//! A response pattern, and the sums over it that score equations are made of.

use super::robust::RobustWeight;
use crate::models::category_curve::Trend;
use crate::models::item_curve::ItemCurve;
use crate::{Estimator, ItemBank, ItemIndex, Response};

/// Responses to items of a bank: as many responses as items, every index in the bank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Pattern<'a> {
    bank: &'a ItemBank,
    items: &'a [ItemIndex],
    responses: &'a [Response],
}

/// Sums over a pattern at one ability.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Sums {
    pub(crate) information: f64,
    pub(crate) correction: Correction,
}

/// Weighted means over the items, the weights being their informations.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Correction {
    /// `I' / (2 I)` and its derivative: the score of Jeffreys' prior.
    pub(crate) jeffreys: [f64; 2],
    /// `J / (2 I)` and its derivative: Warm's term.
    pub(crate) warm: [f64; 2],
}

/// How fast a log-likelihood can bend, whatever the ability: sums over the items, or the largest of them.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Limits {
    /// The second derivative is at least minus this.
    pub(crate) curvature: f64,
    /// The third derivative is at most this, either way.
    pub(crate) turn: f64,
    /// Warm's term is at most this, either way.
    pub(crate) warm: f64,
}

/// Why a list of responses cannot be scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// Not as many responses as items.
    #[error("{items} items, but {responses} responses")]
    LengthMismatch {
        /// How many items there are.
        items: usize,
        /// How many responses there are.
        responses: usize,
    },
    /// An index that is no position in the bank.
    #[error("item {item} is not in the bank, which has {bank_len} items")]
    UnknownItem {
        /// The index.
        item: ItemIndex,
        /// How many items the bank has.
        bank_len: usize,
    },
    /// An item that occurs twice.
    #[error("item {item} is there more than once")]
    RepeatedItem {
        /// The index.
        item: ItemIndex,
    },
    /// The estimator cannot be used: MAP under a custom prior, a robust one on a bank with polytomous items.
    #[error("the estimator {estimator} cannot be used with this bank and design")]
    EstimatorUnavailable {
        /// The estimator.
        estimator: Estimator,
    },
    /// A response that is no category of its item.
    #[error("response {} to item {item}, which has the categories 0 to {}", response.0, categories - 1)]
    ResponseOutOfRange {
        /// The index of the item.
        item: ItemIndex,
        /// The response.
        response: Response,
        /// How many categories the item has.
        categories: u8,
    },
}

impl<'a> Pattern<'a> {
    /// Takes items and responses that are known to belong to the bank.
    pub(crate) const fn new(bank: &'a ItemBank, items: &'a [ItemIndex], responses: &'a [Response]) -> Self {
        Self { bank, items, responses }
    }

    /// The curves of the items, and the answers.
    pub(crate) fn curves(&self) -> impl Iterator<Item = (ItemCurve<'a>, Response)> + Clone + use<'a> {
        let (bank, pairs) = (self.bank, self.items.iter().zip(self.responses));
        pairs.map(move |(item, response)| (bank.curve(*item), *response))
    }

    /// Whether the log-likelihood of every response goes this way as theta grows.
    pub(crate) fn all(&self, trend: Trend) -> bool {
        self.curves().all(|(curve, response)| curve.trend(response) == trend)
    }

    /// Whether the log-likelihood is concave in theta whatever the responses to come.
    pub(crate) fn is_log_concave(&self) -> bool {
        self.curves().all(|(curve, response)| curve.is_log_concave(response))
    }

    /// The largest `D a` among the items: nothing changes on a scale much smaller than its inverse.
    pub(crate) fn steepest_slope(&self) -> f64 {
        self.curves().map(|(curve, _)| curve.steepness()).fold(0.0, f64::max)
    }

    pub(crate) fn limits(&self) -> Limits {
        self.curves().fold(Limits::default(), |limits, (curve, _)| Limits {
            curvature: limits.curvature + curve.curvature_limit(),
            turn: limits.turn + curve.turn_limit(),
            warm: limits.warm.max(curve.warm_limit()),
        })
    }

    pub(crate) fn log_likelihood(&self, theta: f64) -> f64 {
        self.curves().map(|(curve, response)| curve.log_likelihood(response, theta)).sum()
    }

    /// The logarithm of the test information.
    pub(crate) fn log_information(&self, theta: f64) -> f64 {
        let highest = self.highest_log_information(theta);
        let scaled: f64 = self.curves().map(|(curve, _)| (curve.log_information(theta) - highest).exp()).sum();
        highest + scaled.ln()
    }

    pub(crate) fn information(&self, theta: f64) -> f64 {
        self.curves().map(|(curve, _)| curve.information(theta)).sum()
    }

    /// First and second derivative of the log-likelihood.
    pub(crate) fn score(&self, theta: f64) -> [f64; 2] {
        self.curves().fold([0.0; 2], |sums, (curve, response)| {
            let slopes = curve.score(response, theta);
            [sums[0] + slopes[0], sums[1] + slopes[1]]
        })
    }

    /// The score in which each item has a robust weight, and its derivative.
    pub(crate) fn robust_score(&self, theta: f64, weight: RobustWeight) -> [f64; 2] {
        self.curves().fold([0.0; 2], |sums, (curve, response)| {
            let [value, slope] = self.robust_weight(&curve, theta, weight);
            let [first, second] = curve.score(response, theta);
            [sums[0] + value * first, sums[1] + value * second + slope * first]
        })
    }

    /// `[sum w^2 I, sum w I]`.
    pub(crate) fn robust_information(&self, theta: f64, weight: RobustWeight) -> [f64; 2] {
        self.curves().fold([0.0; 2], |sums, (curve, _)| {
            let [value, _] = self.robust_weight(&curve, theta, weight);
            let weighted = value * curve.information(theta);
            [sums[0] + value * weighted, sums[1] + weighted]
        })
    }

    /// The weight of an item and its derivative in theta; 1 for a polytomous one, which has no single difficulty.
    fn robust_weight(&self, curve: &ItemCurve<'_>, theta: f64, weight: RobustWeight) -> [f64; 2] {
        let ItemCurve::Dichotomous(curve) = curve else { return [1.0, 0.0] };
        let discrimination = curve.slope() / self.bank.metric().scaling_constant();
        let [value, slope] = weight.at(discrimination * (theta - curve.difficulty()));
        [value, slope * discrimination]
    }

    pub(crate) fn sums(&self, theta: f64) -> Sums {
        // Below this the weights of the means would lose digits to underflow.
        const LEAST_INFORMATION: f64 = 1e-280;
        let direct = self.weighted_sums(|curve| curve.moments(theta));
        if direct.information > LEAST_INFORMATION {
            return direct;
        }
        let highest = self.highest_log_information(theta);
        let scaled = self.weighted_sums(|curve| curve.scaled_moments(theta, highest));
        Sums { information: direct.information, ..scaled }
    }

    fn highest_log_information(&self, theta: f64) -> f64 {
        self.curves().map(|(curve, _)| curve.log_information(theta)).fold(f64::NEG_INFINITY, f64::max)
    }

    /// The sums from `[I, I', I'', J, J']` of each item, all of them scaled alike.
    fn weighted_sums(&self, moments: impl Fn(&ItemCurve<'_>) -> [f64; 5]) -> Sums {
        let mut sums = [0.0; 5];
        for (curve, _) in self.curves() {
            for (sum, moment) in sums.iter_mut().zip(moments(&curve)) {
                *sum += moment;
            }
        }
        let [total, ..] = sums;
        let [_, slope, curvature, bend, bend_slope] = sums.map(|sum| sum / total);
        let jeffreys = [0.5 * slope, 0.5 * (curvature - slope * slope)];
        let warm = [0.5 * bend, 0.5 * (bend_slope - slope * bend)];
        Sums { information: total, correction: Correction { jeffreys, warm } }
    }
}

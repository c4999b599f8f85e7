//! Sums over a pattern that weigh its items by their information: Warm's term and Jeffreys' prior.

use super::pattern::Pattern;
use crate::models::curve::{AnsweredLanes, LANES, WarmTerms};
use crate::models::item_curve::ItemCurve;
use crate::response::Response;

/// Below this the weights of the means would lose digits to underflow.
const LEAST_INFORMATION: f64 = 1e-280;

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

impl Pattern<'_> {
    /// The score plus Warm's term `J / (2 I)`, and its derivative.
    ///
    /// Where all items are dichotomous, one pass over them computes both, several items at a time.
    pub(super) fn warm_score(&self, theta: f64) -> [f64; 2] {
        if let Some(terms) = self.dichotomous_terms(theta) {
            let [total, slope, bend, bend_slope] = terms.moments();
            if total > LEAST_INFORMATION {
                let [score, score_slope] = terms.score();
                let [warm, warm_slope] = warm_term([slope, bend, bend_slope].map(|sum| sum / total));
                return [score + warm, score_slope + warm_slope];
            }
        }
        let ([score, score_slope], [warm, warm_slope]) = (self.score(theta), self.sums(theta).correction.warm);
        [score + warm, score_slope + warm_slope]
    }

    /// The sums over a pattern of dichotomous items; `None` when an item is polytomous.
    fn dichotomous_terms(&self, theta: f64) -> Option<WarmTerms> {
        let (mut terms, mut answers) = (WarmTerms::default(), self.curves());
        for _ in 0..self.len().div_ceil(LANES) {
            let mut lanes = AnsweredLanes::default();
            for (lane, (curve, response)) in answers.by_ref().take(LANES).enumerate() {
                let ItemCurve::Dichotomous(curve) = curve else { return None };
                lanes.set(lane, &curve, response != Response::WRONG);
            }
            terms.add(theta, &lanes);
        }
        Some(terms)
    }

    pub(crate) fn sums(&self, theta: f64) -> Sums {
        let direct = self.weighted_sums(|curve| curve.moments(theta));
        if direct.information > LEAST_INFORMATION {
            return direct;
        }
        let highest = self.highest_log_information(theta);
        let scaled = self.weighted_sums(|curve| curve.scaled_moments(theta, highest));
        Sums { information: direct.information, ..scaled }
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
        let warm = warm_term([slope, bend, bend_slope]);
        Sums { information: total, correction: Correction { jeffreys, warm } }
    }
}

/// `J / (2 I)` and its derivative, from the sums of `I'`, `J` and `J'` divided by that of `I`.
fn warm_term([slope, bend, bend_slope]: [f64; 3]) -> [f64; 2] {
    [0.5 * bend, 0.5 * (bend_slope - slope * bend)]
}

//! The score equation of the robust estimators.

use super::pattern::Pattern;
use super::robust::RobustWeight;
use crate::models::item_curve::ItemCurve;

impl Pattern<'_> {
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
    pub(super) fn robust_weight(&self, curve: &ItemCurve<'_>, theta: f64, weight: RobustWeight) -> [f64; 2] {
        let ItemCurve::Dichotomous(curve) = curve else { return [1.0, 0.0] };
        let discrimination = curve.slope() / self.bank.metric().scaling_constant();
        let [value, slope] = weight.at(discrimination * (theta - curve.difficulty()));
        [value, slope * discrimination]
    }
}

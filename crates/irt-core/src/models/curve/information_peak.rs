//! Upper bounds of the information of an item in a part of the ability scale.

use super::Curve;
use crate::models::category_curve::CategoryFunctions;
use crate::models::item_curve::ItemCurve;

/// Where an item tells most, and at most how much.
#[derive(Debug, Clone, Copy)]
pub(crate) struct InformationPeak {
    /// No information that is computed for the item anywhere is above this.
    pub(crate) bound: f64,
    /// The place of the peak; of no meaning for a polytomous item, which can have several.
    theta: f64,
    /// The slope of the logarithm of the information at `theta`, without sign: zero up to rounding.
    slope: f64,
}

impl ItemCurve<'_> {
    /// The peak of the information.
    pub(crate) fn information_peak(&self) -> InformationPeak {
        match self {
            Self::Dichotomous(curve) => curve.information_peak(),
            Self::Polytomous(curve) => {
                InformationPeak { bound: above(curve.greatest_information(), 0.0), theta: 0.0, slope: 0.0 }
            }
        }
    }

    /// An upper bound of the information that is computed for any ability from `left` to `right`.
    pub(crate) fn information_bound(&self, peak: &InformationPeak, [left, right]: [f64; 2]) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.information_bound(peak, [left, right]),
            Self::Polytomous(curve) => above(curve.information_limit([left, right]), 0.0).min(peak.bound),
        }
    }
}

impl Curve {
    /// The logarithm of the information is concave in theta, and its slope changes sign where `|z| < 0.7`. A tangent
    /// there bounds the peak whether or not the search has come to its end.
    fn information_peak(&self) -> InformationPeak {
        const REACH: f64 = 0.7;
        let shift = |asymptote: f64| (0.5 + 0.5 * (1.0 + 8.0 * asymptote).sqrt()).ln();
        // Exact with one asymptote; Magis (2013).
        let mut z = shift(self.c) - shift(1.0 - self.d);
        let mut point = self.at(self.b + z / self.slope);
        for _ in 0..4 {
            let [first, second] = point.log_information_derivatives();
            if first.abs() <= 1e-10 * self.slope {
                break;
            }
            z = (z - self.slope * (first / second)).clamp(-REACH, REACH);
            point = self.at(self.b + z / self.slope);
        }
        let slope = point.log_information_derivatives()[0].abs();
        let bound = above(point.information(), slope * 2.0 * REACH / self.slope);
        InformationPeak { bound, theta: self.b + z / self.slope, slope }
    }

    fn information_bound(&self, peak: &InformationPeak, [left, right]: [f64; 2]) -> f64 {
        let nearest = if left > peak.theta {
            left
        } else if right < peak.theta {
            right
        } else {
            return peak.bound;
        };
        // The slope away from the peak is downward, or at most that left over at the peak.
        above(self.information(nearest), peak.slope * (right - left)).min(peak.bound)
    }
}

/// A bound of `information * exp(rise)` and of the rounding errors of informations.
fn above(information: f64, rise: f64) -> f64 {
    const ROUNDING: f64 = 1e-9;
    const UNDERFLOW: f64 = 1e-300;
    information * (1.0 + ROUNDING) * rise.exp() + UNDERFLOW
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Metric;
    use crate::models::category_curve::{CategoryCurve, Cumulative, Multinomial};

    /// The bounds hold everywhere in cells around the middle of the scale.
    fn check(curve: &ItemCurve<'_>) {
        let peak = curve.information_peak();
        for width in [0.02, 0.125, 0.5] {
            for cell in -200..200 {
                let [left, right] = [f64::from(cell) * width, f64::from(cell + 1) * width];
                let bound = curve.information_bound(&peak, [left, right]);
                for step in 0..=8 {
                    let information = curve.information(left + (right - left) * f64::from(step) / 8.0);
                    assert!(information <= bound && bound <= peak.bound, "{information} above {bound}: {curve:?}");
                }
            }
        }
    }

    #[test]
    fn bounds_of_dichotomous_items_hold() {
        for a in [1e-300, 0.05, 1.0, 3.0, 50.0] {
            for b in [-20.0, -1.3, 0.0, 2.6] {
                for (c, d) in [(0.0, 1.0), (0.2, 1.0), (0.0, 0.9), (0.3, 0.8), (0.999, 1.0), (1e-300, 1.0 - 1e-16)] {
                    check(&ItemCurve::Dichotomous(Curve::new(Metric::NORMAL_OGIVE, [a, b, c, d])));
                }
            }
        }
    }

    #[test]
    fn bounds_of_dichotomous_items_are_close() {
        for (c, d) in [(0.0, 1.0), (0.2, 1.0), (0.0, 0.9), (0.2, 0.9)] {
            let curve = Curve::new(Metric::LOGISTIC, [1.5, 0.3, c, d]);
            let peak = curve.information_peak();
            assert!(peak.bound <= curve.information(peak.theta) * (1.0 + 1e-8));
        }
    }

    #[test]
    fn bounds_of_polytomous_items_hold() {
        for slope in [0.05, 1.0, 3.0, 20.0] {
            for thresholds in [&[0.0][..], &[-1.0, 1.0], &[-2.0, -0.1, 0.1, 3.0], &[0.0, 1e-6, 5.0]] {
                let graded = Cumulative::new(slope, thresholds.iter().copied());
                check(&ItemCurve::Polytomous(&CategoryCurve::from(graded)));
                // The lines of the categories from 1 on.
                let even = (0..).map(|category| slope * f64::from(category)).zip(thresholds.iter().copied());
                let uneven = [(slope, 1.0), (-2.0 * slope, -0.5), (0.3, thresholds[0])];
                for lines in [even.collect(), Vec::from(uneven)] {
                    check(&ItemCurve::Polytomous(&CategoryCurve::from(Multinomial::new(lines.into_iter()))));
                }
            }
        }
    }
}

//! The sums that the weighted likelihood equation is made of, several items at a time.

use super::Curve;
use crate::models::logistic::logistic;

/// How many items are computed beside each other, so that the compiler can keep them in vector registers.
pub(crate) const LANES: usize = 4;

/// Up to [`LANES`] dichotomous items with their answers; a lane without an item adds nothing.
#[derive(Debug, Clone, Copy)]
pub(crate) struct AnsweredLanes {
    slope: [f64; LANES],
    b: [f64; LANES],
    c: [f64; LANES],
    d: [f64; LANES],
    /// 1 for a right answer, 0 for a wrong one.
    right: [f64; LANES],
}

/// Sums over answered items at one ability: the derivatives of the log-likelihood, and `[I, I', J, J']`.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct WarmTerms {
    score: [[f64; LANES]; 2],
    moments: [[f64; LANES]; 4],
}

impl Default for AnsweredLanes {
    fn default() -> Self {
        Self { slope: [0.0; LANES], b: [0.0; LANES], c: [0.0; LANES], d: [1.0; LANES], right: [0.0; LANES] }
    }
}

impl AnsweredLanes {
    /// Puts an item with its answer into a lane.
    #[inline]
    pub(crate) fn set(&mut self, lane: usize, curve: &Curve, is_right: bool) {
        self.slope[lane] = curve.slope;
        self.b[lane] = curve.b;
        self.c[lane] = curve.c;
        self.d[lane] = curve.d;
        self.right[lane] = f64::from(u8::from(is_right));
    }
}

impl WarmTerms {
    /// Adds the terms of the items at an ability.
    ///
    /// The formulas are those of a curve at one ability, without branches: an asymptote that is not there has a share of
    /// 0 by itself, as the logistic function neither vanishes nor overflows.
    #[inline]
    pub(crate) fn add(&mut self, theta: f64, items: &AnsweredLanes) {
        for lane in 0..LANES {
            let (slope, c, d, is_right) = (items.slope[lane], items.c[lane], items.d[lane], items.right[lane]);
            let [rise, fall] = logistic(slope * (theta - items.b[lane]));
            let (inverse_p, inverse_q) = (1.0 / (c + (d - c) * rise), 1.0 / ((1.0 - d) + (d - c) * fall));
            let (right, guess) = ((d - c) * rise * inverse_p, c * inverse_p);
            let (wrong, slip) = ((d - c) * fall * inverse_q, (1.0 - d) * inverse_q);
            let (up, down) = (slope * fall * right, slope * rise * wrong);
            let information = up * down;
            let bend = slope * (fall - rise);
            let growth = bend + slope * (fall * guess - rise * slip);
            let first = is_right * up - (1.0 - is_right) * down;
            let turn = is_right * (fall * guess - rise) + (1.0 - is_right) * (fall - rise * slip);
            self.score[0][lane] += first;
            self.score[1][lane] += first * slope * turn;
            self.moments[0][lane] += information;
            self.moments[1][lane] += information * growth;
            self.moments[2][lane] += information * bend;
            self.moments[3][lane] += information * (growth * bend - 2.0 * slope * slope * rise * fall);
        }
    }

    /// The first two derivatives of the log-likelihood.
    pub(crate) fn score(&self) -> [f64; 2] {
        self.score.map(|lanes| lanes.iter().sum())
    }

    /// `[I, I', J, J']`.
    pub(crate) fn moments(&self) -> [f64; 4] {
        self.moments.map(|lanes| lanes.iter().sum())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Metric;
    use crate::models::item_curve::ItemCurve;
    use crate::response::Response;

    #[test]
    fn terms_are_those_of_the_curves() {
        for parameters in [[1.2, 0.3, 0.0, 1.0], [0.7, -1.0, 0.2, 1.0], [2.0, 1.5, 0.1, 0.95], [1.0, 0.0, 0.0, 0.9]] {
            let curve = Curve::new(Metric::LOGISTIC, parameters);
            for theta in (-80..=80).map(|place| f64::from(place) / 10.0) {
                for is_right in [false, true] {
                    let mut lanes = AnsweredLanes::default();
                    lanes.set(1, &curve, is_right);
                    let mut terms = WarmTerms::default();
                    terms.add(theta, &lanes);
                    let [i, i_slope, _, j, j_slope] = ItemCurve::Dichotomous(curve).moments(theta);
                    let score = ItemCurve::Dichotomous(curve).score(Response::from_correct(is_right), theta);
                    let found = [
                        terms.score(),
                        [terms.moments()[0], terms.moments()[1]],
                        [terms.moments()[2], terms.moments()[3]],
                    ];
                    for (found, expected) in
                        found.iter().flatten().zip([score, [i, i_slope], [j, j_slope]].iter().flatten())
                    {
                        let error = (found - expected).abs();
                        assert!(
                            error <= 1e-12 * expected.abs() + 1e-15,
                            "{found}, not {expected}: {curve:?} at {theta}"
                        );
                    }
                }
            }
        }
    }
}

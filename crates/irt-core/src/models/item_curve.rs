//! The response curve of any item of a bank, with the metric applied.

use super::category_curve::{CategoryCurve, CategoryFunctions, Trend};
use super::curve::Curve;
use crate::response::Response;

/// The response curve of an item: by value for a dichotomous one, borrowed from the bank for a polytomous one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ItemCurve<'a> {
    Dichotomous(Curve),
    Polytomous(&'a CategoryCurve),
}

impl ItemCurve<'_> {
    pub(crate) fn categories(&self) -> usize {
        match self {
            Self::Dichotomous(_) => 2,
            Self::Polytomous(curve) => curve.categories(),
        }
    }

    /// The probabilities of as many categories as there is room for, from the lowest on.
    pub(crate) fn probabilities(&self, theta: f64, room: &mut [f64]) {
        match self {
            Self::Dichotomous(curve) => {
                let probability = curve.at(theta).probability();
                fill(room, [1.0 - probability, probability]);
            }
            Self::Polytomous(curve) => {
                let mut places = room.iter_mut();
                curve.for_each(theta, |point| {
                    if let Some(place) = places.next() {
                        *place = point.log_probability.exp();
                    }
                });
            }
        }
    }

    /// `[P', P'', P''']` of as many categories as there is room for, from the lowest on.
    pub(crate) fn probability_derivatives(&self, theta: f64, room: &mut [[f64; 3]]) {
        let mut places = room.iter_mut();
        let mut write = |values| {
            if let Some(place) = places.next() {
                *place = values;
            }
        };
        match self {
            Self::Dichotomous(curve) => {
                let right = curve.at(theta).derivatives();
                write(right.map(|value| -value));
                write(right);
            }
            Self::Polytomous(curve) => curve.for_each(theta, |point| {
                let [l, m, n] = point.slopes;
                let probability = point.log_probability.exp();
                write([l, m + l * l, n + l * (3.0 * m + l * l)].map(|ratio| probability * ratio));
            }),
        }
    }

    /// `[I, I', I'', J, J']`: Fisher information and Warm's term with their derivatives.
    pub(crate) fn moments(&self, theta: f64) -> [f64; 5] {
        match self {
            Self::Dichotomous(curve) => {
                let point = curve.at(theta);
                point.moments_of(point.information())
            }
            Self::Polytomous(curve) => curve.scaled_moments(theta, 0.0),
        }
    }

    /// The same divided by `exp(log_scale)`, where the information itself underflows.
    pub(crate) fn scaled_moments(&self, theta: f64, log_scale: f64) -> [f64; 5] {
        match self {
            Self::Dichotomous(curve) => curve.at(theta).moments_of((curve.log_information(theta) - log_scale).exp()),
            Self::Polytomous(curve) => curve.scaled_moments(theta, log_scale),
        }
    }

    /// The probabilities at every node, a column for each category, the lowest first.
    pub(crate) fn fill_probabilities(&self, nodes: &[f64], columns: &mut [f64]) {
        match self {
            Self::Dichotomous(curve) => curve.fill_probabilities(nodes, columns),
            Self::Polytomous(curve) => {
                for (node, theta) in nodes.iter().enumerate() {
                    let mut places = columns[node..].iter_mut().step_by(nodes.len());
                    curve.for_each(*theta, |point| {
                        if let Some(place) = places.next() {
                            *place = point.log_probability.exp();
                        }
                    });
                }
            }
        }
    }

    /// The probability of a response at every node.
    pub(crate) fn fill_column(&self, response: Response, nodes: &[f64], column: &mut [f64]) {
        match self {
            Self::Dichotomous(curve) => curve.fill_column(response != Response::WRONG, nodes, column),
            Self::Polytomous(curve) => curve.fill_column(usize::from(response.0), nodes, column),
        }
    }

    /// The log-likelihood of a response.
    pub(crate) fn log_likelihood(&self, response: Response, theta: f64) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.log_probabilities(theta)[usize::from(response != Response::WRONG)],
            Self::Polytomous(curve) => curve.at(theta, usize::from(response.0)).log_probability,
        }
    }

    /// First and second derivative of the log-likelihood of a response.
    #[inline]
    pub(crate) fn score(&self, response: Response, theta: f64) -> [f64; 2] {
        match self {
            Self::Dichotomous(curve) => curve.at(theta).score(response != Response::WRONG),
            Self::Polytomous(curve) => {
                let [first, second, _] = curve.at(theta, usize::from(response.0)).slopes;
                [first, second]
            }
        }
    }

    /// Fisher information.
    #[inline]
    pub(crate) fn information(&self, theta: f64) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.information(theta),
            Self::Polytomous(curve) => curve.information(theta),
        }
    }

    pub(crate) fn log_information(&self, theta: f64) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.log_information(theta),
            Self::Polytomous(curve) => curve.log_information(theta),
        }
    }

    /// Whether the log-likelihood of the response is concave in theta everywhere.
    pub(crate) fn is_log_concave(&self, response: Response) -> bool {
        match self {
            Self::Dichotomous(curve) => curve.is_log_concave(response != Response::WRONG),
            Self::Polytomous(curve) => curve.is_log_concave(),
        }
    }

    /// Which way the log-likelihood of the response goes as theta grows.
    pub(crate) fn trend(&self, response: Response) -> Trend {
        match self {
            Self::Dichotomous(_) if response == Response::WRONG => Trend::Falls,
            Self::Dichotomous(_) => Trend::Rises,
            Self::Polytomous(curve) => curve.trend(usize::from(response.0)),
        }
    }

    /// The second derivative of the log-likelihood of any response is nowhere below minus this.
    ///
    /// For a dichotomous item, with the steepness `k`: `k^2 w`, `w <= 1/4`, less a positive term.
    pub(crate) fn curvature_limit(&self) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.slope().powi(2) * 0.25,
            Self::Polytomous(curve) => curve.curvature_limit(),
        }
    }

    /// The third derivative of the log-likelihood of any response is nowhere larger than this, either way.
    ///
    /// For a dichotomous item the derivative of `w` is at most `1 / (6 sqrt 3)`; with an asymptote the limit is
    /// `1 / (3 sqrt 3)`.
    pub(crate) fn turn_limit(&self) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.slope().powi(3) * 0.1925,
            Self::Polytomous(curve) => curve.turn_limit(),
        }
    }

    /// Warm's term `J / (2 I)` is nowhere larger than this, either way; infinity where no limit is known.
    pub(crate) fn warm_limit(&self) -> f64 {
        match self {
            Self::Dichotomous(curve) => 0.5 * curve.slope(),
            Self::Polytomous(curve) => curve.warm_limit(),
        }
    }

    /// The inverse of the scale on which the curve changes.
    pub(crate) fn steepness(&self) -> f64 {
        match self {
            Self::Dichotomous(curve) => curve.slope(),
            Self::Polytomous(curve) => curve.steepness(),
        }
    }
}

fn fill<const N: usize>(room: &mut [f64], values: [f64; N]) {
    for (place, value) in room.iter_mut().zip(values) {
        *place = value;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::metric::Metric;
    use crate::models::category_curve::{Cumulative, Multinomial};

    /// The limits hold, and the curvature's is nearly reached without asymptotes.
    fn check(curve: &ItemCurve<'_>) {
        let step = 1e-4;
        for response in (0..curve.categories() as u8).map(Response) {
            for place in -800..=800 {
                let theta = f64::from(place) / 100.0;
                let [[_, before], [_, here], [_, after]] =
                    [theta - step, theta, theta + step].map(|theta| curve.score(response, theta));
                assert!(-here <= curve.curvature_limit() * (1.0 + 1e-12), "{curve:?} at {theta}");
                let turn = (after - before) / (2.0 * step);
                assert!(turn.abs() <= curve.turn_limit() * (1.0 + 1e-6), "{curve:?} at {theta}: {turn}");
            }
        }
    }

    #[test]
    fn log_likelihoods_bend_no_faster_than_their_limits() {
        for c in [0.0_f64, 0.01, 0.0724, 0.2, 0.4, 0.8] {
            for d in [1.0, 0.99, 0.93, 0.85] {
                check(&ItemCurve::Dichotomous(Curve::new(Metric::LOGISTIC, [1.3, 0.2, c.min(d - 0.01), d])));
            }
        }
        for thresholds in [&[0.0][..], &[-1.0, 1.0], &[-2.0, -0.1, 0.1, 3.0]] {
            let graded = Cumulative::new(1.7, thresholds.iter().copied());
            check(&ItemCurve::Polytomous(&CategoryCurve::from(graded)));
            let lines = (1..).map(|category| 0.9 * f64::from(category)).zip(thresholds.iter().copied());
            check(&ItemCurve::Polytomous(&CategoryCurve::from(Multinomial::new(lines))));
        }
    }
}

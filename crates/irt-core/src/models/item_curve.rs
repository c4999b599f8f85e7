//! The response curve of any item of a bank, with the metric applied.

use super::category_curve::{CategoryCurve, Trend};
use super::curve::Curve;
use crate::Response;

/// The response curve of an item: by value for a dichotomous one, borrowed from the bank for a polytomous one.
#[derive(Debug, Clone, Copy)]
pub(crate) enum ItemCurve<'a> {
    Dichotomous(Curve),
    Polytomous(&'a CategoryCurve),
}

impl ItemCurve<'_> {
    pub(crate) const fn categories(&self) -> usize {
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

    /// The logarithms of the probabilities, all finite.
    pub(crate) fn log_probabilities(&self, theta: f64, room: &mut [f64]) {
        match self {
            Self::Dichotomous(curve) => fill(room, curve.log_probabilities(theta)),
            Self::Polytomous(curve) => {
                let mut places = room.iter_mut();
                curve.for_each(theta, |point| {
                    if let Some(place) = places.next() {
                        *place = point.log_probability;
                    }
                });
            }
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
            Self::Polytomous(_) => true,
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

//! The logistic curve and what follows from it, in forms that neither overflow nor cancel.
//!
//! With `s` the logistic function of `z = k (theta - b)`, `k = D a`, every quantity is a product of `k`, `s`, `1 - s`
//! and four shares that lie in [0, 1]:
//! `right = (d - c) s / P`, `guess = c / P`, `wrong = (d - c) (1 - s) / Q`, `slip = (1 - d) / Q`.
//! `right + guess = 1` and `wrong + slip = 1`, so that no quotient of two vanishing numbers remains.

mod information_peak;
mod warm_terms;

pub(crate) use information_peak::InformationPeak;
pub(crate) use warm_terms::{AnsweredLanes, LANES, WarmTerms};

use super::logistic::logistic;
use crate::metric::Metric;

/// The response curve of a dichotomous item, with the metric applied.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Curve {
    /// `D a`, above 0.
    slope: f64,
    b: f64,
    c: f64,
    d: f64,
}

/// A [`Curve`] at one ability.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CurvePoint {
    slope: f64,
    rise: f64,
    fall: f64,
    range: f64,
    probability: f64,
    right: f64,
    guess: f64,
    wrong: f64,
    slip: f64,
}

impl Curve {
    pub(crate) fn new(metric: Metric, [a, b, c, d]: [f64; 4]) -> Self {
        Self { slope: (metric.scaling_constant() * a).max(f64::MIN_POSITIVE), b, c, d }
    }

    /// `D a`: the inverse of the scale on which the curve changes.
    pub(crate) const fn slope(&self) -> f64 {
        self.slope
    }

    /// `b`.
    pub(crate) const fn difficulty(&self) -> f64 {
        self.b
    }

    /// Whether the log-likelihood of a right (or else a wrong) answer is concave in theta everywhere.
    pub(crate) fn is_log_concave(&self, right: bool) -> bool {
        if right { self.c == 0.0 } else { self.d == 1.0 }
    }

    #[inline]
    pub(crate) fn at(&self, theta: f64) -> CurvePoint {
        let Self { slope, b, c, d } = *self;
        let z = slope * (theta - b);
        let tail = (-z.abs()).exp();
        let (head, tail) = (1.0 / (1.0 + tail), tail / (1.0 + tail));
        let (rise, fall) = if z < 0.0 { (tail, head) } else { (head, tail) };
        let range = d - c;
        let probability = c + range * rise;
        let complement = (1.0 - d) + range * fall;
        // Without an asymptote the share is exactly 1 even where P or Q has underflowed.
        let (right, guess) = if c == 0.0 { (1.0, 0.0) } else { (range * rise / probability, c / probability) };
        let (wrong, slip) = if d == 1.0 { (1.0, 0.0) } else { (range * fall / complement, (1.0 - d) / complement) };
        CurvePoint { slope, rise, fall, range, probability, right, guess, wrong, slip }
    }

    /// `Q`, then `P`, at every node.
    pub(crate) fn fill_probabilities(&self, nodes: &[f64], columns: &mut [f64]) {
        let Self { slope, b, c, d } = *self;
        let (wrong, right) = columns.split_at_mut(nodes.len());
        for ((theta, wrong), right) in nodes.iter().zip(wrong).zip(right) {
            let [rise, fall] = logistic(slope * (theta - b));
            *right = c + (d - c) * rise;
            *wrong = (1.0 - d) + (d - c) * fall;
        }
    }

    /// The probability of a right (or else a wrong) answer at every node.
    pub(crate) fn fill_column(&self, is_right: bool, nodes: &[f64], column: &mut [f64]) {
        let Self { slope, b, c, d } = *self;
        let (slope, least) = if is_right { (slope, c) } else { (-slope, 1.0 - d) };
        for (theta, probability) in nodes.iter().zip(column) {
            *probability = least + (d - c) * logistic(slope * (theta - b))[0];
        }
    }

    /// Fisher information, for scans of a whole bank.
    #[inline]
    pub(crate) fn information(&self, theta: f64) -> f64 {
        self.at(theta).information()
    }

    /// `[ln Q, ln P]`, finite for every ability in range.
    pub(crate) fn log_probabilities(&self, theta: f64) -> [f64; 2] {
        let Self { c, d, .. } = *self;
        let [log_fall, log_rise] = self.log_logistic(theta);
        let point = self.at(theta);
        let right = if c == 0.0 { d.ln() + log_rise } else { point.probability.ln() };
        let wrong = if d == 1.0 { (-c).ln_1p() + log_fall } else { ((1.0 - d) + point.range * point.fall).ln() };
        [wrong, right]
    }

    /// The logarithm of the Fisher information, which exists where the information itself underflows.
    pub(crate) fn log_information(&self, theta: f64) -> f64 {
        let [log_fall, log_rise] = self.log_logistic(theta);
        let [log_wrong, log_right] = self.log_probabilities(theta);
        2.0 * (self.slope.ln() + (self.d - self.c).ln() + log_fall + log_rise) - log_wrong - log_right
    }

    /// `[ln (1 - s), ln s]`.
    fn log_logistic(&self, theta: f64) -> [f64; 2] {
        let z = self.slope * (theta - self.b);
        let log_head = -(-z.abs()).exp().ln_1p();
        [log_head - z.max(0.0), log_head + z.min(0.0)]
    }
}

impl CurvePoint {
    pub(crate) const fn probability(&self) -> f64 {
        self.probability
    }

    /// `[P', P'', P''']`.
    pub(crate) fn derivatives(&self) -> [f64; 3] {
        let weight = self.rise * self.fall;
        let first = self.range * self.slope * weight;
        [first, first * self.slope * (self.fall - self.rise), first * self.slope * self.slope * (1.0 - 6.0 * weight)]
    }

    #[inline]
    pub(crate) fn information(&self) -> f64 {
        (self.slope * self.fall * self.right) * (self.slope * self.rise * self.wrong)
    }

    /// `[I, I', I'', J, J']` of an information that is given.
    pub(crate) fn moments_of(&self, information: f64) -> [f64; 5] {
        let [slope, curvature] = self.log_information_derivatives();
        let [bend, bend_slope] = self.bend();
        [1.0, slope, curvature + slope * slope, bend, slope * bend + bend_slope].map(|ratio| information * ratio)
    }

    /// `[I' / I, (I' / I)']`.
    fn log_information_derivatives(&self) -> [f64; 2] {
        let Self { slope, rise, fall, right, guess, wrong, slip, .. } = *self;
        let first = slope * ((fall - rise) + fall * guess - rise * slip);
        let weight = rise * fall * (2.0 + guess + slip);
        let second = -slope * slope * (weight + fall * fall * guess * right + rise * rise * slip * wrong);
        [first, second]
    }

    /// `P'' / P' = J / I`, and its derivative.
    fn bend(&self) -> [f64; 2] {
        [self.slope * (self.fall - self.rise), -2.0 * self.slope * self.slope * self.rise * self.fall]
    }

    /// First and second derivative in theta of the log-likelihood of a right (or else a wrong) answer.
    #[inline]
    pub(crate) fn score(&self, is_right: bool) -> [f64; 2] {
        let Self { slope, rise, fall, right, guess, wrong, slip, .. } = *self;
        if is_right {
            let first = slope * fall * right;
            [first, first * slope * (fall * guess - rise)]
        } else {
            let first = -slope * rise * wrong;
            [first, first * slope * (fall - rise * slip)]
        }
    }
}

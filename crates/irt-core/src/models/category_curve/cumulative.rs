//! The curves of graded items: differences of cumulative logistic steps.

use super::category_point::CategoryPoint;
use super::functions::{CategoryFunctions, Trend};
use crate::models::logistic::logistic;

/// Category `k` lies between two steps of one logistic function `F`.
///
/// `F(x) - F(y) = F(x) (1 - F(y)) (1 - exp(y - x))`, where `x - y` does not depend on theta.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Cumulative {
    /// `D a`, above 0.
    slope: f64,
    /// Strictly increasing, one fewer than categories.
    thresholds: Box<[f64]>,
    /// `ln (1 - exp(y - x))` of each category; 0 for the lowest and the highest.
    log_gaps: Box<[f64]>,
}

/// The logistic function and its complement, and their logarithms, at one step.
#[derive(Clone, Copy)]
struct LogisticStep {
    rise: f64,
    fall: f64,
    log_rise: f64,
    log_fall: f64,
}

impl LogisticStep {
    /// Below the lowest category.
    const CERTAIN: Self = Self { rise: 1.0, fall: 0.0, log_rise: 0.0, log_fall: f64::NEG_INFINITY };
    /// Above the highest category.
    const IMPOSSIBLE: Self = Self { rise: 0.0, fall: 1.0, log_rise: f64::NEG_INFINITY, log_fall: 0.0 };

    #[inline]
    fn at(z: f64) -> Self {
        let tail = (-z.abs()).exp();
        let log_head = -tail.ln_1p();
        let (head, tail) = (1.0 / (1.0 + tail), tail / (1.0 + tail));
        let (rise, fall) = if z < 0.0 { (tail, head) } else { (head, tail) };
        Self { rise, fall, log_rise: log_head + z.min(0.0), log_fall: log_head - z.max(0.0) }
    }
}

impl Cumulative {
    /// A graded item: slope `D a`, thresholds strictly increasing.
    pub(crate) fn new(slope: f64, thresholds: impl Iterator<Item = f64>) -> Self {
        let slope = slope.max(f64::MIN_POSITIVE);
        let thresholds: Box<[f64]> = thresholds.collect();
        let inner = thresholds.windows(2).map(|pair| {
            let gap = (slope * (pair[1] - pair[0])).max(f64::MIN_POSITIVE);
            (-(-gap).exp_m1()).ln()
        });
        let log_gaps = std::iter::once(0.0).chain(inner).chain([0.0]).collect();
        Self { slope, thresholds, log_gaps }
    }
}

impl CategoryFunctions for Cumulative {
    fn categories(&self) -> usize {
        self.log_gaps.len()
    }

    #[inline]
    fn for_each(&self, theta: f64, mut visit: impl FnMut(CategoryPoint)) {
        let Self { slope, thresholds, log_gaps } = self;
        let mut below = LogisticStep::CERTAIN;
        for (category, log_gap) in log_gaps.iter().enumerate() {
            let threshold = thresholds.get(category);
            let above = threshold.map_or(LogisticStep::IMPOSSIBLE, |step| LogisticStep::at(slope * (theta - step)));
            visit(graded_point(*slope, *log_gap, below, above));
            below = above;
        }
    }

    #[inline]
    fn at(&self, theta: f64, category: usize) -> CategoryPoint {
        let Self { slope, thresholds, log_gaps } = self;
        let step = |threshold: &f64| LogisticStep::at(slope * (theta - threshold));
        let below = category.checked_sub(1).and_then(|place| thresholds.get(place));
        let above = thresholds.get(category);
        let (below, above) = (below.map_or(LogisticStep::CERTAIN, step), above.map_or(LogisticStep::IMPOSSIBLE, step));
        graded_point(*slope, log_gaps[category], below, above)
    }

    fn steepness(&self) -> f64 {
        self.slope
    }

    /// The product of the two steps, each without its logarithm.
    fn fill_column(&self, category: usize, nodes: &[f64], column: &mut [f64]) {
        column.fill(self.log_gaps[category].exp());
        if let Some(below) = category.checked_sub(1) {
            multiply_by_logistic(column, nodes, self.slope, self.thresholds[below]);
        }
        if let Some(above) = self.thresholds.get(category) {
            multiply_by_logistic(column, nodes, -self.slope, *above);
        }
    }

    fn trend(&self, category: usize) -> Trend {
        match category {
            0 => Trend::Falls,
            _ if category >= self.thresholds.len() => Trend::Rises,
            _ => Trend::Turns,
        }
    }

    /// The difference of two logistic steps of one slope is log-concave, as the sum of a linear function and of
    /// logarithms of logistic functions.
    fn is_log_concave(&self) -> bool {
        true
    }

    /// The sum of two terms `k^2 w`, `w <= 1/4`.
    fn curvature_limit(&self) -> f64 {
        self.slope.powi(2) * 0.5
    }

    /// The derivative of `w` is at most `1 / (6 sqrt 3)`.
    fn turn_limit(&self) -> f64 {
        self.slope.powi(3) * 0.1925
    }

    /// A graded answer tells no more than the logistic variable that it groups, whose information is a third of the
    /// squared slope.
    fn greatest_information(&self) -> f64 {
        1.0 / 3.0 * self.slope * self.slope
    }

    /// A function whose second derivative is nowhere below `-M` rises at most `M width^2 / 8` above its larger end.
    ///
    /// With the notation of `I = k^2 sum P u^2`, `u^2 <= 1`, `I <= k^2 / 3`:
    /// `I'' >= -(2.5 I / k^2 + 0.385 sqrt(I) / k) k^4 >= -1.06 k^4`.
    fn information_limit(&self, [left, right]: [f64; 2]) -> f64 {
        let turn = (self.slope * (right - left)).powi(2);
        self.information(left).max(self.information(right)) + 1.06 / 8.0 * turn * self.slope * self.slope
    }
}

#[inline]
fn graded_point(slope: f64, log_gap: f64, below: LogisticStep, above: LogisticStep) -> CategoryPoint {
    let (lower, upper) = (below.rise * below.fall, above.rise * above.fall);
    let second = -slope * slope * (lower + upper);
    let third = -slope * slope * slope * (lower * (below.fall - below.rise) + upper * (above.fall - above.rise));
    CategoryPoint {
        log_probability: below.log_rise + above.log_fall + log_gap,
        slopes: [slope * (below.fall - above.rise), second, third],
    }
}

fn multiply_by_logistic(column: &mut [f64], nodes: &[f64], slope: f64, threshold: f64) {
    for (probability, theta) in column.iter_mut().zip(nodes) {
        *probability *= logistic(slope * (theta - threshold))[0];
    }
}

//! The curves of divide-by-total models, the partial credit and nominal ones.

use super::category_point::CategoryPoint;
use super::functions::{CategoryFunctions, Trend};

/// `P` of a category is proportional to `exp(slope theta + intercept)`.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Multinomial {
    /// One for each category.
    slopes: Box<[f64]>,
    /// One for each category.
    intercepts: Box<[f64]>,
}

/// The distribution of the slopes over the categories, about the likeliest category.
///
/// Taken about that category, no moment cancels where all others are improbable.
struct SlopeMoments {
    /// Slope of the likeliest category.
    origin: f64,
    /// Its exponent.
    highest: f64,
    /// Logarithm of the sum of `exp(exponent - highest)`.
    log_total: f64,
    /// Mean of the slopes less `origin`.
    mean: f64,
    /// Second and third central moments.
    central: [f64; 2],
}

impl Multinomial {
    /// An item with a slope and an intercept for each category from 1 on; those of category 0 are 0.
    pub(crate) fn new(lines: impl Iterator<Item = (f64, f64)>) -> Self {
        let (slopes, intercepts): (Vec<f64>, Vec<f64>) = std::iter::once((0.0, 0.0)).chain(lines).unzip();
        Self { slopes: slopes.into(), intercepts: intercepts.into() }
    }

    /// An item whose exponents are running sums of `slope * (theta - step)`.
    pub(crate) fn adjacent(slope: f64, steps: impl Iterator<Item = f64>) -> Self {
        Self::new(steps.scan((0.0, 0.0), move |(slopes, intercepts), step| {
            *slopes += slope;
            *intercepts -= slope * step;
            Some((*slopes, *intercepts))
        }))
    }

    /// The lowest and the highest slope.
    fn range(&self) -> (f64, f64) {
        self.slopes.iter().fold((f64::INFINITY, f64::NEG_INFINITY), |(lowest, highest), slope| {
            (lowest.min(*slope), highest.max(*slope))
        })
    }
}

impl CategoryFunctions for Multinomial {
    fn categories(&self) -> usize {
        self.slopes.len()
    }

    #[inline]
    fn for_each(&self, theta: f64, mut visit: impl FnMut(CategoryPoint)) {
        let moments = SlopeMoments::new(&self.slopes, &self.intercepts, theta);
        for (slope, intercept) in self.slopes.iter().zip(&self.intercepts) {
            visit(moments.point(*slope, *intercept, theta));
        }
    }

    #[inline]
    fn at(&self, theta: f64, category: usize) -> CategoryPoint {
        let Self { slopes, intercepts } = self;
        SlopeMoments::new(slopes, intercepts, theta).point(slopes[category], intercepts[category], theta)
    }

    fn steepness(&self) -> f64 {
        let (lowest, highest) = self.range();
        highest - lowest
    }

    /// The variance of the slopes.
    #[inline]
    fn information(&self, theta: f64) -> f64 {
        SlopeMoments::new(&self.slopes, &self.intercepts, theta).central[0].max(0.0)
    }

    fn trend(&self, category: usize) -> Trend {
        let (lowest, highest) = self.range();
        match self.slopes.get(category) {
            Some(slope) if *slope <= lowest => Trend::Falls,
            Some(slope) if *slope >= highest => Trend::Rises,
            _ => Trend::Turns,
        }
    }

    /// A linear function less the logarithm of a sum of exponentials, which is convex.
    fn is_log_concave(&self) -> bool {
        true
    }

    /// The variance of the slopes is at most a quarter of the squared range.
    fn curvature_limit(&self) -> f64 {
        self.steepness().powi(2) * 0.25
    }

    /// The third central moment of a variable of range 1 is at most `1 / (6 sqrt 3)`.
    fn turn_limit(&self) -> f64 {
        self.steepness().powi(3) * 0.0963
    }

    fn warm_limit(&self) -> f64 {
        0.5 * self.steepness()
    }

    /// As for the curvature.
    fn greatest_information(&self) -> f64 {
        0.25 * self.steepness() * self.steepness()
    }

    /// A function whose second derivative is nowhere below `-M` rises at most `M width^2 / 8` above its larger end.
    ///
    /// `I` is a variance and `I''` the fourth cumulant, at least `-2 I^2 >= -range^2 I / 2`.
    fn information_limit(&self, [left, right]: [f64; 2]) -> f64 {
        let turn = (self.steepness() * (right - left)).powi(2);
        if turn < 8.0 {
            self.information(left).max(self.information(right)) / (1.0 - turn / 16.0)
        } else {
            f64::INFINITY
        }
    }
}

impl SlopeMoments {
    #[inline]
    fn new(slopes: &[f64], intercepts: &[f64], theta: f64) -> Self {
        let (mut origin, mut highest) = (0.0, f64::NEG_INFINITY);
        for (slope, intercept) in slopes.iter().zip(intercepts) {
            let exponent = slope * theta + intercept;
            if exponent > highest {
                (origin, highest) = (*slope, exponent);
            }
        }
        let (mut total, mut first, mut second, mut third) = (0.0, 0.0, 0.0, 0.0);
        for (slope, intercept) in slopes.iter().zip(intercepts) {
            let weight = (slope * theta + intercept - highest).exp();
            let distance = slope - origin;
            let moment = weight * distance;
            total += weight;
            first += moment;
            second += moment * distance;
            third += moment * distance * distance;
        }
        let [mean, second, third] = [first, second, third].map(|sum| sum / total);
        let variance = second - mean * mean;
        let skew = third - mean * (3.0 * second - 2.0 * mean * mean);
        Self { origin, highest, log_total: f64::ln(total), mean, central: [variance, skew] }
    }

    #[inline]
    fn point(&self, slope: f64, intercept: f64, theta: f64) -> CategoryPoint {
        let log_probability = slope * theta + intercept - self.highest - self.log_total;
        let [variance, skew] = self.central;
        CategoryPoint { log_probability, slopes: [(slope - self.origin) - self.mean, -variance, -skew] }
    }
}

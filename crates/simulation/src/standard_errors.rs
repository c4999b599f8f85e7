//! The distribution of the reported standard errors.

use std::fmt;

use serde::Serialize;
use sketches_ddsketch::{Config, DDSketch};

/// The relative error of a quantile.
const ACCURACY: f64 = 0.001;
/// Enough for all standard errors from 1e-4 to the greatest that is reported, 1e6.
const MOST_BINS: u32 = 16_384;
/// Below this a standard error counts as 0.
const LEAST: f64 = 1e-9;

/// The distribution of the standard errors that the tests report.
///
/// # Accuracy
/// Quantiles are within 0.1 % of the standard error of that rank, `floor(q (N - 1)) + 1` in rising order; mean, least and
/// greatest are exact. Memory does not grow with the number of examinees.
///
/// # Reference
/// Masson, Rim and Lee (2019), DDSketch.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct StandardErrors {
    /// The mean.
    pub mean: f64,
    /// The least.
    pub min: f64,
    /// The standard error that 5 % of the tests do not exceed.
    pub p05: f64,
    /// The one that 25 % do not exceed.
    pub p25: f64,
    /// The median.
    pub median: f64,
    /// The one that 75 % do not exceed.
    pub p75: f64,
    /// The one that 95 % do not exceed.
    pub p95: f64,
    /// The greatest.
    pub max: f64,
}

/// Collects standard errors.
#[derive(Clone)]
pub(crate) struct StandardErrorSketch(DDSketch);

impl Default for StandardErrorSketch {
    fn default() -> Self {
        Self(DDSketch::new(Config::new(ACCURACY, MOST_BINS, LEAST)))
    }
}

impl fmt::Debug for StandardErrorSketch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("StandardErrorSketch").field(&self.0.count()).finish()
    }
}

impl StandardErrorSketch {
    pub(crate) fn add(&mut self, se: f64) {
        self.0.add(se);
    }

    pub(crate) fn standard_errors(&self) -> StandardErrors {
        let (min, max) = (self.0.min().unwrap_or(0.0), self.0.max().unwrap_or(0.0));
        // The sketch has errors to both sides, beyond the ends too.
        let quantile = |share| self.0.quantile(share).ok().flatten().unwrap_or(0.0).clamp(min, max);
        StandardErrors {
            mean: self.0.sum().unwrap_or(0.0) / self.0.count().max(1) as f64,
            min,
            p05: quantile(0.05),
            p25: quantile(0.25),
            median: quantile(0.5),
            p75: quantile(0.75),
            p95: quantile(0.95),
            max,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::StandardErrorSketch;

    #[test]
    fn quantiles_are_those_of_the_ranks_within_a_thousandth() {
        let mut sketch = StandardErrorSketch::default();
        (0..=1000).rev().for_each(|i| sketch.add(0.2 + 0.001 * f64::from(i)));
        let spread = sketch.standard_errors();
        assert_eq!((spread.min, spread.max), (0.2, 1.2));
        assert!((spread.mean - 0.7).abs() < 1e-12);
        for (found, expected) in
            [(spread.p05, 0.25), (spread.p25, 0.45), (spread.median, 0.7), (spread.p75, 0.95), (spread.p95, 1.15)]
        {
            assert!((found / expected - 1.0).abs() <= 0.001_000_1, "{found} instead of {expected}");
        }
    }

    #[test]
    fn the_greatest_standard_error_does_not_change_the_quantiles_of_the_others() {
        let mut sketch = StandardErrorSketch::default();
        [0.1, 0.2, 0.3, 0.4, irt_core::MAX_STANDARD_ERROR].into_iter().for_each(|se| sketch.add(se));
        let spread = sketch.standard_errors();
        assert!((spread.median / 0.3 - 1.0).abs() <= 0.001_000_1 && spread.min == 0.1, "{spread:?}");
    }

    #[test]
    fn equal_standard_errors_have_exactly_their_quantiles() {
        let mut sketch = StandardErrorSketch::default();
        (0..3).for_each(|_| sketch.add(0.3));
        let spread = sketch.standard_errors();
        assert_eq!([spread.p05, spread.median, spread.p95], [0.3; 3]);
        assert_eq!(StandardErrorSketch::default().standard_errors().max, 0.0);
    }
}

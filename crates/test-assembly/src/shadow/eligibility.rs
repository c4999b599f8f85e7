//! Exposure control by eligibility in segments of theta (van der Linden and Veldkamp 2004, 2007).

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// The settings of the control.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EligibilitySettings {
    /// The cuts between the segments, rising. Segment `k` holds `cut[k - 1] < theta <= cut[k]`.
    pub cuts: Vec<f64>,
    /// For each segment the largest share of its examinees who may get an item.
    pub maximum_rates: Vec<f64>,
    /// What earlier examinees count for, relative to those one later; 1 for the same.
    pub fading: f64,
    /// The exponent by which rates above the largest are brought down; 1 for none.
    pub acceleration: f64,
}

/// Why settings or statistics are refused.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum EligibilityError {
    /// The cuts do not rise, or are not finite.
    #[error("the cuts between segments must be finite and rise")]
    Cuts,
    /// There is not one rate for each segment.
    #[error("{rates} maximum rates for {segments} segments")]
    Rates {
        /// The rates.
        rates: usize,
        /// The segments.
        segments: usize,
    },
    /// A number is out of range.
    #[error("{field} is {value}, which is not {range}")]
    Range {
        /// The setting.
        field: &'static str,
        /// Its value.
        value: f64,
        /// The range.
        range: &'static str,
    },
    /// The statistics or the sitting are of another number of items or segments.
    #[error("the statistics are of {found} items or segments, not of {expected}")]
    Size {
        /// What they are of.
        found: usize,
        /// What there is.
        expected: usize,
    },
}

impl EligibilitySettings {
    /// The number of segments.
    #[must_use]
    pub fn segments(&self) -> usize {
        self.cuts.len() + 1
    }

    /// The segment of an ability, from 0. A cut belongs to the segment below it.
    #[must_use]
    pub fn segment(&self, theta: f64) -> usize {
        self.cuts.partition_point(|cut| *cut < theta)
    }

    /// Checks the settings.
    ///
    /// # Errors
    /// The first setting that is out of range.
    pub fn check(&self) -> Result<(), EligibilityError> {
        let rises = self.cuts.is_sorted_by(|a, b| a < b) && self.cuts.iter().all(|cut| cut.is_finite());
        if !rises {
            return Err(EligibilityError::Cuts);
        }
        let (rates, segments) = (self.maximum_rates.len(), self.segments());
        if rates != segments {
            return Err(EligibilityError::Rates { rates, segments });
        }
        let out = |field, value: f64, range, is_within: bool| match is_within {
            true => Ok(()),
            false => Err(EligibilityError::Range { field, value, range }),
        };
        for &rate in &self.maximum_rates {
            out("a maximum rate", rate, "above 0 and at most 1", rate > 0.0 && rate <= 1.0)?;
        }
        out("fading", self.fading, "above 0 and at most 1", self.fading > 0.0 && self.fading <= 1.0)?;
        let acceleration = self.acceleration;
        out("acceleration", acceleration, "between 1 and 100", (1.0..=100.0).contains(&acceleration))
    }
}

/// What is kept over examinees. Segments and items are counted from 0.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct EligibilityStatistics {
    /// Examinees who ended in each segment.
    pub n: Vec<f64>,
    /// Those of them whose test was feasible without ineligible items.
    pub phi: Vec<f64>,
    /// For each segment and item, those who got the item.
    pub alpha: Vec<Vec<f64>>,
    /// For each segment and item, those for whom the item was eligible.
    pub rho: Vec<Vec<f64>>,
    /// The probability with which the item is eligible for the next examinee.
    pub probability: Vec<Vec<f64>>,
}

/// A finished test.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting<'a> {
    /// The items in their order.
    pub items: &'a [usize],
    /// The segment at each position.
    pub segments: &'a [usize],
    /// Whether the shadow test at each position was feasible without ineligible items.
    pub feasible: &'a [bool],
    /// The segment of the final estimate.
    pub final_segment: usize,
    /// For each segment and item, whether the item was drawn eligible.
    pub eligible: &'a [Vec<bool>],
}

impl Sitting<'_> {
    /// Whether the test counts as feasible: some position in its final segment was.
    #[must_use]
    pub fn is_feasible(&self) -> bool {
        self.segments.iter().zip(self.feasible).any(|(segment, feasible)| *feasible && *segment == self.final_segment)
    }
}

impl EligibilityStatistics {
    /// Nobody has been tested: every item is eligible.
    #[must_use]
    pub fn new(segments: usize, items: usize) -> Self {
        let table = |value: f64| vec![vec![value; items]; segments];
        Self {
            n: vec![0.0; segments],
            phi: vec![0.0; segments],
            alpha: table(0.0),
            rho: table(0.0),
            probability: table(1.0),
        }
    }

    /// Which items are eligible in each segment. `draw` gives a number in `[0, 1)` for each segment and item, segment by
    /// segment; all are drawn before the first item.
    pub fn draw(&self, mut draw: impl FnMut() -> f64) -> Vec<Vec<bool>> {
        self.probability
            .iter()
            .map(|segment| segment.iter().map(|probability| draw() < *probability).collect())
            .collect()
    }

    /// Counts a finished test, and computes the probabilities for the next examinee.
    ///
    /// # Formula
    /// `p = 1 - n/phi + (r / (alpha/n))^e (rho/n) (n/phi)`, with `e` the acceleration where `alpha/n > r` and 1 elsewhere;
    /// 1 where nobody got the item, and at most 1. A value below 0 means never.
    ///
    /// # Errors
    /// Settings out of range, and a sitting of other items or segments.
    pub fn count(&mut self, settings: &EligibilitySettings, sitting: &Sitting<'_>) -> Result<(), EligibilityError> {
        settings.check()?;
        self.check(settings, sitting)?;
        let (segment, is_feasible) = (sitting.final_segment, sitting.is_feasible());
        let tables = [&mut self.alpha[segment], &mut self.rho[segment]];
        tables.into_iter().flatten().for_each(|count| *count *= settings.fading);
        self.n[segment] = self.n[segment] * settings.fading + 1.0;
        self.phi[segment] = self.phi[segment] * settings.fading + f64::from(is_feasible);
        sitting.items.iter().for_each(|item| self.alpha[segment][*item] += 1.0);
        for (count, eligible) in self.rho[segment].iter_mut().zip(&sitting.eligible[segment]) {
            *count += f64::from(*eligible || !is_feasible);
        }
        // Items that were given only because the examinee passed through another segment count there.
        for (item, visited) in sitting.items.iter().zip(sitting.segments) {
            if *visited != segment && !sitting.eligible[segment][*item] {
                self.alpha[*visited][*item] += 1.0;
            }
        }
        self.update(settings);
        Ok(())
    }

    fn check(&self, settings: &EligibilitySettings, sitting: &Sitting<'_>) -> Result<(), EligibilityError> {
        let segments = settings.segments();
        let items = self.alpha.first().map_or(0, Vec::len);
        let of_segments = [self.n.len(), self.phi.len(), self.alpha.len(), self.rho.len(), self.probability.len()];
        let of_items = [&self.alpha, &self.rho, &self.probability].into_iter().flatten().map(Vec::len);
        let of_items = of_items.chain(sitting.eligible.iter().map(Vec::len));
        let positions = sitting.items.len();
        let sizes = of_segments.into_iter().chain([sitting.eligible.len()]).map(|found| (found, segments));
        let sizes = sizes.chain(of_items.map(|found| (found, items)));
        let sizes = sizes.chain([(sitting.segments.len(), positions), (sitting.feasible.len(), positions)]);
        if let Some((found, expected)) = sizes.into_iter().find(|(found, expected)| found != expected) {
            return Err(EligibilityError::Size { found, expected });
        }
        let named = sitting.segments.iter().chain([&sitting.final_segment]).map(|segment| (*segment, segments));
        match named.chain(sitting.items.iter().map(|item| (*item, items))).find(|(place, size)| place >= size) {
            Some((found, expected)) => Err(EligibilityError::Size { found, expected }),
            None => Ok(()),
        }
    }

    fn update(&mut self, settings: &EligibilitySettings) {
        for segment in 0..self.n.len() {
            let (n, phi, rate) = (self.n[segment], self.phi[segment], settings.maximum_rates[segment]);
            for item in 0..self.probability[segment].len() {
                let (alpha, rho) = (self.alpha[segment][item], self.rho[segment][item]);
                let exposed = alpha / n;
                let power = if exposed > rate { settings.acceleration } else { 1.0 };
                let probability = 1.0 - n / phi + (rate / exposed).powf(power) * (rho / n) * (n / phi);
                let is_known = alpha > 0.0 && probability.is_finite();
                self.probability[segment][item] = if is_known { probability.min(1.0) } else { 1.0 };
            }
        }
    }
}

//! What a simulation measures.

use crate::groups::Conditioning;

/// The default of the exposure rate above which an item counts as overexposed.
const DEFAULT_EXPOSURE_LIMIT: f64 = 0.25;
/// The default of the confidence of the intervals whose coverage is measured.
const DEFAULT_CONFIDENCE: f64 = 0.95;

/// What a simulation measures.
///
/// The default: an exposure limit of 0.25, intervals of 95 % confidence, the cut scores of the design if it classifies or reports levels,
/// groups that suit the abilities (see [`Conditioning`]), no traces.
///
/// ```
/// use simulation::Measures;
///
/// let measures = Measures::default().with_confidence(0.9)?.with_cuts(vec![-0.5, 1.0])?.with_traces(3);
/// assert!(measures.with_cuts(vec![1.0, 1.0]).is_err());
/// # Ok::<(), simulation::InvalidMeasures>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Measures {
    pub(crate) exposure_limit: f64,
    pub(crate) confidence: f64,
    pub(crate) cuts: Option<Box<[f64]>>,
    pub(crate) conditioning: Option<Conditioning>,
    pub(crate) traces: u64,
}

/// A measure that is out of range.
#[derive(Debug, Clone, Copy, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum InvalidMeasures {
    /// The exposure limit is not a share.
    #[error("the exposure limit is {limit}, not between 0 and 1")]
    ExposureLimit {
        /// The limit.
        limit: f64,
    },
    /// The confidence is not a probability above 0 and below 1.
    #[error("the confidence is {confidence}, not above 0 and below 1")]
    Confidence {
        /// The confidence.
        confidence: f64,
    },
    /// A cut score is not a number, or not above the one before.
    #[error("the cut score {cut} is not a number above the cut score before; cut scores are listed in rising order")]
    Cut {
        /// The cut score.
        cut: f64,
    },
}

impl Default for Measures {
    fn default() -> Self {
        Self {
            exposure_limit: DEFAULT_EXPOSURE_LIMIT,
            confidence: DEFAULT_CONFIDENCE,
            cuts: None,
            conditioning: None,
            traces: 0,
        }
    }
}

impl Measures {
    /// The same with another exposure rate above which an item counts as overexposed.
    ///
    /// # Errors
    /// [`InvalidMeasures::ExposureLimit`] unless it is from 0 to 1.
    pub fn with_exposure_limit(mut self, limit: f64) -> Result<Self, InvalidMeasures> {
        if !(0.0..=1.0).contains(&limit) {
            return Err(InvalidMeasures::ExposureLimit { limit });
        }
        self.exposure_limit = limit;
        Ok(self)
    }

    /// The same with another confidence of the intervals whose coverage is measured.
    ///
    /// # Errors
    /// [`InvalidMeasures::Confidence`] unless it is above 0 and below 1.
    pub fn with_confidence(mut self, confidence: f64) -> Result<Self, InvalidMeasures> {
        if !(0.0 < confidence && confidence < 1.0) {
            return Err(InvalidMeasures::Confidence { confidence });
        }
        self.confidence = confidence;
        Ok(self)
    }

    /// The same with these cut scores instead of those of the design. An empty list: no classification.
    ///
    /// # Errors
    /// [`InvalidMeasures::Cut`] unless they rise.
    pub fn with_cuts(mut self, cuts: Vec<f64>) -> Result<Self, InvalidMeasures> {
        let is_above = |place: usize| place == 0 || cuts[place - 1] < cuts[place];
        if let Some(place) = (0..cuts.len()).find(|place| !cuts[*place].is_finite() || !is_above(*place)) {
            return Err(InvalidMeasures::Cut { cut: cuts[place] });
        }
        self.cuts = Some(cuts.into());
        Ok(self)
    }

    /// The same with this kind of groups. Abilities drawn from a distribution, and more than 50 different ones, are
    /// always grouped by deciles.
    #[must_use]
    pub const fn with_conditioning(mut self, conditioning: Conditioning) -> Self {
        self.conditioning = Some(conditioning);
        self
    }

    /// The same with traces of this number of examinees, the first: their tests with the estimate after each answer.
    #[must_use]
    pub const fn with_traces(mut self, examinees: u64) -> Self {
        self.traces = examinees;
        self
    }
}

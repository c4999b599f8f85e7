//! The test of one examinee.

use irt_core::{Estimate, ItemIndex, Response, StopReason};

/// A test that an examinee has taken.
#[derive(Debug, Clone, PartialEq)]
pub struct ExamineeResult {
    /// Which examinee, counted from 0.
    pub index: u64,
    /// Under which of the designs that are compared, counted from 0; 0 for a single design.
    pub design: usize,
    /// The true ability; where the answers are given, the estimate from all of them.
    pub true_theta: f64,
    /// The design's final estimate.
    pub estimate: Estimate,
    /// Why the test ended.
    pub stop_reason: StopReason,
    /// The items, in the order of administration.
    pub items: Vec<ItemIndex>,
    /// The answers, one for each of `items`.
    pub responses: Vec<Response>,
    /// The interim estimates, one after each answer; empty unless the measures ask for a trace of this examinee.
    pub trace: Vec<Estimate>,
}

#[cfg(test)]
impl ExamineeResult {
    /// A test without items.
    pub(crate) const fn blank() -> Self {
        Self {
            index: 0,
            design: 0,
            true_theta: 0.0,
            estimate: Estimate { theta: 0.0, se: 1.0, status: irt_core::EstimateStatus::NoResponses },
            stop_reason: StopReason::BankExhausted,
            items: Vec::new(),
            responses: Vec::new(),
            trace: Vec::new(),
        }
    }
}

//! One examinee's test.

use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, EngineError, Estimate, ItemBank, ItemIndex, Response, Step, StopReason};

use crate::Examinees;
use crate::random_stream::{Purpose, RandomStream};

/// A test that an examinee has taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// Which examinee, counted from 0.
    pub index: u64,
    /// Under which of the designs that are compared, counted from 0; 0 where there is one only.
    pub design: usize,
    /// The true ability; where the answers are given, the estimate from all of them.
    pub true_theta: f64,
    /// The design's final estimate.
    pub estimate: Estimate,
    /// Why the test ended.
    pub stop_reason: StopReason,
    /// The items, in the order in which they were shown.
    pub items: Vec<ItemIndex>,
    /// The answers, one for each of `items`.
    pub responses: Vec<Response>,
    /// The interim estimates, one after each answer; empty unless traces of this examinee are asked for.
    pub trace: Vec<Estimate>,
}

/// One examinee, who can take any test on the bank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Simulee {
    index: u64,
    true_theta: f64,
    answers: RandomStream,
    engine_seed: u64,
}

impl Simulee {
    pub(crate) fn new(examinees: &Examinees, seed: u64, index: u64) -> Self {
        let true_theta = examinees.theta(seed, index);
        let answers = RandomStream::new(seed, index, Purpose::Answers);
        let engine_seed = RandomStream::new(seed, index, Purpose::Engine).word(0);
        Self { index, true_theta, answers, engine_seed }
    }

    /// Takes the test, in which some items are withheld.
    ///
    /// The answer to an item depends on the seed, the examinee and the item, not on what was asked before: under
    /// another design on the same bank the same examinee gives the same answers.
    pub(crate) fn sit(
        &self,
        test: &Arc<AdaptiveTest>,
        withheld: &[ItemIndex],
        keeps_trace: bool,
    ) -> Result<Sitting, EngineError> {
        let mut engine = start(test, self.engine_seed, withheld);
        let mut room = [0.0; 256];
        let mut trace = Vec::new();
        let stop_reason = loop {
            let item = match engine.step() {
                Step::Administer(item) => item,
                Step::Stop(reason) => break reason,
            };
            let unit = self.answers.unit(u64::from(item.0));
            let response = answer(engine.test().bank(), item, self.true_theta, unit, &mut room);
            engine.record(item, response)?;
            if keeps_trace {
                trace.push(engine.estimate());
            }
        };
        Ok(Sitting {
            index: self.index,
            design: 0,
            true_theta: self.true_theta,
            estimate: engine.final_estimate(),
            stop_reason,
            items: engine.items().to_vec(),
            responses: engine.responses().to_vec(),
            trace,
        })
    }
}

/// An engine without the items that are withheld, all of them of the bank.
pub(crate) fn start(test: &Arc<AdaptiveTest>, seed: u64, withheld: &[ItemIndex]) -> AdaptiveEngine {
    let start = || AdaptiveEngine::start(Arc::clone(test), seed);
    if withheld.is_empty() {
        return start();
    }
    AdaptiveEngine::start_withholding(Arc::clone(test), seed, withheld).unwrap_or_else(|_| start())
}

/// The category in which a number from [0, 1) falls when the categories, the highest first, are laid side by side.
fn answer(bank: &ItemBank, item: ItemIndex, theta: f64, unit: f64, room: &mut [f64; 256]) -> Response {
    let categories = bank.categories(item).unwrap_or(1);
    let probabilities = &mut room[..usize::from(categories)];
    bank.category_probabilities(item, theta, probabilities);
    let mut sum = 0.0;
    for (category, probability) in (0..categories).zip(probabilities.iter()).rev() {
        sum += probability;
        if unit < sum {
            return Response(category);
        }
    }
    Response(0)
}

#[cfg(test)]
impl Sitting {
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

//! One simulated examinee's test.

use std::sync::Arc;

use irt_core::{AdaptiveEngine, AdaptiveTest, EngineError, Estimate, ItemBank, ItemIndex, Response, Step, StopReason};

use crate::Examinees;
use crate::random_stream::{Purpose, RandomStream};

/// A test that a simulated examinee has taken.
#[derive(Debug, Clone, PartialEq)]
pub struct Sitting {
    /// Which examinee, counted from 0.
    pub index: u64,
    /// The true ability.
    pub true_theta: f64,
    /// The design's final estimate.
    pub estimate: Estimate,
    /// Why the test ended.
    pub stop_reason: StopReason,
    /// The items, in the order in which they were shown.
    pub items: Vec<ItemIndex>,
    /// The answers, one for each of `items`.
    pub responses: Vec<Response>,
}

/// Lets one examinee take the test.
///
/// The answer to an item depends on the seed, the examinee and the item, not on what was asked before: under another
/// design on the same bank the same examinee gives the same answers.
pub(crate) fn sit(
    test: &Arc<AdaptiveTest>,
    examinees: &Examinees,
    seed: u64,
    index: u64,
) -> Result<Sitting, EngineError> {
    let true_theta = examinees.theta(seed, index);
    let answers = RandomStream::new(seed, index, Purpose::Answers);
    let engine_seed = RandomStream::new(seed, index, Purpose::Engine).word(0);
    let mut engine = AdaptiveEngine::start(Arc::clone(test), engine_seed);
    let mut room = [0.0; 256];
    let stop_reason = loop {
        let item = match engine.step() {
            Step::Administer(item) => item,
            Step::Stop(reason) => break reason,
        };
        let response = answer(test.bank(), item, true_theta, answers.unit(u64::from(item.0)), &mut room);
        engine.record(item, response)?;
    };
    let estimate = engine.final_estimate();
    let (items, responses) = (engine.items().to_vec(), engine.responses().to_vec());
    Ok(Sitting { index, true_theta, estimate, stop_reason, items, responses })
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

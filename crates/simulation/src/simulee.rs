//! A simulated examinee.

use std::sync::Arc;

use irt_core::{AdaptiveTest, ExamineeStart, ItemBank, ItemIndex, Response};

use crate::administration::{Administration, AdministrationError, start_engine};
use crate::examinee_result::ExamineeResult;
use crate::examinees::Examinees;
use crate::random_stream::{Purpose, RandomStream};

/// The most categories that a response can name.
const MAX_CATEGORIES: usize = 256;

/// A simulated examinee, who can take any test on the bank.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Simulee {
    index: u64,
    true_theta: f64,
    start: ExamineeStart,
    answers: RandomStream,
    engine_seed: u64,
}

impl Simulee {
    pub(crate) fn new(examinees: &Examinees, seed: u64, index: u64) -> Self {
        let true_theta = examinees.theta(seed, index);
        let answers = RandomStream::new(seed, index, Purpose::Answers);
        let engine_seed = RandomStream::new(seed, index, Purpose::Engine).word(0);
        Self { index, true_theta, start: examinees.start(index), answers, engine_seed }
    }

    /// Takes the test without the withheld items.
    ///
    /// The answer to an item depends on the seed, the examinee and the item, not on the items before: under another design
    /// on the same bank the same examinee gives the same answers.
    pub(crate) fn take_test(
        &self,
        test: &Arc<AdaptiveTest>,
        withheld: &[ItemIndex],
        keeps_trace: bool,
    ) -> Result<ExamineeResult, AdministrationError> {
        let administration = Administration { index: self.index, true_theta: self.true_theta, keeps_trace };
        let mut buffer = [0.0; MAX_CATEGORIES];
        let test = &Arc::clone(test).shared_for(&self.start)?;
        administration.run(start_engine(test, self.engine_seed, withheld), |item| {
            let unit = self.answers.unit(u64::from(item.0));
            Some(answer(test.bank(), item, self.true_theta, unit, &mut buffer))
        })
    }
}

/// The category into which a number from [0, 1) falls when the probabilities of the categories, the highest category
/// first, divide the interval.
fn answer(bank: &ItemBank, item: ItemIndex, theta: f64, unit: f64, buffer: &mut [f64; MAX_CATEGORIES]) -> Response {
    let categories = bank.categories(item).unwrap_or(1);
    let probabilities = &mut buffer[..usize::from(categories)];
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

//! A simulated examinee, who answers rightly with the probability of the response model.

use std::collections::HashMap;

use anyhow::Context as _;
use exam::{Answer, FourParameters, ShownItem};
use irt_core::{FourPl, Metric};
use rand::{RngExt as _, SeedableRng as _};
use rand_pcg::Pcg64Mcg;

use super::exam_client::{AnswerSheet, SheetItem};
use super::examinee::Examinee;
use super::screen::Screen;

/// A simulated examinee of known ability.
pub(super) struct SimulatedExaminee {
    theta: f64,
    draws: Pcg64Mcg,
    scaling_constant: f64,
    items: HashMap<String, SheetItem>,
}

impl SimulatedExaminee {
    /// An examinee whose answers depend on the seed alone.
    pub(super) fn new(theta: f64, seed: u64, sheet: AnswerSheet) -> Self {
        let items = sheet.items.into_iter().map(|item| (item.item_id.clone(), item)).collect();
        let (draws, scaling_constant) = (Pcg64Mcg::seed_from_u64(seed), sheet.scaling_constant);
        Self { theta, draws, scaling_constant, items }
    }

    /// The probability of a right answer to an item.
    fn probability(&self, item: &SheetItem) -> anyhow::Result<f64> {
        let FourParameters { discrimination: a, difficulty: b, guessing: c, upper_asymptote: d } = item.four_parameters;
        let metric = Metric::new(self.scaling_constant)?;
        Ok(FourPl::new(a, b, c, d)?.probability(self.theta, metric))
    }
}

impl Examinee for SimulatedExaminee {
    fn answer(&mut self, item: &ShownItem, _: &mut Screen) -> anyhow::Result<Option<Answer>> {
        let secret = self.items.get(&item.item_id);
        let secret = secret.with_context(|| format!("item {:?} is not in the item bank", item.item_id))?;
        let correct = self.draws.random::<f64>() < self.probability(secret)?;
        let Some(key) = secret.answer_key.clone().filter(|_| !item.options.is_empty()) else {
            return Ok(Some(Answer::Correct(correct)));
        };
        if correct {
            return Ok(Some(Answer::Choice(key)));
        }
        let wrong: Vec<&str> = item.options.iter().map(|option| option.key.as_str()).filter(|k| *k != key).collect();
        let chosen = self.draws.random_range(0..wrong.len().max(1));
        Ok(Some(wrong.get(chosen).map_or(Answer::Correct(false), |key| Answer::Choice((*key).to_owned()))))
    }
}

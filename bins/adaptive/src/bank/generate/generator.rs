//! Draws the items of a bank.

use anyhow::{anyhow, bail};
use irt_core::{FourPl, ItemModel, ModelName, ParameterError, ParameterName};

use super::draws::Draws;
use super::parameter_plan::{Draw, plan};
use crate::args::{BankGenerateArguments, CategoryCount, Distribution};

/// How often an item is drawn that breaks a rule.
const MOST_TRIALS: usize = 10_000;
/// Parameters have four decimals. The last digit of a logarithm, which differs between machines, does not show then.
const UNITS: f64 = 1e4;

/// Draws items.
pub(super) struct Generator {
    model: ModelName,
    letters: Vec<(char, Draw, Distribution)>,
    categories: CategoryCount,
    /// The parameters that all items have in common.
    shared: Vec<(ParameterName, f64)>,
    seed: u64,
}

impl Generator {
    pub(super) fn new(arguments: &BankGenerateArguments, seed: u64) -> anyhow::Result<Self> {
        let (model, letters, categories) = (arguments.model, plan(arguments)?, arguments.categories);
        let mut draws = Draws::of_bank(seed);
        let mut shared = Vec::new();
        for (letter, draw, distribution) in &letters {
            if matches!(draw, Draw::Shared | Draw::SharedFalling) {
                shared.extend(numbered(&mut draws, *letter, *draw, *distribution, usize::from(categories.most) - 1)?);
            }
        }
        Ok(Self { model, letters, categories, shared, seed })
    }

    /// The item of this number. One that breaks a rule is drawn again.
    pub(super) fn item(&self, number: u32) -> anyhow::Result<ItemModel> {
        let mut draws = Draws::of_item(self.seed, number);
        let CategoryCount { least, most } = self.categories;
        let steps = usize::from(least) + draws.below(usize::from(most - least) + 1) - 1;
        let mut last = None;
        for _ in 0..MOST_TRIALS {
            match self.trial(&mut draws, steps)? {
                Ok(item) => return Ok(item),
                Err(error) => last = Some(error),
            }
        }
        let cause = last.map_or_else(String::new, |error| error.to_string());
        bail!("no item of the model {} comes from these distributions: {cause}", self.model)
    }

    fn trial(&self, draws: &mut Draws, steps: usize) -> anyhow::Result<Result<ItemModel, ParameterError>> {
        let mut parameters = self.shared.clone();
        for (letter, draw, distribution) in &self.letters {
            match draw {
                Draw::Single => {
                    parameters.push((name(&letter.to_string())?, rounded(draws.from(*distribution))));
                }
                Draw::Numbered | Draw::Rising => {
                    parameters.extend(numbered(draws, *letter, *draw, *distribution, steps)?);
                }
                Draw::Shared | Draw::SharedFalling => {}
            }
        }
        if !self.model.is_dichotomous() {
            return Ok(ItemModel::from_parameters(self.model, &parameters));
        }
        let value = |letter: char, neutral: f64| {
            parameters.iter().find(|(name, _)| name.letter() == letter).map_or(neutral, |(_, value)| *value)
        };
        let item = FourPl::with_name(self.model, value('a', 1.0), value('b', 0.0), value('c', 0.0), value('d', 1.0));
        Ok(item.map(Into::into))
    }
}

/// Numbered parameters of a letter, in the order that the model needs.
fn numbered(
    draws: &mut Draws,
    letter: char,
    draw: Draw,
    distribution: Distribution,
    count: usize,
) -> anyhow::Result<Vec<(ParameterName, f64)>> {
    let mut values: Vec<f64> = (0..count).map(|_| rounded(draws.from(distribution))).collect();
    match draw {
        Draw::Rising => values.sort_by(f64::total_cmp),
        Draw::SharedFalling => values.sort_by(|one, other| other.total_cmp(one)),
        Draw::Single | Draw::Numbered | Draw::Shared => {}
    }
    (1..).zip(values).map(|(number, value): (usize, f64)| Ok((name(&format!("{letter}{number}"))?, value))).collect()
}

fn name(text: &str) -> anyhow::Result<ParameterName> {
    ParameterName::from_name(text).ok_or_else(|| anyhow!("{text} is no parameter of an item"))
}

/// Without the sign of a zero.
fn rounded(value: f64) -> f64 {
    (value * UNITS).round() / UNITS + 0.0
}

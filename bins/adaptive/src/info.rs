//! `adaptive info`: how each item works along the scale of ability.

use std::io;

use irt_core::{BankItem, ItemBank};
use serde::Serialize;

use crate::args::InfoArguments;
use crate::bank::bank_file;
use crate::output_file;
use crate::table::{Row, Table};

/// The most categories that a response can name.
const MAX_CATEGORIES: usize = 256;

#[derive(Serialize)]
struct InfoRow<'a> {
    theta: f64,
    item_id: &'a str,
    probability: f64,
    information: f64,
}

impl Row for InfoRow<'_> {
    const COLUMNS: &'static [&'static str] = &["theta", "item_id", "probability", "information"];
}

pub(crate) fn run(arguments: &InfoArguments) -> anyhow::Result<()> {
    let test = bank_file::read_test(&arguments.bank, None)?;
    let bank = test.bank();
    if let Some(path) = &arguments.plot {
        let curve: Vec<_> = arguments.theta.points().map(|theta| (theta, test_information(bank, theta))).collect();
        let svg = reporting::ability_charts::test_information(&curve)?;
        output_file::write(path, svg.as_str().as_bytes())?;
    }
    let mut table = Table::begin::<InfoRow>(arguments.format, io::stdout().lock())?;
    for theta in arguments.theta.points() {
        for item in bank.items() {
            table.row(&InfoRow {
                theta,
                item_id: item.id.as_str(),
                probability: score_share(bank, &item, theta),
                information: bank.information(item.index, theta).unwrap_or(0.0),
            })?;
        }
    }
    table.end()
}

/// The information of all items together.
pub(crate) fn test_information(bank: &ItemBank, theta: f64) -> f64 {
    bank.items().filter_map(|item| bank.information(item.index, theta)).sum()
}

/// The expected score as a share of the highest; for a dichotomous item the probability of a right answer.
fn score_share(bank: &ItemBank, item: &BankItem<'_>, theta: f64) -> f64 {
    let highest = usize::from(item.model.categories()).saturating_sub(1).max(1) as f64;
    expected_score(bank, item, theta) / highest
}

/// The expected score of an item.
pub(crate) fn expected_score(bank: &ItemBank, item: &BankItem<'_>, theta: f64) -> f64 {
    let mut room = [0.0; MAX_CATEGORIES];
    let probabilities = &mut room[..usize::from(item.model.categories())];
    bank.category_probabilities(item.index, theta, probabilities);
    probabilities.iter().enumerate().map(|(score, probability)| score as f64 * probability).sum()
}

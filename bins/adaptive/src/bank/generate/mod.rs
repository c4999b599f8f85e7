//! `adaptive bank generate`: item banks from distributions of their parameters.

mod content;
mod draws;
mod generator;
mod parameter_plan;

use std::io::{self, Write as _};

use irt_core::{Item, ItemId};

use crate::args::BankGenerateArguments;
use crate::bank::bank_csv;
use crate::{output_file, seed};
use generator::Generator;

/// The least number of digits of the number of an item.
const LEAST_DIGITS: usize = 3;

pub(crate) fn run(arguments: &BankGenerateArguments) -> anyhow::Result<()> {
    let (seed, note) = match arguments.seed {
        Some(seed) => (seed, None),
        None => {
            let seed = seed::draw()?;
            (seed, Some(seed::drawn(seed)))
        }
    };
    let generator = Generator::new(arguments, seed)?;
    let content = arguments.content.as_ref().map(|shares| content::of_items(shares, arguments.items, seed));
    let digits = arguments.items.to_string().len().max(LEAST_DIGITS);
    let mut items = Vec::new();
    for number in 1..=arguments.items {
        let id = ItemId::new(&format!("{}{number:0digits$}", arguments.prefix))?;
        let area = content.as_ref().and_then(|areas| areas.get(items.len()).cloned());
        items.push(Item { id, model: generator.item(number)?, content: area });
    }
    let keys = vec![None; items.len()];
    let text = bank_csv::text(&items, &keys)?;
    match &arguments.out {
        Some(path) => output_file::write(path, text.as_bytes())?,
        None => io::stdout().write_all(text.as_bytes())?,
    }
    if let Some(note) = note {
        // A closed standard error is no fault.
        let _ = writeln!(io::stderr(), "{note}");
    }
    Ok(())
}

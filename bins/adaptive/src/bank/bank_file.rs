//! Reading an item bank to compute with.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use irt_core::{AdaptiveTest, BankError, ItemBank, Metric};

use crate::args::BankArguments;
use crate::bank::bank_text::BankText;
use crate::design::design_file;
use crate::source::Source;

/// The test that a bank makes under a design, or under the default design.
pub(crate) fn read_test(arguments: &BankArguments, design: Option<&Source>) -> anyhow::Result<Arc<AdaptiveTest>> {
    test_of(&BankText::read(&arguments.source)?, arguments.metric, design)
}

/// The test that the bank in a text makes under a design, or under the default design.
pub(crate) fn test_of(text: &BankText, metric: Metric, design: Option<&Source>) -> anyhow::Result<Arc<AdaptiveTest>> {
    let bank = Arc::new(bank_of(text, metric)?);
    match design {
        Some(source) => test(&text.source, &bank, source),
        None => Ok(Arc::new(AdaptiveTest::new(bank, irt_core::CatDesign::default())?)),
    }
}

/// The test that a bank, given with the file it is from, makes under a design.
pub(crate) fn test(file: &Source, bank: &Arc<ItemBank>, design: &Source) -> anyhow::Result<Arc<AdaptiveTest>> {
    let test = AdaptiveTest::new(Arc::clone(bank), design_file::read(design)?);
    Ok(Arc::new(test.with_context(|| format!("{design} does not go with {file}"))?))
}

/// The bank in a CSV file, checked.
pub(crate) fn read(file: &Source, metric: Metric) -> anyhow::Result<ItemBank> {
    bank_of(&BankText::read(file)?, metric)
}

/// The bank in a text, checked. Errors name the file.
pub(crate) fn bank_of(text: &BankText, metric: Metric) -> anyhow::Result<ItemBank> {
    ItemBank::from_csv(text.text.as_slice(), metric).map_err(|error| refused(&text.source, &error))
}

fn refused(file: &Source, error: &BankError) -> anyhow::Error {
    let more = error.problems().len() + error.unlisted() > 1;
    let hint = if more { "; `adaptive bank check` lists them all" } else { "" };
    anyhow!("{file}: {error}{hint}")
}

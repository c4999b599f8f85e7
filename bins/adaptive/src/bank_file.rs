//! Reading an item bank to compute with.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use irt_core::{AdaptiveTest, BankError, ItemBank, Metric};

use crate::args::BankArguments;
use crate::design_file;
use crate::source::Source;

/// The test that a bank makes under a design, or under the default design.
pub(crate) fn read_test(arguments: &BankArguments, design: Option<&Source>) -> anyhow::Result<Arc<AdaptiveTest>> {
    let file = &arguments.source;
    let bank = read(file, arguments.metric)?;
    let (design, name) = match design {
        Some(source) => (design_file::read(source)?, source.to_string()),
        None => (irt_core::CatDesign::default(), "the default design".to_owned()),
    };
    let test = AdaptiveTest::new(Arc::new(bank), design);
    Ok(Arc::new(test.with_context(|| format!("{name} does not go with {file}"))?))
}

/// The bank in a CSV file, checked.
pub(crate) fn read(file: &Source, metric: Metric) -> anyhow::Result<ItemBank> {
    ItemBank::from_csv(file.open()?, metric).map_err(|error| refused(file, &error))
}

fn refused(file: &Source, error: &BankError) -> anyhow::Error {
    let more = error.problems().len() + error.unlisted() > 1;
    let hint = if more { "; `adaptive bank check` lists them all" } else { "" };
    anyhow!("{file}: {error}{hint}")
}

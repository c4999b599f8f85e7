//! Reading an item bank to compute with.

use std::sync::Arc;

use anyhow::{Context as _, anyhow};
use irt_core::{AdaptiveTest, BankError, ItemBank};

use crate::args::BankArguments;
use crate::design_file;
use crate::source::Source;

/// The test that a bank makes under a design, or under the default design.
pub(crate) fn read_test(arguments: &BankArguments, design: Option<&Source>) -> anyhow::Result<Arc<AdaptiveTest>> {
    let file = &arguments.source;
    let bank = ItemBank::from_csv(file.open()?, arguments.metric).map_err(|error| refused(file, &error))?;
    let (design, name) = match design {
        Some(source) => (design_file::read(source)?, source.to_string()),
        None => (irt_core::CatDesign::default(), "the default design".to_owned()),
    };
    let test = AdaptiveTest::new(Arc::new(bank), design);
    Ok(Arc::new(test.with_context(|| format!("{name} does not go with {file}"))?))
}

fn refused(file: &Source, error: &BankError) -> anyhow::Error {
    let more = error.problems().len() + error.unlisted() > 1;
    let hint = if more { "; `adaptive bank check` lists them all" } else { "" };
    anyhow!("{file}: {error}{hint}")
}

//! Reading a test design.

use anyhow::{Context as _, anyhow};
use irt_core::{CatDesign, CatSpec, DesignError};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use crate::source::Source;

/// What is wrong with a design.
#[derive(Debug, thiserror::Error)]
pub(crate) enum DesignFault {
    /// It is not TOML, or has keys that a design does not have.
    #[error("{message}")]
    Text { line: Option<usize>, message: String },
    /// A value breaks a rule.
    #[error("{error}")]
    Value { line: Option<usize>, error: DesignError },
}

/// A design and the text it was read from.
pub(crate) struct DesignFile {
    text: String,
    pub(crate) design: CatDesign,
}

impl DesignFile {
    /// The line on which a field is given, counted from 1; `None` for a field that is not.
    pub(crate) fn line_of(&self, field: &str) -> Option<usize> {
        line_of(&self.text, field)
    }
}

/// The design in a TOML file, checked. An error names the line or the field.
pub(crate) fn read(source: &Source) -> anyhow::Result<CatDesign> {
    let file = parse(source)?.map_err(|fault| anyhow!("{source}: {fault}"))?;
    Ok(file.design)
}

/// The design in a TOML file, or what is wrong with it; an error when the file cannot be read.
pub(crate) fn parse(source: &Source) -> anyhow::Result<Result<DesignFile, DesignFault>> {
    let text = String::from_utf8(source.read()?).with_context(|| format!("{source} is not text in UTF-8"))?;
    Ok(design(text.trim_start_matches('\u{feff}').to_owned()))
}

fn design(text: String) -> Result<DesignFile, DesignFault> {
    let spec: CatSpec = toml::from_str(&text).map_err(|error| DesignFault::Text {
        line: error.span().map(|span| line_at(&text, span.start)),
        message: error.to_string().trim_end().to_owned(),
    })?;
    match CatDesign::new(spec) {
        Ok(design) => Ok(DesignFile { text, design }),
        Err(error) => Err(DesignFault::Value { line: line_of(&text, error.field), error }),
    }
}

/// The line on which the value of a field, given with its sections, begins.
fn line_of(text: &str, field: &str) -> Option<usize> {
    let document = DeTable::parse(text).ok()?;
    let mut found: Option<&Spanned<DeValue<'_>>> = None;
    for name in field.split('.') {
        let table = match found {
            None => document.get_ref(),
            Some(value) => value.get_ref().as_table()?,
        };
        found = Some(table.get(name)?);
    }
    found.map(|value| line_at(text, value.span().start))
}

fn line_at(text: &str, offset: usize) -> usize {
    text[..offset].matches('\n').count() + 1
}

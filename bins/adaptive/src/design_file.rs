//! Reading a test design.

use anyhow::{Context as _, anyhow};
use irt_core::{CatDesign, CatSpec};

use crate::source::Source;

/// The design in a TOML file, checked. An error names the line or the field.
pub(crate) fn read(source: &Source) -> anyhow::Result<CatDesign> {
    let text = String::from_utf8(source.read()?).with_context(|| format!("{source} is not text in UTF-8"))?;
    let text = text.trim_start_matches('\u{feff}');
    let spec: CatSpec = toml::from_str(text).map_err(|error| anyhow!("{source}: {}", error.to_string().trim_end()))?;
    CatDesign::new(spec).with_context(|| source.to_string())
}

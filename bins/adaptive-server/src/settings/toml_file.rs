//! Reading the settings file.

use std::path::Path;

use anyhow::{Context as _, bail};

/// The text of a TOML file. An error names the line and does not show it, because it may hold a password.
pub(super) fn read_toml(path: &Path) -> anyhow::Result<String> {
    let text = std::fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))?;
    if let Err(error) = text.parse::<toml::Table>() {
        let before = &text[..error.span().map_or(0, |span| span.start)];
        let line = before.matches('\n').count() + 1;
        bail!("{} is not TOML: line {line}: {}", path.display(), error.message());
    }
    Ok(text)
}

//! Reading a text as lines.

use std::io::Read as _;

use anyhow::Context as _;

use super::decoded_text::DecodedText;
use crate::source::Source;

/// The lines of a file in any of the usual encodings. Errors name the file.
pub(crate) fn text_lines(source: &Source) -> anyhow::Result<Vec<String>> {
    let mut text = String::new();
    let read = DecodedText::begin(source.open()?).and_then(|mut file| file.read_to_string(&mut text));
    read.with_context(|| format!("{source}: the file cannot be read"))?;
    Ok(text.lines().map(str::to_owned).collect())
}

//! Reading the abilities of examinees.

use anyhow::Context as _;
use irt_core::MAX_ABS_THETA;

use crate::delimited_text::{DelimitedText, TextError, decimal_mark, with_decimal_point};
use crate::note;
use crate::source::Source;

/// The name of the column.
const THETA: &str = "theta";

/// What can be wrong with a file of abilities.
#[derive(Debug, thiserror::Error)]
enum ThetasError {
    #[error("line {line}: there is no column {THETA:?}")]
    NoColumn { line: u64 },
    #[error("there is no ability below the header")]
    NoRows,
    #[error("line {line}, column {THETA:?}: {value:?} is not a number between -{MAX_ABS_THETA} and {MAX_ABS_THETA}")]
    NotATheta { line: u64, value: String },
    #[error(transparent)]
    Text(#[from] TextError),
}

/// The abilities in the column `theta` of a CSV file, at least one. Other columns are ignored.
pub(crate) fn read(source: &Source) -> anyhow::Result<Vec<f64>> {
    let mut text = DelimitedText::open(source)?;
    let thetas = thetas(&mut text).with_context(|| source.to_string())?;
    let found = text.peculiarities();
    if !found.is_empty() {
        note::print(format_args!("{source} is read with {}", found.join(", ")));
    }
    Ok(thetas)
}

fn thetas(text: &mut DelimitedText) -> Result<Vec<f64>, ThetasError> {
    let mut record = csv::StringRecord::new();
    text.read_row(&mut record)?;
    let is_theta = |name: &str| name.trim().eq_ignore_ascii_case(THETA);
    let place = record.iter().position(is_theta).ok_or(ThetasError::NoColumn { line: 1 })?;
    let mut thetas = Vec::new();
    while let Some(line) = text.read_row(&mut record)? {
        let value = record.get(place).unwrap_or_default().trim();
        thetas.push(theta(value).ok_or_else(|| ThetasError::NotATheta { line, value: value.to_owned() })?);
    }
    if thetas.is_empty() { Err(ThetasError::NoRows) } else { Ok(thetas) }
}

/// An ability, with a decimal point or a decimal comma.
fn theta(value: &str) -> Option<f64> {
    let number = match decimal_mark(value) {
        Some(_) => with_decimal_point(value).parse(),
        None => value.parse(),
    };
    number.ok().filter(|theta| (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(theta))
}

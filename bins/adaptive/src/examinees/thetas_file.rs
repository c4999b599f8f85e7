//! Reading the abilities of examinees.

use anyhow::Context as _;
use irt_core::{ExamineeStart, MAX_ABS_THETA};

use super::columns::{ExamineeCells, ExamineeColumn};
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
    #[error("line {line}, column {column:?}: {value:?} is not a number")]
    NotANumber { line: u64, column: &'static str, value: String },
    #[error("line {line}: a prior needs both prior_mean and prior_sd, or neither")]
    HalfAPrior { line: u64 },
    #[error(transparent)]
    Text(#[from] TextError),
}

/// The examinees of a file, in its order.
pub(crate) struct ListedExaminees {
    pub(crate) thetas: Vec<f64>,
    /// What is known of each before the test.
    pub(crate) starts: Vec<ExamineeStart>,
}

/// The abilities in the column `theta` of a CSV file, at least one, with the columns `start_theta`, `prior_mean` and
/// `prior_sd`. Other columns are ignored.
pub(crate) fn read(source: &Source) -> anyhow::Result<ListedExaminees> {
    let mut text = DelimitedText::open(source)?;
    let listed = listed(&mut text).with_context(|| source.to_string())?;
    let found = text.peculiarities();
    if !found.is_empty() {
        note::print(format_args!("{source} is read with {}", found.join(", ")));
    }
    Ok(listed)
}

fn listed(text: &mut DelimitedText) -> Result<ListedExaminees, ThetasError> {
    let mut record = csv::StringRecord::new();
    text.read_row(&mut record)?;
    let is_theta = |name: &str| name.trim().eq_ignore_ascii_case(THETA);
    let place = record.iter().position(is_theta).ok_or(ThetasError::NoColumn { line: 1 })?;
    let known: Vec<_> =
        record.iter().enumerate().filter_map(|(place, name)| Some((place, ExamineeColumn::from_name(name)?))).collect();
    let mut listed = ListedExaminees { thetas: Vec::new(), starts: Vec::new() };
    while let Some(line) = text.read_row(&mut record)? {
        let value = record.get(place).unwrap_or_default().trim();
        listed.thetas.push(theta(value).ok_or_else(|| ThetasError::NotATheta { line, value: value.to_owned() })?);
        listed.starts.push(start(line, &known, &record)?);
    }
    if listed.thetas.is_empty() { Err(ThetasError::NoRows) } else { Ok(listed) }
}

fn start(
    line: u64,
    columns: &[(usize, ExamineeColumn)],
    record: &csv::StringRecord,
) -> Result<ExamineeStart, ThetasError> {
    let mut cells = ExamineeCells::default();
    for (place, column) in columns {
        let cell = record.get(*place).unwrap_or_default();
        cells.take(*column, cell).map_err(|_| ThetasError::NotANumber {
            line,
            column: column.name(),
            value: cell.trim().to_owned(),
        })?;
    }
    cells.start().ok_or(ThetasError::HalfAPrior { line })
}

/// An ability, with a decimal point or a decimal comma.
fn theta(value: &str) -> Option<f64> {
    let number = match decimal_mark(value) {
        Some(_) => with_decimal_point(value).parse(),
        None => value.parse(),
    };
    number.ok().filter(|theta| (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(theta))
}

//! Reading the abilities of examinees.

use anyhow::Context as _;
use irt_core::MAX_ABS_THETA;
use irt_core::NumberedLines;

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
    #[error("line {line}: the text is not UTF-8")]
    NotUtf8 { line: u64 },
    #[error("the file cannot be read")]
    Unreadable(#[source] csv::Error),
}

/// The abilities in the column `theta` of a CSV file, at least one. Other columns are ignored.
pub(crate) fn read(source: &Source) -> anyhow::Result<Vec<f64>> {
    let rows = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(NumberedLines::new(source.open()?));
    thetas(rows).with_context(|| source.to_string())
}

fn thetas<R: std::io::Read>(mut rows: csv::Reader<NumberedLines<R>>) -> Result<Vec<f64>, ThetasError> {
    let mut record = csv::StringRecord::new();
    read_record(&mut rows, &mut record)?;
    let is_theta = |name: &str| name.trim_start_matches('\u{feff}').trim() == THETA;
    let place = record.iter().position(is_theta).ok_or(ThetasError::NoColumn { line: 1 })?;
    let mut thetas = Vec::new();
    while read_record(&mut rows, &mut record)? {
        let value = record.get(place).unwrap_or_default();
        if value.is_empty() && record.iter().all(str::is_empty) {
            continue;
        }
        let theta = value.parse().ok().filter(|theta| (-MAX_ABS_THETA..=MAX_ABS_THETA).contains(theta));
        thetas.push(theta.ok_or_else(|| {
            let line = record.position().map_or(0, |position| rows.get_mut().line_of(position));
            ThetasError::NotATheta { line, value: value.to_owned() }
        })?);
    }
    if thetas.is_empty() { Err(ThetasError::NoRows) } else { Ok(thetas) }
}

/// Reads the next row; false at the end of the file.
fn read_record<R: std::io::Read>(
    rows: &mut csv::Reader<NumberedLines<R>>,
    record: &mut csv::StringRecord,
) -> Result<bool, ThetasError> {
    rows.read_record(record).map_err(|error| match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => {
            let line = pos.as_ref().map_or(1, |position| rows.get_mut().line_of(position));
            ThetasError::NotUtf8 { line }
        }
        _ => ThetasError::Unreadable(error),
    })
}

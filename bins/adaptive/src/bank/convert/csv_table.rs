//! Reads a table with a header, in any of the usual encodings and with any of the usual separators.

use anyhow::{Context as _, bail};

use super::foreign_table::{ForeignTable, TableLine};
use crate::delimited_text::{DecimalMark, DelimitedText, TextError, decimal_mark, text_lines};
use crate::note;
use crate::source::Source;

/// Reads the file, whose first line has the names of the columns. A note names what is unusual in it, such as its
/// encoding. Errors name the file.
pub(super) fn with_header(source: &Source) -> anyhow::Result<ForeignTable> {
    let mut text = DelimitedText::open(source)?;
    let mut rows = rows(&mut text).with_context(|| source.to_string())?;
    let mut found = text.peculiarities();
    if let Some((_, header)) = rows.first()
        && let [only] = header.as_slice()
        && only.contains(' ')
        && *source != Source::StandardInput
    {
        rows = rows_with_spaces(source)?;
        found.push("spaces between the columns".to_owned());
    }
    let mut rows = rows.into_iter();
    let Some((_, mut columns)) = rows.next() else { bail!("{source}: the file is empty; it begins with a header") };
    let mut rows: Vec<(u64, Vec<String>)> = rows.collect();
    // R's write.table leaves out the name of the column of row names.
    if !rows.is_empty() && rows.iter().all(|(_, cells)| cells.len() == columns.len() + 1) {
        columns.insert(0, String::new());
    }
    drop_empty_columns(&mut columns, &mut rows);
    let decimal = decimal_mark_of(&rows);
    if decimal == DecimalMark::Comma {
        found.push("decimal commas".to_owned());
    }
    if !found.is_empty() {
        note::print(format_args!("{source} is read with {}", found.join(", ")));
    }
    let lines = rows.into_iter().map(|(number, cells)| {
        let cells = match cells.len() {
            count if count == columns.len() => Ok(cells),
            count => Err(format!("{count} fields, but the header has {}", columns.len())),
        };
        TableLine { number, cells }
    });
    let lines = lines.collect();
    Ok(ForeignTable::new(source, columns, lines)?.with_decimal_mark(decimal))
}

fn rows(text: &mut DelimitedText) -> Result<Vec<(u64, Vec<String>)>, TextError> {
    let (mut record, mut rows) = (csv::StringRecord::new(), Vec::new());
    while let Some(line) = text.read_row(&mut record)? {
        rows.push((line, record.iter().map(|field| field.trim().to_owned()).collect()));
    }
    Ok(rows)
}

/// The rows of a file with spaces between the columns, as R's write.table writes it. Text with spaces is in quotation marks.
fn rows_with_spaces(source: &Source) -> anyhow::Result<Vec<(u64, Vec<String>)>> {
    let mut rows = Vec::new();
    for (number, line) in (1..).zip(text_lines(source)?) {
        let mut reader =
            csv::ReaderBuilder::new().has_headers(false).delimiter(b' ').from_reader(line.trim().as_bytes());
        for record in reader.records() {
            let record = record.with_context(|| format!("{source}: line {number}"))?;
            let cells = record.iter().map(str::trim).filter(|cell| !cell.is_empty()).map(str::to_owned).collect();
            rows.push((number, cells));
        }
    }
    Ok(rows)
}

/// The decimal mark of all cells. Where some have a point, a comma may as well separate thousands.
fn decimal_mark_of(rows: &[(u64, Vec<String>)]) -> DecimalMark {
    let mut marks = rows.iter().flat_map(|(_, cells)| cells).filter_map(|cell| decimal_mark(cell)).peekable();
    match marks.peek().is_some() && marks.all(|mark| mark == DecimalMark::Comma) {
        true => DecimalMark::Comma,
        false => DecimalMark::Point,
    }
}

/// Drops the last columns without a name and without text, which Excel writes.
fn drop_empty_columns(columns: &mut Vec<String>, rows: &mut [(u64, Vec<String>)]) {
    while columns.len() > 1
        && columns.last().is_some_and(String::is_empty)
        && rows.iter().all(|(_, cells)| cells.get(columns.len() - 1).is_none_or(String::is_empty))
    {
        columns.pop();
    }
    for (_, cells) in rows {
        while cells.len() > columns.len() && cells.last().is_some_and(String::is_empty) {
            cells.pop();
        }
    }
}

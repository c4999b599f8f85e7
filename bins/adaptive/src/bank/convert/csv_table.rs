//! Reads a CSV file of another program.

use std::io::Read;

use anyhow::{Context as _, bail};
use irt_core::NumberedLines;

use super::foreign_table::{ForeignTable, TableLine};
use crate::source::Source;

type Reader = csv::Reader<NumberedLines<Box<dyn Read>>>;

/// Reads the file, whose first line has the names of the columns. Errors name the file.
pub(super) fn with_header(source: &Source) -> anyhow::Result<ForeignTable> {
    let (mut records, mut lines) = (records(source)?.into_iter(), Vec::new());
    let Some(TableLine { cells: header, .. }) = records.next() else {
        bail!("{source}: the file is empty; it begins with a header");
    };
    let columns = match header {
        Ok(cells) => cells,
        Err(fault) => bail!("{source}: line 1: {fault}"),
    };
    if let [only] = columns.as_slice()
        && only.contains([';', '\t'])
    {
        bail!("{source}: line 1: the columns are separated by commas, as R's write.csv does it");
    }
    for TableLine { number, cells } in records {
        let cells = cells.and_then(|cells| match cells.len() {
            count if count == columns.len() => Ok(cells),
            count => Err(format!("{count} fields, but the header has {}", columns.len())),
        });
        lines.push(TableLine { number, cells });
    }
    ForeignTable::new(source, columns, lines)
}

/// All records of the file, the first included, each with as many cells as it has.
pub(super) fn records(source: &Source) -> anyhow::Result<Vec<TableLine>> {
    let mut reader: Reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(NumberedLines::new(source.open()?));
    let (mut record, mut lines) = (csv::StringRecord::new(), Vec::new());
    loop {
        let mut faulty = None;
        let cells = match reader.read_record(&mut record) {
            Ok(false) => return Ok(lines),
            Ok(true) => Ok(record.iter().map(|cell| cell.trim_start_matches('\u{feff}').trim().to_owned()).collect()),
            Err(error) if matches!(error.kind(), csv::ErrorKind::Utf8 { .. }) => {
                faulty = error.position().cloned();
                Err("the text is not UTF-8".to_owned())
            }
            Err(error) => return Err(error).with_context(|| format!("{source}: the file cannot be read")),
        };
        let position = faulty.or_else(|| record.position().cloned());
        let number = position.map_or(1, |position| reader.get_mut().line_of(&position));
        lines.push(TableLine { number, cells });
    }
}

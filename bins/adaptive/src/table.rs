//! Writing tables row by row, as CSV or as JSON.

use std::io::{self, BufWriter, Write};

use anyhow::anyhow;
use serde::Serialize;

use crate::args::TableFormat;

/// A row of a table: its fields are the columns.
pub(crate) trait Row: Serialize {
    /// The names of the columns, which are those of the fields.
    const COLUMNS: &'static [&'static str];
}

/// A table while it is written. Numbers are the shortest decimals that read back as the same number.
pub(crate) enum Table<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: BufWriter<W>, is_empty: bool },
}

impl<W: Write> Table<W> {
    /// Writes the beginning of a table of rows `R`.
    pub(crate) fn begin<R: Row>(format: TableFormat, out: W) -> anyhow::Result<Self> {
        match format {
            TableFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
                writer.write_record(R::COLUMNS).map_err(unwritten)?;
                Ok(Self::Csv(Box::new(writer)))
            }
            TableFormat::Json => {
                let mut out = BufWriter::new(out);
                out.write_all(b"[")?;
                Ok(Self::Json { out, is_empty: true })
            }
        }
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, row: &impl Row) -> anyhow::Result<()> {
        match self {
            Self::Csv(writer) => writer.serialize(row).map_err(unwritten)?,
            Self::Json { out, is_empty } => {
                out.write_all(if *is_empty { b"\n" } else { b",\n" })?;
                *is_empty = false;
                serde_json::to_writer(out, row).map_err(io::Error::from)?;
            }
        }
        Ok(())
    }

    /// Writes the end.
    pub(crate) fn end(self) -> anyhow::Result<()> {
        match self {
            Self::Csv(mut writer) => writer.flush()?,
            Self::Json { mut out, .. } => {
                out.write_all(b"\n]\n")?;
                out.flush()?;
            }
        }
        Ok(())
    }
}

/// The text of a CSV file with a header.
pub(crate) fn csv_text(rows: impl Iterator<Item = impl Serialize>) -> anyhow::Result<String> {
    let mut writer = csv::Writer::from_writer(Vec::new());
    for row in rows {
        writer.serialize(row)?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// Why a row cannot be written, in a form that [`reader_is_gone`] recognises.
fn unwritten(error: csv::Error) -> anyhow::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(error) => error.into(),
        other => anyhow!("a row cannot be written: {other:?}"),
    }
}

/// Whether the reason for an error is that the reader has closed the output.
pub(crate) fn reader_is_gone(error: &anyhow::Error) -> bool {
    let is_broken_pipe = |error: &io::Error| error.kind() == io::ErrorKind::BrokenPipe;
    error.chain().any(|cause| cause.downcast_ref::<io::Error>().is_some_and(is_broken_pipe))
}

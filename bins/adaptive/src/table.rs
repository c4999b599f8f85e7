//! Writing tables row by row, as CSV or as JSON.

use std::io::{self, BufWriter, Write};

use anyhow::anyhow;
use serde::{Serialize, Serializer};

use crate::args::TableFormat;

/// A row of a table: its fields are the columns.
pub(crate) trait Row: Serialize {
    /// The names of the columns, which are those of the fields.
    const COLUMNS: &'static [&'static str];
}

/// A cell of a row whose columns depend on the command line or the design.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
#[serde(untagged)]
pub(crate) enum Cell<'a> {
    Text(&'a str),
    Number(f64),
    Count(u64),
    /// Nothing in CSV, null in JSON.
    Empty,
}

impl From<Option<f64>> for Cell<'_> {
    fn from(number: Option<f64>) -> Self {
        number.map_or(Self::Empty, Self::Number)
    }
}

/// A row as an object.
struct Object<'a>(&'a [&'static str], &'a [Cell<'a>]);

impl Serialize for Object<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_map(self.0.iter().zip(self.1))
    }
}

/// A table while it is written. Numbers are the shortest decimals that read back as the same number.
pub(crate) enum Table<W: Write> {
    Csv(Box<csv::Writer<W>>),
    Json { out: BufWriter<W>, is_empty: bool, columns: Vec<&'static str> },
}

impl<W: Write> Table<W> {
    /// Writes the beginning of a table of rows `R`.
    pub(crate) fn begin<R: Row>(format: TableFormat, out: W) -> anyhow::Result<Self> {
        Self::begin_columns(format, R::COLUMNS.to_vec(), out)
    }

    /// Writes the beginning of a table with these columns, whose rows are [`cells`](Self::cells).
    pub(crate) fn begin_columns(format: TableFormat, columns: Vec<&'static str>, out: W) -> anyhow::Result<Self> {
        match format {
            TableFormat::Csv => {
                let mut writer = csv::WriterBuilder::new().has_headers(false).from_writer(out);
                writer.write_record(&columns).map_err(unwritten)?;
                Ok(Self::Csv(Box::new(writer)))
            }
            TableFormat::Json => {
                let mut out = BufWriter::new(out);
                out.write_all(b"[")?;
                Ok(Self::Json { out, is_empty: true, columns })
            }
        }
    }

    /// Writes a row.
    pub(crate) fn row(&mut self, row: &impl Row) -> anyhow::Result<()> {
        match self {
            Self::Csv(writer) => writer.serialize(row).map_err(unwritten),
            Self::Json { out, is_empty, .. } => write_object(out, is_empty, row),
        }
    }

    /// Writes a row that has a cell for each column.
    pub(crate) fn cells(&mut self, cells: &[Cell<'_>]) -> anyhow::Result<()> {
        match self {
            Self::Csv(writer) => writer.serialize(cells).map_err(unwritten),
            Self::Json { out, is_empty, columns } => write_object(out, is_empty, &Object(columns, cells)),
        }
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

fn write_object(out: &mut impl Write, is_empty: &mut bool, row: &impl Serialize) -> anyhow::Result<()> {
    out.write_all(if *is_empty { b"\n" } else { b",\n" })?;
    *is_empty = false;
    Ok(serde_json::to_writer(out, row).map_err(io::Error::from)?)
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

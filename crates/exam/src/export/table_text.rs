//! A part of a table as text.

use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};

use super::cell::Cell;
use super::format::ExportFormat;
use crate::error::ExamError;

/// A part of a table as text: whole rows.
pub(crate) enum TableText {
    Csv(Box<csv::Writer<Vec<u8>>>),
    NdJson(Vec<u8>),
}

impl TableText {
    /// No rows.
    pub(crate) fn new(format: ExportFormat) -> Self {
        match format {
            ExportFormat::Csv => Self::Csv(Box::new(csv::Writer::from_writer(Vec::new()))),
            ExportFormat::NdJson => Self::NdJson(Vec::new()),
        }
    }

    /// Adds the header, where the form has one.
    pub(super) fn add_header<'a>(&mut self, names: impl Iterator<Item = &'a str>) -> Result<(), ExamError> {
        match self {
            Self::Csv(writer) => writer.write_record(names).map_err(failed),
            Self::NdJson(_) => Ok(()),
        }
    }

    /// Adds a row.
    pub(super) fn add_row<'a>(
        &mut self,
        cells: impl Iterator<Item = (&'a str, Cell<'a>)> + Clone,
    ) -> Result<(), ExamError> {
        match self {
            Self::Csv(writer) => {
                for (_, cell) in cells {
                    writer.write_field(cell.field().as_bytes()).map_err(failed)?;
                }
                writer.write_record(None::<&[u8]>).map_err(failed)
            }
            Self::NdJson(text) => {
                serde_json::to_writer(&mut *text, &Object(cells)).map_err(failed)?;
                text.push(b'\n');
                Ok(())
            }
        }
    }

    /// The text.
    pub(crate) fn into_bytes(self) -> Result<Vec<u8>, ExamError> {
        match self {
            Self::Csv(writer) => writer.into_inner().map_err(|error| failed(error.into_error())),
            Self::NdJson(text) => Ok(text),
        }
    }
}

/// The cells of a row as a JSON object with the fields in their order.
struct Object<I>(I);

impl<'a, I: Iterator<Item = (&'a str, Cell<'a>)> + Clone> Serialize for Object<I> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut object = serializer.serialize_map(None)?;
        for (name, cell) in self.0.clone() {
            object.serialize_entry(name, &cell)?;
        }
        object.end()
    }
}

/// Text in memory cannot fail to be written, unless a row has another number of fields than the header.
fn failed(error: impl std::error::Error + Send + Sync + 'static) -> ExamError {
    ExamError::Computation(error.into())
}

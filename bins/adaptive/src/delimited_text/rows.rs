//! Reading the rows of a text.

use std::io::{self, Chain, Cursor, Read};

use anyhow::Context as _;
use irt_core::NumberedLines;

use super::decoded_text::DecodedText;
use super::encoding::{EncodingFault, TextEncoding};
use super::separator::{Beginning, MOST_OF_HEADER, Separator};
use crate::source::Source;

/// How many bytes are split into rows at once.
const BUFFER: usize = 1 << 16;
/// How many bytes of the header are read at once.
const PIECE: usize = 1 << 13;

/// The text, its beginning having been read.
type Text = NumberedLines<Chain<Cursor<Vec<u8>>, DecodedText>>;

/// A file that is read row by row. The encoding and the separator are found from its beginning.
pub(crate) struct DelimitedText {
    rows: csv::Reader<Text>,
    separator: Separator,
    /// How many rows have been read, those without text counted.
    count: u64,
}

/// Why a text cannot be read.
#[derive(Debug, thiserror::Error)]
pub(crate) enum TextError {
    #[error("line {line}: {fault}")]
    NotDecoded { line: u64, fault: EncodingFault },
    #[error(
        "line {line}: field {field} of the row has a quotation mark that is not closed at the end of the field; within a text, \
         write it twice"
    )]
    UnclosedQuotation { line: u64, field: usize },
    #[error("the file cannot be read")]
    Unreadable(#[source] io::Error),
}

impl DelimitedText {
    /// Opens the file and reads its beginning. Errors name the file.
    pub(crate) fn open(source: &Source) -> anyhow::Result<Self> {
        let file = source.open()?;
        Self::begin(file).with_context(|| source.to_string())
    }

    fn begin(file: Box<dyn Read>) -> Result<Self, TextError> {
        let mut text = DecodedText::begin(file).map_err(|error| unreadable(error, 1))?;
        let mut read = Vec::new();
        let beginning = read_beginning(&mut text, &mut read).map_err(|error| {
            let mut lines = NumberedLines::new(read.as_slice());
            // What has been read is in memory, so reading it does not fail.
            let _ = io::copy(&mut lines, &mut io::sink());
            unreadable(error, lines.line())
        })?;
        let rows = csv::ReaderBuilder::new()
            .delimiter(beginning.separator.byte())
            .has_headers(false)
            .flexible(true)
            .buffer_capacity(BUFFER)
            .from_reader(NumberedLines::new(Cursor::new(read).chain(text)).delimited_by(beginning.separator.byte()));
        let mut rows = Self { rows, separator: beginning.separator, count: 0 };
        if beginning.names_separator {
            rows.read_row(&mut csv::StringRecord::new())?;
            rows.count = 0;
        }
        Ok(rows)
    }

    /// Reads the next row that has text, the header first, and returns the line on which it begins, counted from 1; `None` at
    /// the end of the file. The fields are not trimmed.
    pub(crate) fn read_row(&mut self, row: &mut csv::StringRecord) -> Result<Option<u64>, TextError> {
        loop {
            match self.rows.read_record(row) {
                Ok(false) => return Ok(None),
                Ok(true) => {}
                Err(error) => return Err(self.unreadable(error)),
            }
            let is_blank = row.iter().all(|field| field.trim().is_empty());
            self.count += u64::from(!is_blank || row.len() > 1);
            if !is_blank {
                let line = row.position().map_or(1, |position| self.rows.get_mut().line_of(position));
                return match self.rows.get_ref().unclosed_quotation().filter(|found| found.line <= line) {
                    Some(found) => Err(TextError::UnclosedQuotation { line: found.line, field: found.column + 1 }),
                    None => Ok(Some(line)),
                };
            }
        }
    }

    /// The number of rows read so far, the header and rows of separators alone counted, empty lines not.
    pub(crate) const fn rows_read(&self) -> u64 {
        self.count
    }

    /// What is found and not plain: an encoding other than UTF-8, a separator other than the comma. The encoding is known for
    /// sure at the end of the file.
    pub(crate) fn peculiarities(&self) -> Vec<String> {
        let encoding = self.rows.get_ref().source().get_ref().1.encoding();
        let encoding = (encoding != TextEncoding::Utf8).then(|| format!("the encoding {encoding}"));
        let separator = self.separator;
        let separator = (separator != Separator::Comma).then(|| format!("{} between the columns", separator.name()));
        encoding.into_iter().chain(separator).collect()
    }

    fn unreadable(&self, error: csv::Error) -> TextError {
        let line = self.rows.get_ref().line();
        match error.into_kind() {
            csv::ErrorKind::Io(error) => unreadable(error, line),
            other => TextError::Unreadable(io::Error::other(format!("{other:?}"))),
        }
    }
}

/// Reads the text until its separator is known.
fn read_beginning(text: &mut DecodedText, read: &mut Vec<u8>) -> io::Result<Beginning> {
    let mut piece = [0; PIECE];
    loop {
        let count = text.read(&mut piece)?;
        read.extend_from_slice(&piece[..count]);
        if let Some(beginning) = Beginning::read(read) {
            return Ok(beginning);
        }
        if count == 0 || read.len() > MOST_OF_HEADER {
            let ended = [read.as_slice(), b"\n"].concat();
            let plain = Beginning { names_separator: false, separator: Separator::Comma };
            return Ok(Beginning::read(&ended).unwrap_or(plain));
        }
    }
}

fn unreadable(error: io::Error, line: u64) -> TextError {
    match error.get_ref().and_then(|inner| inner.downcast_ref::<EncodingFault>()) {
        Some(fault) => TextError::NotDecoded { line, fault: *fault },
        None => TextError::Unreadable(error),
    }
}

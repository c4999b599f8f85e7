//! Reading a responses file: one examinee a row, one item a column.

use std::collections::HashMap;
use std::io::Read;

use anyhow::Context as _;
use irt_core::NumberedLines;
use irt_core::{ItemBank, ItemIndex, Response};

use crate::source::Source;

/// The name of the first column.
const EXAMINEE: &str = "examinee";
/// What R writes into an empty cell.
const NOT_ADMINISTERED: &str = "NA";

type Rows = csv::Reader<NumberedLines<Box<dyn Read>>>;

/// Reads a responses file row by row. The header has been checked against the bank.
pub(crate) struct ResponsesReader {
    source: Source,
    rows: Rows,
    record: csv::StringRecord,
    columns: Vec<Column>,
}

/// An item that the file has responses to.
#[derive(Debug, Clone)]
struct Column {
    item: ItemIndex,
    item_id: String,
    categories: u8,
}

/// The responses of an examinee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ResponsesRow {
    /// The line of the file on which the row begins, counted from 1.
    pub(crate) line: u64,
    pub(crate) examinee: String,
    /// The items that were administered, in the order of the columns.
    pub(crate) items: Vec<ItemIndex>,
    /// The responses, one for each of `items`.
    pub(crate) responses: Vec<Response>,
}

/// What can be wrong with a responses file.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ResponsesError {
    #[error("the file is empty; it begins with the header examinee,<item_id>,…")]
    Empty,
    #[error("line {line}, column 1: {value:?}, but the first column is {EXAMINEE:?}")]
    NoExamineeColumn { line: u64, value: String },
    #[error("line {line}: there is no item after {EXAMINEE:?}")]
    NoItemColumns { line: u64 },
    #[error("line {line}, column {column}: {value:?} is not an item of the bank")]
    UnknownItem { line: u64, column: usize, value: String },
    #[error("line {line}, column {column}: {value:?} is the name of column {first} already")]
    RepeatedColumn { line: u64, column: usize, value: String, first: usize },
    #[error("line {line}: {fields} fields, but the header has {expected}")]
    Ragged { line: u64, fields: usize, expected: usize },
    #[error("line {line}, column {EXAMINEE:?}: the name of the examinee is empty")]
    NoExaminee { line: u64 },
    #[error("line {line}, column {item:?}: {value:?} is not a category: a whole number from 0, or nothing, or NA")]
    NotACategory { line: u64, item: String, value: String },
    #[error("line {line}, column {item:?}: {value} is not a category of the item, whose categories are 0 to {highest}")]
    CategoryOutOfRange { line: u64, item: String, value: String, highest: u8 },
    #[error("line {line}: the text is not UTF-8")]
    NotUtf8 { line: u64 },
    #[error("the file cannot be read")]
    Unreadable(#[source] csv::Error),
}

impl ResponsesReader {
    /// Opens the file and reads its header. Errors name the file.
    pub(crate) fn open(source: &Source, bank: &ItemBank) -> anyhow::Result<Self> {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .flexible(true)
            .trim(csv::Trim::All)
            .from_reader(NumberedLines::new(source.open()?));
        let mut record = csv::StringRecord::new();
        let line = read_record(&mut rows, &mut record);
        let columns = line.and_then(|line| columns(line, &record, bank)).with_context(|| source.to_string())?;
        Ok(Self { source: source.clone(), rows, record, columns })
    }

    /// Where the responses come from.
    pub(crate) const fn source(&self) -> &Source {
        &self.source
    }

    /// Whether the file has a column for the item.
    pub(crate) fn has_item(&self, item: ItemIndex) -> bool {
        self.columns.iter().any(|column| column.item == item)
    }

    /// The next row; `None` at the end of the file. Errors name the file.
    pub(crate) fn next_row(&mut self) -> anyhow::Result<Option<ResponsesRow>> {
        self.read_row().with_context(|| self.source.to_string())
    }

    fn read_row(&mut self) -> Result<Option<ResponsesRow>, ResponsesError> {
        let Some(line) = read_record(&mut self.rows, &mut self.record)? else { return Ok(None) };
        let (fields, expected) = (self.record.len(), self.columns.len() + 1);
        if fields != expected {
            return Err(ResponsesError::Ragged { line, fields, expected });
        }
        let examinee = self.record.get(0).unwrap_or_default();
        if examinee.is_empty() {
            return Err(ResponsesError::NoExaminee { line });
        }
        let (mut items, mut responses) = (Vec::new(), Vec::new());
        for (column, cell) in self.columns.iter().zip(self.record.iter().skip(1)) {
            if let Some(response) = column.response(cell, line)? {
                items.push(column.item);
                responses.push(response);
            }
        }
        Ok(Some(ResponsesRow { line, examinee: examinee.to_owned(), items, responses }))
    }
}

impl Column {
    fn response(&self, cell: &str, line: u64) -> Result<Option<Response>, ResponsesError> {
        if cell.is_empty() || cell == NOT_ADMINISTERED {
            return Ok(None);
        }
        let named = || (self.item_id.clone(), cell.to_owned());
        if !cell.bytes().all(|byte| byte.is_ascii_digit()) {
            let (item, value) = named();
            return Err(ResponsesError::NotACategory { line, item, value });
        }
        match cell.parse::<u8>() {
            Ok(category) if category < self.categories => Ok(Some(Response(category))),
            _ => {
                let ((item, value), highest) = (named(), self.categories - 1);
                Err(ResponsesError::CategoryOutOfRange { line, item, value, highest })
            }
        }
    }
}

fn columns(line: Option<u64>, header: &csv::StringRecord, bank: &ItemBank) -> Result<Vec<Column>, ResponsesError> {
    let line = line.ok_or(ResponsesError::Empty)?;
    let mut names = header.iter().map(|name| name.trim_start_matches('\u{feff}').trim());
    let value = names.next().unwrap_or_default().to_owned();
    if value != EXAMINEE {
        return Err(ResponsesError::NoExamineeColumn { line, value });
    }
    let mut first = HashMap::from([(EXAMINEE, 1)]);
    let mut columns = Vec::with_capacity(header.len());
    for (name, column) in names.zip(2..) {
        let value = name.to_owned();
        if let Some(first) = first.insert(name, column) {
            return Err(ResponsesError::RepeatedColumn { line, column, value, first });
        }
        let known = bank.index_of(name).and_then(|item| Some((item, bank.categories(item)?)));
        let Some((item, categories)) = known else {
            return Err(ResponsesError::UnknownItem { line, column, value });
        };
        columns.push(Column { item, item_id: value, categories });
    }
    if columns.is_empty() { Err(ResponsesError::NoItemColumns { line }) } else { Ok(columns) }
}

/// Reads the next row that is not blank, and returns the line on which it begins; `None` at the end of the file.
fn read_record(rows: &mut Rows, record: &mut csv::StringRecord) -> Result<Option<u64>, ResponsesError> {
    loop {
        match rows.read_record(record) {
            Ok(false) => return Ok(None),
            Ok(true) if record.len() == 1 && record.iter().all(str::is_empty) => {}
            Ok(true) => return Ok(Some(line_of(rows, record.position()))),
            Err(error) => return Err(unreadable(error, rows)),
        }
    }
}

fn line_of(rows: &mut Rows, position: Option<&csv::Position>) -> u64 {
    position.map_or(1, |position| rows.get_mut().line_of(position))
}

fn unreadable(error: csv::Error, rows: &mut Rows) -> ResponsesError {
    match error.kind() {
        csv::ErrorKind::Utf8 { pos, .. } => ResponsesError::NotUtf8 { line: line_of(rows, pos.as_ref()) },
        _ => ResponsesError::Unreadable(error),
    }
}

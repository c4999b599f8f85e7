//! Reads a CSV file of another program.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fmt;
use std::io::Read;

use anyhow::{Context as _, anyhow, bail};
use irt_core::{ModelName, NumberedLines};

use crate::source::Source;

/// What R writes into a cell without a value.
const ABSENT: &str = "NA";

/// A file that is read row by row. It remembers which of its columns were read.
pub(super) struct ForeignTable {
    source: Source,
    rows: csv::Reader<NumberedLines<Box<dyn Read>>>,
    record: csv::StringRecord,
    columns: Vec<String>,
    used: RefCell<BTreeSet<usize>>,
}

/// A row of the file.
pub(super) struct ForeignRow<'a> {
    /// The line of the file on which it begins, counted from 1.
    pub(super) line: u64,
    columns: &'a [String],
    record: &'a csv::StringRecord,
    used: &'a RefCell<BTreeSet<usize>>,
}

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {value} {rule}")]
pub(super) struct Fault {
    column: String,
    value: String,
    rule: String,
}

impl Fault {
    pub(super) fn new(column: impl Into<String>, value: impl fmt::Display, rule: impl Into<String>) -> Self {
        Self { column: column.into(), value: value.to_string(), rule: rule.into() }
    }
}

/// The model that a column determines; an error where another is stated.
pub(super) fn agreed_model(
    column: impl Into<String>,
    determined: ModelName,
    stated: Option<ModelName>,
) -> Result<ModelName, Fault> {
    match stated.filter(|stated| *stated != determined) {
        Some(stated) => {
            let rule = format!("follows from the file, but {stated} is stated");
            Err(Fault::new(column, format!("the model {determined}"), rule))
        }
        None => Ok(determined),
    }
}

impl ForeignTable {
    /// Opens the file and reads its header. Errors name the file.
    pub(super) fn open(source: &Source) -> anyhow::Result<Self> {
        let mut rows = csv::ReaderBuilder::new()
            .has_headers(false)
            .trim(csv::Trim::All)
            .from_reader(NumberedLines::new(source.open()?));
        let mut header = csv::StringRecord::new();
        if !rows.read_record(&mut header).with_context(|| source.to_string())? {
            bail!("{source}: the file is empty; it begins with a header");
        }
        let columns: Vec<String> =
            header.iter().map(|name| name.trim_start_matches('\u{feff}').trim().to_owned()).collect();
        if let [only] = columns.as_slice()
            && only.contains([';', '\t'])
        {
            bail!("{source}: line 1: the columns are separated by commas, as R's write.csv does it");
        }
        let repeated = columns.iter().enumerate().find(|(place, name)| columns[..*place].contains(name));
        if let Some((_, name)) = repeated {
            bail!("{source}: line 1: {name:?} is the name of more than one column");
        }
        Ok(Self { source: source.clone(), rows, record: header, columns, used: RefCell::default() })
    }

    /// The next row; `None` at the end of the file. Errors name the file.
    pub(super) fn next_row(&mut self) -> anyhow::Result<Option<ForeignRow<'_>>> {
        match self.rows.read_record(&mut self.record) {
            Ok(false) => return Ok(None),
            Ok(true) => {}
            Err(error) => return Err(self.unreadable(&error)),
        }
        let line = self.line_of(self.record.position().cloned().as_ref());
        Ok(Some(ForeignRow { line, columns: &self.columns, record: &self.record, used: &self.used }))
    }

    /// The column of this name as the file writes it, in capitals or not.
    pub(super) fn name_of(&self, name: &str) -> Option<String> {
        place(&self.columns, name).map(|place| self.columns[place].clone())
    }

    /// The columns that were not read.
    pub(super) fn unused_columns(&self) -> Vec<String> {
        let used = self.used.borrow();
        let columns = self.columns.iter().enumerate().filter(|(place, _)| !used.contains(place));
        columns.map(|(_, name)| name.clone()).collect()
    }

    fn unreadable(&mut self, error: &csv::Error) -> anyhow::Error {
        let source = self.source.clone();
        match error.kind() {
            csv::ErrorKind::UnequalLengths { pos, expected_len, len } => {
                let line = self.line_of(pos.as_ref());
                anyhow!("{source}: line {line}: {len} fields, but the header has {expected_len}")
            }
            csv::ErrorKind::Utf8 { pos, .. } => {
                let line = self.line_of(pos.as_ref());
                anyhow!("{source}: line {line}: the text is not UTF-8")
            }
            _ => anyhow!("{source}: the file cannot be read: {error}"),
        }
    }

    fn line_of(&mut self, position: Option<&csv::Position>) -> u64 {
        position.map_or(1, |position| self.rows.get_mut().line_of(position))
    }
}

impl ForeignRow<'_> {
    /// The names of the columns.
    pub(super) const fn columns(&self) -> &[String] {
        self.columns
    }

    /// The text in a column; `None` when the cell is empty or the column does not exist.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        let place = place(self.columns, column)?;
        self.used.borrow_mut().insert(place);
        self.record.get(place).filter(|text| !text.is_empty() && *text != ABSENT)
    }

    /// The number in a column; `None` when the cell is empty or the column does not exist.
    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, Fault> {
        let not_a_number = |text: &str| Fault::new(column, text, "is not a number");
        self.text(column).map(|text| text.parse().map_err(|_| not_a_number(text))).transpose()
    }

    /// The numbers in the columns `<stem><first>`, `<stem><first + 1>`, … up to the last that has one.
    pub(super) fn numbers(&self, stem: &str, first: usize) -> Result<Vec<f64>, Fault> {
        let mut numbers = Vec::new();
        let columns = (first..).map(|number| format!("{stem}{number}"));
        for column in columns.take_while(|column| place(self.columns, column).is_some()) {
            numbers.push(self.number(&column)?);
        }
        let count = numbers.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let gap = |place: usize| Fault::new(format!("{stem}{}", first + place), "the cell", "is empty before another");
        numbers.into_iter().take(count).enumerate().map(|(place, number)| number.ok_or_else(|| gap(place))).collect()
    }
}

fn place(columns: &[String], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column == name);
    exact.or_else(|| columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
}

//! Item banks from CSV files.

use std::collections::BTreeMap;
use std::io::Read;

use super::checks::{MOST_ITEMS, check_size};
use super::columns::{Column, Columns, other_separator};
use super::item::Item;
use super::item_bank::ItemBank;
use super::numbered_lines::NumberedLines;
use super::problem::{BankError, BankProblem, ProblemList};
use super::quotation_marks::UnclosedQuotation;
use crate::identity::ItemId;
use crate::metric::Metric;
use crate::models::{InvalidModelName, ModelName, ProblemCause};

/// How the files of Excel and LibreOffice begin.
const WORKBOOK: &str = "PK\u{3}\u{4}";
/// The value of a row whose letters cannot be read.
const NOT_UTF8: &str = "text that is not UTF-8 (save the file as CSV UTF-8)";

impl ItemBank {
    /// Reads a bank from CSV with a header, `item_id, model, content` and parameters in any order.
    ///
    /// [`ModelName`] says which parameters each model has.
    ///
    /// An item with `K` numbered parameters (pairs of them for `nrm`) has `K + 1` categories. A parameter that the model
    /// does not have is empty, absent or neutral (`c = 0`, `d = 1`; `a = 1` for `pcm` and `rsm`). `stem, key, format, lang,
    /// direction, shuffle, option_…, score_…` are skipped; every other column is an error. Names and fields are trimmed; a byte order mark is tolerated.
    ///
    /// # Errors
    /// [`BankError`] with everything that is wrong in the file, by line, item and column.
    ///
    /// ```
    /// use irt_core::{ItemBank, Metric};
    ///
    /// let bank = ItemBank::from_csv("item_id,model,a,b,c\nq1,3pl,1.1,-0.3,0.2\n".as_bytes(), Metric::LOGISTIC)?;
    /// assert_eq!(bank.len(), 1);
    ///
    /// let refused = ItemBank::from_csv("item_id,model,a,b\nq1,2pl,-1,0\n".as_bytes(), Metric::LOGISTIC);
    /// assert_eq!(refused.unwrap_err().to_string(), "line 2, item \"q1\", column a: -1 is not above 0");
    /// # Ok::<(), irt_core::BankError>(())
    /// ```
    pub fn from_csv(reader: impl Read, metric: Metric) -> Result<Self, BankError> {
        Self::from_csv_within(MOST_ITEMS, reader, metric)
    }

    /// As [`from_csv`](Self::from_csv) for a source that may be too large: reads no further than to the first item above this
    /// number.
    ///
    /// # Errors
    /// As for [`from_csv`](Self::from_csv), and [`ProblemCause::TooManyItems`].
    pub fn from_csv_within(most_items: usize, reader: impl Read, metric: Metric) -> Result<Self, BankError> {
        let mut problems = ProblemList::default();
        let items = read_items(reader, most_items, &mut problems);
        problems.into_result()?;
        Ok(Self::from_checked(metric, items))
    }
}

fn read_items(reader: impl Read, most: usize, problems: &mut ProblemList) -> Vec<Item> {
    let mut reader = csv::Reader::from_reader(NumberedLines::new(reader));
    let header = match reader.headers() {
        Ok(header) => header.clone(),
        Err(error) => {
            let row = error.position().map(|position| reader.get_mut().line_of(position));
            problems.push(unreadable(&error, row, None));
            return Vec::new();
        }
    };
    if header.is_empty() {
        check_size(0, problems);
        return Vec::new();
    }
    let line = header.position().map_or(1, |position| reader.get_mut().line_of(position));
    if let Some(problem) = unreadable_header(&header, line) {
        problems.push(problem);
        return Vec::new();
    }
    if let Some(found) = reader.get_ref().unclosed_quotation().filter(|found| found.line <= line) {
        problems.push(unclosed(found, &header, None));
        return Vec::new();
    }
    let Some(columns) = Columns::read(&header, line, problems) else { return Vec::new() };
    let (mut items, mut count, mut first) = (Vec::new(), 0, BTreeMap::new());
    let mut record = csv::StringRecord::new();
    loop {
        let read = reader.read_record(&mut record);
        let position = read.as_ref().map_or_else(csv::Error::position, |_| record.position()).cloned();
        let line = position.map(|position| reader.get_mut().line_of(&position));
        if let Some(found) =
            reader.get_ref().unclosed_quotation().filter(|found| line.is_some_and(|line| found.line <= line))
        {
            problems.push(unclosed(found, &header, Some(count)));
            return items;
        }
        match read {
            Ok(false) => break,
            _ if count >= most => {
                problems.push_global(ProblemCause::TooManyItems { most }, String::new());
                return items;
            }
            Ok(true) => {
                let mut row = Row { columns: &columns, record: &record, line, position: count, problems, sound: true };
                items.extend(row.item(&mut first));
            }
            Err(error) => {
                problems.push(unreadable(&error, line, Some(count)));
                if error.is_io_error() {
                    break;
                }
            }
        }
        count += 1;
    }
    check_size(count, problems);
    items
}

/// What is wrong with a header that shows that the file is something else than CSV in UTF-8 with commas.
fn unreadable_header(header: &csv::StringRecord, line: u64) -> Option<BankProblem> {
    let first = header.get(0).unwrap_or("");
    let (value, cause) = if first.starts_with(WORKBOOK) {
        ("a workbook (save it as CSV UTF-8)".to_owned(), ProblemCause::MalformedRow)
    } else if first.contains('\0') {
        (NOT_UTF8.to_owned(), ProblemCause::MalformedRow)
    } else {
        (String::new(), other_separator(header)?)
    };
    Some(BankProblem { row: Some(line), position: None, item_id: None, column: String::new(), value, cause })
}

/// What is wrong with a quoted field. Its text may go on to the end of the file, so it is not shown.
fn unclosed(found: UnclosedQuotation, header: &csv::StringRecord, position: Option<usize>) -> BankProblem {
    let column = header.get(found.column).map(excerpt).filter(|_| position.is_some()).unwrap_or_default();
    let (row, cause) = (Some(found.line), ProblemCause::UnclosedQuotationMark);
    BankProblem { row, position, item_id: None, column, value: String::new(), cause }
}

fn unreadable(error: &csv::Error, row: Option<u64>, position: Option<usize>) -> BankProblem {
    let cause = if error.is_io_error() { ProblemCause::Unreadable } else { ProblemCause::MalformedRow };
    let value = match error.kind() {
        csv::ErrorKind::UnequalLengths { expected_len, len, .. } => {
            format!("a row of {len} fields under a header of {expected_len}")
        }
        csv::ErrorKind::Utf8 { .. } => NOT_UTF8.to_owned(),
        csv::ErrorKind::Io(error) => error.to_string(),
        _ => String::new(),
    };
    BankProblem { row, position, item_id: None, column: String::new(), value, cause }
}

/// The beginning of a text that may be as long as the file.
fn excerpt(text: &str) -> String {
    const LONGEST: usize = 200;
    match text.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// One row, and where its problems go.
pub(super) struct Row<'a> {
    pub(super) columns: &'a Columns,
    pub(super) record: &'a csv::StringRecord,
    line: Option<u64>,
    position: usize,
    problems: &'a mut ProblemList,
    /// Whether nothing has been reported.
    pub(super) sound: bool,
}

impl Row<'_> {
    /// The item of the row; `None` when something is wrong, which has been reported then.
    fn item(&mut self, first: &mut BTreeMap<String, usize>) -> Option<Item> {
        let id = self.id(first);
        let model = self.model_name().and_then(|name| self.model(name));
        let content = self.columns.field(self.record, Column::Content);
        let content = (!content.is_empty()).then(|| content.to_owned());
        match (id, model) {
            (Some(id), Some(model)) if self.sound => Some(Item { id, model, content }),
            _ => None,
        }
    }

    pub(super) fn report(&mut self, column: &str, value: &str, cause: ProblemCause) {
        self.sound = false;
        let id = self.columns.field(self.record, Column::ItemId);
        self.problems.push(BankProblem {
            row: self.line,
            position: Some(self.position),
            item_id: (!id.is_empty()).then(|| excerpt(id)),
            column: column.to_owned(),
            value: excerpt(value),
            cause,
        });
    }

    fn id(&mut self, first: &mut BTreeMap<String, usize>) -> Option<ItemId> {
        let text = self.columns.field(self.record, Column::ItemId);
        match ItemId::new(text) {
            Ok(id) => {
                let first_position = *first.entry(text.to_owned()).or_insert(self.position);
                if first_position != self.position {
                    self.report("item_id", text, ProblemCause::DuplicateItemId { first_position });
                }
                Some(id)
            }
            Err(rule) => {
                self.report("item_id", text, ProblemCause::InvalidItemId(rule));
                None
            }
        }
    }

    fn model_name(&mut self) -> Option<ModelName> {
        let text = self.columns.field(self.record, Column::Model);
        let cause = match ModelName::from_name(text) {
            Ok(name) => return Some(name),
            Err(_) if text.is_empty() => ProblemCause::MissingValue,
            Err(InvalidModelName) => ProblemCause::UnknownModel,
        };
        self.report("model", text, cause);
        None
    }
}

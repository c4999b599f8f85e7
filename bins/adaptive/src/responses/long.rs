//! Files with one response a row, read as a whole.

use std::collections::HashMap;

use irt_core::{ExamineeStart, ItemIndex, Response};

use super::coding::Coding;
use super::columns::{HeaderError, find, is_listed};
use super::fault::FaultCause;
use super::findings::Findings;
use super::row::ResponsesRow;
use super::scored_items::{ItemColumn, ScoredItems};
use crate::args::{LongColumns, ResponsesArguments};
use crate::delimited_text::{DelimitedText, TextError};

/// The flag that names the columns.
const FLAG: &str = "--long";

/// The places of the columns.
struct Places {
    examinee: usize,
    item: usize,
    response: usize,
}

/// The rows of an examinee so far.
struct Examinee {
    name: String,
    line: u64,
    /// The items with their responses; none where an item was not administered.
    responses: Vec<(ItemIndex, Option<Response>)>,
    is_sound: bool,
}

/// The examinees of a file, in the order of their first rows.
pub(super) struct LongRows<'a> {
    items: &'a ScoredItems<'a>,
    arguments: &'a ResponsesArguments,
    coding: &'a Coding,
    places: Places,
    columns: HashMap<String, Option<ItemColumn>>,
    by_name: HashMap<String, usize>,
    examinees: Vec<Examinee>,
}

impl<'a> LongRows<'a> {
    /// Finds the columns in the header on this line.
    pub(super) fn begin(
        header: (u64, &[String]),
        columns: &LongColumns,
        (items, arguments, coding): (&'a ScoredItems<'a>, &'a ResponsesArguments, &'a Coding),
    ) -> Result<Self, HeaderError> {
        let places = Places {
            examinee: find(header, &columns.examinee, FLAG)?,
            item: find(header, &columns.item, FLAG)?,
            response: find(header, &columns.response, FLAG)?,
        };
        let (columns, by_name, examinees) = (HashMap::new(), HashMap::new(), Vec::new());
        Ok(Self { items, arguments, coding, places, columns, by_name, examinees })
    }

    /// The names of the columns that are not read.
    pub(super) fn unused(&self, names: &[String]) -> Vec<String> {
        let Places { examinee, item, response } = self.places;
        let used = [examinee, item, response];
        let unused = names.iter().enumerate().filter(|(place, name)| !used.contains(place) && !name.is_empty());
        unused.map(|(_, name)| name.clone()).collect()
    }

    /// Reads all rows; returns the examinees without a fault.
    pub(super) fn read(
        mut self,
        text: &mut DelimitedText,
        findings: &mut Findings,
    ) -> Result<Vec<ResponsesRow>, TextError> {
        let mut record = csv::StringRecord::new();
        loop {
            match text.read_row(&mut record) {
                Ok(Some(line)) => self.add(line, &record, findings),
                Ok(None) => break,
                Err(TextError::NotDecoded { line, fault }) => {
                    findings.fault(line, None, "", FaultCause::Undecodable(fault.to_string()));
                    break;
                }
                Err(error) => return Err(error),
            }
        }
        Ok(self.examinees.into_iter().filter(|examinee| examinee.is_sound).map(ResponsesRow::from).collect())
    }

    fn add(&mut self, line: u64, record: &csv::StringRecord, findings: &mut Findings) {
        let field = |place| record.get(place).map(str::trim);
        let Places { examinee, item, response } = self.places;
        let (Some(name), Some(item_id), Some(cell)) = (field(examinee), field(item), field(response)) else {
            let expected = 1 + examinee.max(item).max(response);
            findings.fault(line, None, "", FaultCause::Ragged { fields: record.len(), expected });
            return;
        };
        if name.is_empty() {
            findings.fault(line, None, "", FaultCause::NoExaminee);
            return;
        }
        let place = self.examinee(name, line);
        if is_listed(self.arguments.ignore_columns.as_ref(), item_id) {
            return;
        }
        let column = match self.column(item_id) {
            Some(column) => column,
            None if self.arguments.ignore_unknown => return,
            None => {
                findings.fault(line, None, item_id, FaultCause::UnknownItem);
                self.examinees[place].is_sound = false;
                return;
            }
        };
        self.respond((line, cell), place, &column, findings);
    }

    /// The place of the examinee of this name.
    fn examinee(&mut self, name: &str, line: u64) -> usize {
        if let Some(place) = self.by_name.get(name) {
            return *place;
        }
        let place = self.examinees.len();
        self.by_name.insert(name.to_owned(), place);
        self.examinees.push(Examinee { name: name.to_owned(), line, responses: Vec::new(), is_sound: true });
        place
    }

    fn column(&mut self, item_id: &str) -> Option<ItemColumn> {
        if let Some(column) = self.columns.get(item_id) {
            return column.clone();
        }
        let column = self.items.column(item_id);
        self.columns.insert(item_id.to_owned(), column.clone());
        column
    }

    fn respond(&mut self, cell: (u64, &str), place: usize, column: &ItemColumn, findings: &mut Findings) {
        let examinee = &mut self.examinees[place];
        if examinee.responses.iter().any(|(item, _)| *item == column.item) {
            let cause = FaultCause::RepeatedItem { examinee: examinee.name.clone() };
            findings.fault(cell.0, Some(&column.item_id), cell.1, cause);
            examinee.is_sound = false;
            return;
        }
        let mut given = None;
        examinee.is_sound &= findings.take(cell, column, self.coding, |response| given = Some(response));
        examinee.responses.push((column.item, given));
    }
}

impl From<Examinee> for ResponsesRow {
    fn from(examinee: Examinee) -> Self {
        let Examinee { name, line, responses, .. } = examinee;
        let given = responses.into_iter().filter_map(|(item, response)| Some((item, response?)));
        let (items, responses) = given.unzip();
        Self { line, examinee: name, items, responses, start: ExamineeStart::default() }
    }
}

//! Files with one examinee a row, read row by row.

use super::coding::Coding;
use super::columns::{ColumnKind, Columns};
use super::fault::FaultCause;
use super::findings::Findings;
use super::row::ResponsesRow;
use crate::delimited_text::{DelimitedText, TextError};
use crate::examinees::ExamineeCells;

/// The rows below the header.
pub(super) struct WideRows {
    pub(super) text: DelimitedText,
    pub(super) columns: Columns,
    record: csv::StringRecord,
    /// The line of the row in `record` if it has been read ahead.
    ahead: Option<u64>,
}

/// How many rows stand before the first examinee: the header.
const ROWS_BEFORE: u64 = 1;

impl WideRows {
    /// The rows of a file; the first of them is in the record if it has a line.
    pub(super) fn new(
        text: DelimitedText,
        columns: Columns,
        (ahead, record): (Option<u64>, csv::StringRecord),
    ) -> Self {
        Self { text, columns, record, ahead }
    }

    /// The next row without a fault; `None` at the end. Faults are taken down.
    pub(super) fn next_row(
        &mut self,
        coding: &Coding,
        findings: &mut Findings,
    ) -> Result<Option<ResponsesRow>, TextError> {
        loop {
            let line = match self.ahead.take() {
                Some(line) => Some(line),
                None => self.text.read_row(&mut self.record)?,
            };
            let Some(line) = line else { return Ok(None) };
            if let Some(row) = self.row(line, coding, findings) {
                return Ok(Some(row));
            }
        }
    }

    fn row(&self, line: u64, coding: &Coding, findings: &mut Findings) -> Option<ResponsesRow> {
        let (fields, expected) = (self.record.len(), self.columns.kinds.len());
        if fields < expected || self.record.iter().skip(expected).any(|field| !field.trim().is_empty()) {
            findings.fault(line, None, "", FaultCause::Ragged { fields, expected });
            return None;
        }
        let (mut items, mut responses) = (Vec::with_capacity(expected), Vec::with_capacity(expected));
        let (mut examinee, mut known, mut is_sound) = (None, ExamineeCells::default(), true);
        for (kind, cell) in self.columns.kinds.iter().zip(&self.record) {
            match kind {
                ColumnKind::Item(column) => {
                    is_sound &= findings.take((line, cell), column, coding, |response| {
                        items.push(column.item);
                        responses.push(response);
                    });
                }
                ColumnKind::Examinee(name) if cell.trim().is_empty() => {
                    findings.fault(line, Some(name), "", FaultCause::NoExaminee);
                    is_sound = false;
                }
                ColumnKind::Examinee(_) => {
                    findings.names.add(cell.trim());
                    examinee = Some(cell.trim());
                }
                ColumnKind::Known(column) => {
                    if known.take(*column, cell).is_err() {
                        findings.fault(line, Some(column.name()), cell.trim(), FaultCause::NotANumber);
                        is_sound = false;
                    }
                }
                ColumnKind::Ignored => {}
                ColumnKind::Unnamed if cell.trim().is_empty() => {}
                ColumnKind::Unnamed => {
                    findings.fault(line, None, cell.trim(), FaultCause::NoColumnName);
                    is_sound = false;
                }
            }
        }
        let number = || (self.text.rows_read() - ROWS_BEFORE).to_string();
        let examinee = examinee.map_or_else(number, str::to_owned);
        let Some(start) = known.start() else {
            findings.fault(line, None, "", FaultCause::HalfAPrior);
            return None;
        };
        is_sound.then_some(ResponsesRow { line, examinee, items, responses, start })
    }
}

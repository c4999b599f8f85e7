//! The reader of a file of responses.

use std::vec;

use anyhow::{Context as _, anyhow};
use irt_core::ItemIndex;

use super::coding::Coding;
use super::column_notes;
use super::columns::{Columns, HeaderError};
use super::fault::FaultCause;
use super::findings::Findings;
use super::long::LongRows;
use super::remedies::remedies;
use super::row::ResponsesRow;
use super::scored_items::ScoredItems;
use super::wide::WideRows;
use crate::args::{LongColumns, ResponsesArguments};
use crate::delimited_text::{DelimitedText, TextError};
use crate::note;
use crate::source::Source;

/// What becomes of rows with a fault.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Consequence {
    /// They alone are not scored, for instance.
    PassedOver(&'static str),
    /// Nothing at all has been written.
    NothingWritten,
}

/// Reads the responses of one examinee after the other. The header has been checked against the bank.
///
/// A row with a fault is passed over; [`finish`](Self::finish) lists all faults.
pub(crate) struct ResponsesReader {
    source: Source,
    rows: Rows,
    coding: Coding,
    findings: Findings,
}

enum Rows {
    Wide(Box<WideRows>),
    /// All of them have been read.
    Long {
        peculiarities: Vec<String>,
        examinees: vec::IntoIter<ResponsesRow>,
    },
}

impl ResponsesReader {
    /// Opens the file and reads its header. Errors name the file.
    pub(crate) fn open(
        source: &Source,
        arguments: &ResponsesArguments,
        items: &ScoredItems<'_>,
    ) -> anyhow::Result<Self> {
        let coding = Coding::from_arguments(arguments)?;
        let mut findings = Findings::default();
        let text = DelimitedText::open(source)?;
        let rows = match &arguments.long {
            Some(columns) => long_rows(text, columns, (items, arguments, &coding), &mut findings),
            None => wide_rows(text, items, arguments, &mut findings),
        };
        let rows = rows.with_context(|| source.to_string())?;
        if let Rows::Wide(rows) = &rows {
            findings.notes.extend(column_notes::on_columns(&rows.columns, &coding, items));
        }
        findings.notes.drain(..).for_each(|note| note::print(format_args!("{source}: {note}")));
        Ok(Self { source: source.clone(), rows, coding, findings })
    }

    /// Why there is no response to an item.
    pub(crate) fn absence_of(&self, item: ItemIndex) -> &'static str {
        match &self.rows {
            Rows::Wide(rows) if rows.columns.items().any(|column| column.item == item) => "the cell is empty",
            Rows::Wide(_) => "the file has no such column",
            Rows::Long { .. } => "the file has no such row",
        }
    }

    /// The next row without a fault; `None` at the end of the file. Errors name the file.
    pub(crate) fn next_row(&mut self) -> anyhow::Result<Option<ResponsesRow>> {
        let rows = match &mut self.rows {
            Rows::Long { examinees, .. } => return Ok(examinees.next()),
            Rows::Wide(rows) => rows,
        };
        match rows.next_row(&self.coding, &mut self.findings) {
            Err(TextError::NotDecoded { line, fault }) => {
                self.findings.fault(line, None, "", FaultCause::Undecodable(fault.to_string()));
                Ok(None)
            }
            row => row.with_context(|| self.source.to_string()),
        }
    }

    /// Takes down that the responses in a row, though readable, do not do.
    pub(crate) fn refuse(&mut self, row: &ResponsesRow, cause: FaultCause) {
        self.findings.fault(row.line, None, "", cause);
    }

    /// Prints notes on the file as it was read.
    ///
    /// # Errors
    /// All faults with their places, and what became of their rows.
    pub(crate) fn finish(self, items: &ScoredItems<'_>, consequence: Consequence) -> anyhow::Result<()> {
        let Self { source, rows, findings, coding } = self;
        let found = match &rows {
            Rows::Wide(rows) => rows.text.peculiarities(),
            Rows::Long { peculiarities, .. } => peculiarities.clone(),
        };
        if !found.is_empty() {
            note::print(format_args!("{source} is read with {}", found.join(", ")));
        }
        let unused_keys = if findings.faults.is_empty() { None } else { items.unused_keys() };
        let remedies = remedies(&findings.faults, &findings.seen, unused_keys.as_ref());
        let notes = findings.last_notes(coding.lowest(), &remedies);
        notes.iter().for_each(|note| note::print(format_args!("{source}: {note}")));
        if findings.faults.is_empty() {
            return Ok(());
        }
        let consequence = match (consequence, &rows) {
            (Consequence::PassedOver(done), Rows::Wide(_)) => format!("these rows are not {done}"),
            (Consequence::PassedOver(done), Rows::Long { .. }) => format!("the examinees of these rows are not {done}"),
            (Consequence::NothingWritten, _) => "nothing has been written".to_owned(),
        };
        let report = findings.faults.report(&source, &consequence);
        Err(anyhow!(remedies.into_iter().fold(report, |report, remedy| format!("{report}\nhint: {remedy}"))))
    }
}

fn wide_rows(
    mut text: DelimitedText,
    items: &ScoredItems<'_>,
    arguments: &ResponsesArguments,
    findings: &mut Findings,
) -> anyhow::Result<Rows> {
    let mut record = csv::StringRecord::new();
    let line = text.read_row(&mut record)?.ok_or(HeaderError::Empty)?;
    let mut names = names(&record);
    let ahead = text.read_row(&mut record)?;
    if ahead.is_some() && has_row_names(&names, items, &record) {
        names.insert(0, String::new());
    }
    let columns = Columns::read((line, &names), items, arguments)?;
    findings.notes.extend(column_notes::on_unused(&columns.unused));
    Ok(Rows::Wide(Box::new(WideRows::new(text, columns, (ahead, record)))))
}

fn long_rows(
    mut text: DelimitedText,
    columns: &LongColumns,
    reading: (&ScoredItems<'_>, &ResponsesArguments, &Coding),
    findings: &mut Findings,
) -> anyhow::Result<Rows> {
    let mut record = csv::StringRecord::new();
    let line = text.read_row(&mut record)?.ok_or(HeaderError::Empty)?;
    let names = names(&record);
    let rows = LongRows::begin((line, &names), columns, reading)?;
    findings.notes.extend(column_notes::on_unused(&rows.unused(&names)));
    let examinees = rows.read(&mut text, findings)?.into_iter();
    Ok(Rows::Long { peculiarities: text.peculiarities(), examinees })
}

fn names(header: &csv::StringRecord) -> Vec<String> {
    header.iter().map(|name| name.trim().to_owned()).collect()
}

/// Whether the rows have one field more than the header: R's `write.table` writes the names of rows without a header.
fn has_row_names(names: &[String], items: &ScoredItems<'_>, first: &csv::StringRecord) -> bool {
    let begins_with_item = names.first().is_some_and(|name| items.column(name).is_some());
    begins_with_item
        && first.len() == names.len() + 1
        && first.iter().next_back().is_some_and(|field| !field.trim().is_empty())
}

//! A table of another program: named columns and rows.

use std::cell::RefCell;
use std::collections::BTreeSet;

use anyhow::{anyhow, bail};

use super::fault::Fault;
use crate::delimited_text::{DecimalMark, with_decimal_point};
use crate::source::Source;

/// What R, and other programs for statistics, write into a cell without a value.
const ABSENT: [&str; 2] = ["NA", "."];
/// The most names of a list in a message.
const MOST_NAMES: usize = 20;

/// A table. It remembers which of its columns were read.
pub(super) struct ForeignTable {
    source: Source,
    columns: Vec<String>,
    lines: Vec<TableLine>,
    decimal: DecimalMark,
    used: RefCell<BTreeSet<usize>>,
}

/// A line below the header.
pub(super) struct TableLine {
    /// The line of the file on which it begins, counted from 1.
    pub(super) number: u64,
    /// As many cells as there are columns, or what is wrong with the line.
    pub(super) cells: Result<Vec<String>, String>,
}

/// A row of the table.
pub(super) struct ForeignRow<'a> {
    /// The line of the file on which it begins, counted from 1.
    pub(super) line: u64,
    columns: &'a [String],
    cells: &'a [String],
    decimal: DecimalMark,
    used: &'a RefCell<BTreeSet<usize>>,
}

impl ForeignTable {
    /// A table with these columns, each of another name.
    pub(super) fn new(source: &Source, columns: Vec<String>, lines: Vec<TableLine>) -> anyhow::Result<Self> {
        let repeated = columns.iter().enumerate().find(|(place, name)| columns[..*place].contains(name));
        if let Some((_, name)) = repeated {
            bail!("{source}: line 1: {name:?} is the name of more than one column");
        }
        Ok(Self { source: source.clone(), columns, lines, decimal: DecimalMark::Point, used: RefCell::default() })
    }

    /// With numbers that have this decimal mark.
    pub(super) fn with_decimal_mark(self, decimal: DecimalMark) -> Self {
        Self { decimal, ..self }
    }

    /// The rows. A line that cannot be read is an error: its number and what is wrong.
    pub(super) fn rows(&self) -> impl Iterator<Item = Result<ForeignRow<'_>, (u64, &str)>> {
        let Self { columns, lines, decimal, used, .. } = self;
        lines.iter().map(move |TableLine { number, cells }| match cells {
            Ok(cells) => Ok(ForeignRow { line: *number, columns, cells, decimal: *decimal, used }),
            Err(fault) => Err((*number, fault.as_str())),
        })
    }

    /// The names of the columns.
    pub(super) fn columns(&self) -> &[String] {
        &self.columns
    }

    /// The column of this name as the file writes it, in capitals or not.
    pub(super) fn name_of(&self, name: &str) -> Option<String> {
        place(&self.columns, name).map(|place| self.columns[place].clone())
    }

    /// The column of this name, or a message with those that there are.
    pub(super) fn needed(&self, name: &str) -> anyhow::Result<String> {
        let absent = || anyhow!("{}: line 1: there is no column {name:?}; {}", self.source, there_are(&self.columns));
        self.name_of(name).ok_or_else(absent)
    }

    /// With other names of the columns.
    pub(super) fn renamed(self, name: impl Fn(&str) -> String) -> anyhow::Result<Self> {
        let columns = self.columns.iter().map(|column| name(column)).collect();
        Ok(Self::new(&self.source, columns, self.lines)?.with_decimal_mark(self.decimal))
    }

    /// With other lines and columns, from the same file.
    pub(super) fn rearranged(&self, columns: Vec<String>, lines: Vec<TableLine>) -> anyhow::Result<Self> {
        Ok(Self::new(&self.source, columns, lines)?.with_decimal_mark(self.decimal))
    }

    /// Without the lines of some rows.
    pub(super) fn without_lines(mut self, is_left_out: impl Fn(&ForeignRow<'_>) -> bool) -> Self {
        let left_out: Vec<bool> = self.rows().map(|row| row.is_ok_and(|row| is_left_out(&row))).collect();
        let mut left_out = left_out.into_iter();
        self.lines.retain(|_| !left_out.next().unwrap_or(false));
        self
    }

    /// The columns that were not read.
    pub(super) fn unused_columns(&self) -> Vec<String> {
        let used = self.used.borrow();
        let columns = self.columns.iter().enumerate().filter(|(place, _)| !used.contains(place));
        columns.map(|(_, name)| name.clone()).collect()
    }
}

impl ForeignRow<'_> {
    /// The names of the columns.
    pub(super) const fn columns(&self) -> &[String] {
        self.columns
    }

    /// Whether there is a column of this name.
    pub(super) fn has(&self, column: &str) -> bool {
        place(self.columns, column).is_some()
    }

    /// The text in a column; `None` when the cell is empty or the column does not exist.
    pub(super) fn text(&self, column: &str) -> Option<&str> {
        let place = place(self.columns, column)?;
        self.used.borrow_mut().insert(place);
        self.cells.get(place).map(String::as_str).filter(|text| !text.is_empty() && !ABSENT.contains(text))
    }

    /// What stands in a column, as it is; empty when the column does not exist.
    pub(super) fn cell(&self, column: &str) -> &str {
        let place = place(self.columns, column);
        self.used.borrow_mut().extend(place);
        place.and_then(|place| self.cells.get(place)).map_or("", String::as_str)
    }

    /// The number in a column; `None` when the cell is empty or the column does not exist.
    pub(super) fn number(&self, column: &str) -> Result<Option<f64>, Fault> {
        let not_a_number = |text: &str| Fault::new(column, text, "is not a number");
        let parsed = |text: &str| match self.decimal {
            DecimalMark::Point => text.parse(),
            DecimalMark::Comma => with_decimal_point(text).parse(),
        };
        self.text(column).map(|text| parsed(text).map_err(|_| not_a_number(text))).transpose()
    }

    /// The number in a column that an item must have.
    pub(super) fn needed(&self, column: &str, what: &str) -> Result<f64, Fault> {
        self.number(column)?.ok_or_else(|| match self.has(column) {
            true => Fault::new(column, what, "is missing"),
            false => {
                Fault::new(column, what, format!("is missing: no column has this name; {}", there_are(self.columns)))
            }
        })
    }

    /// The numbers in the columns `<stem><first>`, `<stem><first + 1>`, … up to the last that has one.
    pub(super) fn numbers(&self, stem: &str, first: usize) -> Result<Vec<f64>, Fault> {
        self.numbers_between(stem, first, "")
    }

    /// The numbers in the columns `<stem><first><end>`, `<stem><first + 1><end>`, … up to the last that has one.
    pub(super) fn numbers_between(&self, stem: &str, first: usize, end: &str) -> Result<Vec<f64>, Fault> {
        let mut numbers = Vec::new();
        let columns = (first..).map(|number| format!("{stem}{number}{end}"));
        for column in columns.take_while(|column| self.has(column)) {
            numbers.push(self.number(&column)?);
        }
        let count = numbers.iter().rposition(Option::is_some).map_or(0, |last| last + 1);
        let gap =
            |place: usize| Fault::new(format!("{stem}{}{end}", first + place), "the cell", "is empty before another");
        numbers.into_iter().take(count).enumerate().map(|(place, number)| number.ok_or_else(|| gap(place))).collect()
    }
}

/// The names, as a part of a sentence.
pub(super) fn there_are(names: &[String]) -> String {
    let shown: Vec<String> = names.iter().take(MOST_NAMES).map(|name| format!("{name:?}")).collect();
    match names.len().saturating_sub(MOST_NAMES) {
        0 => format!("there are: {}", shown.join(", ")),
        more => format!("there are: {} and {more} more", shown.join(", ")),
    }
}

fn place(columns: &[String], name: &str) -> Option<usize> {
    let exact = columns.iter().position(|column| column == name);
    exact.or_else(|| columns.iter().position(|column| column.eq_ignore_ascii_case(name)))
}

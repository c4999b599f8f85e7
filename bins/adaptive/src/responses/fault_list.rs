//! The faults of a file, in bounded memory.

use std::collections::HashMap;
use std::fmt;

use super::fault::{FaultCause, RowFault};

/// How many faults are listed.
const MOST_LISTED: usize = 20;
/// How many different values are counted.
const MOST_VALUES: usize = 1000;
/// How many columns are named for a value.
const MOST_COLUMNS: usize = 6;
/// The longest value that is shown, in characters.
const LONGEST_VALUE: usize = 60;

/// All faults of a file: the first ones, and how often each value is at fault.
#[derive(Debug, Default)]
pub(super) struct FaultList {
    listed: Vec<RowFault>,
    count: u64,
    rows: u64,
    last_line: u64,
    values: HashMap<String, FaultyValue>,
}

/// A value that is at fault in one or more cells.
#[derive(Debug, Clone)]
pub(super) struct FaultyValue {
    pub(super) count: u64,
    /// The first columns that have it.
    pub(super) columns: Vec<String>,
    pub(super) has_more_columns: bool,
    /// Why it is at fault where it occurs first.
    pub(super) cause: FaultCause,
}

impl FaultList {
    pub(super) fn push(&mut self, fault: RowFault) {
        let fault = RowFault { value: excerpt(&fault.value), ..fault };
        self.count += 1;
        self.rows += u64::from(self.last_line != fault.line);
        self.last_line = fault.line;
        if fault.cause.is_of_value() && (self.values.len() < MOST_VALUES || self.values.contains_key(&fault.value)) {
            let value = self.values.entry(fault.value.clone()).or_insert_with(|| FaultyValue::new(fault.cause.clone()));
            value.add(fault.column.as_deref().unwrap_or_default());
        }
        if self.listed.len() < MOST_LISTED {
            self.listed.push(fault);
        }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// The values at fault, the most frequent first.
    pub(super) fn values(&self) -> Vec<(&str, &FaultyValue)> {
        let mut values: Vec<_> = self.values.iter().map(|(text, value)| (text.as_str(), value)).collect();
        values.sort_unstable_by(|(text, value), (other_text, other)| {
            other.count.cmp(&value.count).then_with(|| text.cmp(other_text))
        });
        values
    }

    /// The faults of the file with this name, a line each, and what they come to.
    pub(super) fn report(&self, file: &dyn fmt::Display, consequence: &str) -> String {
        let lines = self.listed.iter().map(|fault| format!("{file}: {fault}\n"));
        let (count, rows) = (counted(self.count, "fault"), counted(self.rows, "row"));
        let first = if self.count > self.listed.len() as u64 {
            format!(", of which the first {} are listed", self.listed.len())
        } else {
            String::new()
        };
        format!("{}{count} in {rows}{first}; {consequence}", lines.collect::<String>())
    }
}

impl FaultyValue {
    const fn new(cause: FaultCause) -> Self {
        Self { count: 0, columns: Vec::new(), has_more_columns: false, cause }
    }

    fn add(&mut self, column: &str) {
        self.count += 1;
        if self.columns.iter().any(|known| known == column) {
            return;
        }
        if self.columns.len() < MOST_COLUMNS {
            self.columns.push(column.to_owned());
        } else {
            self.has_more_columns = true;
        }
    }
}

/// A number of things, in the plural unless it is one.
pub(super) fn counted(count: u64, thing: &str) -> String {
    if count == 1 { format!("1 {thing}") } else { format!("{count} {thing}s") }
}

/// The beginning of a value, which may be as long as the file.
pub(super) fn excerpt(value: &str) -> String {
    match value.char_indices().nth(LONGEST_VALUE) {
        Some((end, _)) => format!("{}…", &value[..end]),
        None => value.to_owned(),
    }
}

//! The header of an item bank file: which column holds what.

use std::collections::BTreeSet;

use super::problem::{BankProblem, ProblemList};
use crate::models::{ParameterName, ProblemCause};

/// The columns that the numerics read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    ItemId,
    Model,
    Content,
    /// `a`, `b`, `c`, `d`, or one of them with a number.
    Parameter(ParameterName),
    /// What examinees see, or how it is keyed: no concern of the numerics.
    Text,
}

/// Where each column stands in a row.
#[derive(Debug)]
pub(super) struct Columns {
    by_place: Vec<(String, Column)>,
}

impl Column {
    fn from_name(name: &str) -> Option<Self> {
        match name {
            "item_id" => Some(Self::ItemId),
            "model" => Some(Self::Model),
            "content" => Some(Self::Content),
            "stem" | "key" | "format" | "lang" | "direction" | "shuffle" => Some(Self::Text),
            _ if is_of_option(name) => Some(Self::Text),
            _ => ParameterName::from_name(name).map(Self::Parameter),
        }
    }
}

/// Whether the column is about one of the options.
fn is_of_option(name: &str) -> bool {
    let key = name.strip_prefix("option_").or_else(|| name.strip_prefix("score_"));
    key.is_some_and(|key| !key.is_empty())
}

/// The fault of a header whose columns are one, because something else than a comma stands between them.
pub(super) fn other_separator(header: &csv::StringRecord) -> Option<ProblemCause> {
    let only = header.get(0).filter(|_| header.len() == 1)?;
    let separators = [(';', "semicolons"), ('\t', "tabs")];
    let found = separators.into_iter().find(|(separator, _)| only.contains(*separator));
    found.map(|(_, character)| ProblemCause::OtherSeparator { character })
}

impl Columns {
    /// Reads the header; `None` when the columns are not those of an item bank, the problems saying why.
    pub(super) fn read(header: &csv::StringRecord, line: u64, problems: &mut ProblemList) -> Option<Self> {
        let mut report = |column: String, cause| {
            let (position, item_id, value) = (None, None, String::new());
            problems.push(BankProblem { row: Some(line), position, item_id, column, value, cause });
        };
        let mut sound = true;
        let (mut seen, mut by_place) = (BTreeSet::new(), Vec::with_capacity(header.len()));
        for (place, name) in header.iter().enumerate() {
            let name = name.trim_start_matches('\u{feff}').trim();
            let cause = match Column::from_name(name) {
                None => Err(ProblemCause::UnknownColumn),
                Some(_) if !seen.insert(name.to_owned()) => Err(ProblemCause::DuplicateColumn),
                Some(column) => Ok(column),
            };
            match cause {
                Ok(column) => by_place.push((name.to_owned(), column)),
                Err(cause) => {
                    sound = false;
                    let shown =
                        if name.is_empty() { format!("number {} (no name)", place + 1) } else { name.to_owned() };
                    report(shown, cause);
                }
            }
        }
        for required in ["item_id", "model"].into_iter().filter(|name| !seen.contains(*name)) {
            sound = false;
            report(required.to_owned(), ProblemCause::MissingColumn);
        }
        sound.then_some(Self { by_place })
    }

    /// The fields of a row with the names and meanings of their columns, trimmed.
    pub(super) fn fields<'a>(
        &'a self,
        record: &'a csv::StringRecord,
    ) -> impl Iterator<Item = (&'a str, Column, &'a str)> {
        self.by_place.iter().zip(record).map(|((name, column), field)| (name.as_str(), *column, field.trim()))
    }

    /// The field of a row in this column, trimmed; empty when the file does not have the column.
    pub(super) fn field<'a>(&'a self, record: &'a csv::StringRecord, wanted: Column) -> &'a str {
        self.fields(record).find(|(_, column, _)| *column == wanted).map_or("", |(_, _, field)| field)
    }
}

//! What each column of a file with one examinee a row holds.

use std::collections::HashMap;

use super::flag_value::flag_value;
use super::scored_items::{ItemColumn, ScoredItems};
use crate::args::{NameList, ResponsesArguments};
use crate::examinees::ExamineeColumn;

/// How many columns a message names.
const MOST_NAMED: usize = 20;
/// How many items with nearly the same name it names.
const MOST_SIMILAR: usize = 5;

/// What a column holds.
#[derive(Debug, Clone)]
pub(super) enum ColumnKind {
    /// The names of the examinees, under this name.
    Examinee(String),
    /// The responses to an item.
    Item(ItemColumn),
    /// Something that is known of the examinee before the test.
    Known(ExamineeColumn),
    /// Something that is left out.
    Ignored,
    /// Nothing: it has no name, and its cells are empty.
    Unnamed,
}

/// The columns of a file.
#[derive(Debug)]
pub(super) struct Columns {
    pub(super) kinds: Vec<ColumnKind>,
    /// The columns that are left out because they are no items.
    pub(super) unused: Vec<String>,
}

/// What can be wrong with the header.
#[derive(Debug, thiserror::Error)]
pub(crate) enum HeaderError {
    #[error("the file is empty; it begins with the header examinee,<item_id>,…")]
    Empty,
    #[error("line {line}: there is no column {name:?}, which {flag} names; there are: {present}")]
    NoSuchColumn { line: u64, name: String, flag: &'static str, present: String },
    #[error(
        "line {line}: no column is an item of the bank; the columns are {present}; items of the bank are {items}{similar}"
    )]
    NoItemColumns { line: u64, present: String, items: String, similar: String },
    #[error(
        "line {line}: there is one column, {name:?}, and it is no item of the bank; columns are separated by commas, semicolons or \
         tabs"
    )]
    SingleColumn { line: u64, name: String },
    #[error("line {line}, column {column}: {name:?} is not an item of the bank{}", .remedy)]
    UnknownItem { line: u64, column: usize, name: String, remedy: String },
    #[error("line {line}: {count} columns are no items of the bank: {names}{remedy}")]
    UnknownItems { line: u64, count: usize, names: String, remedy: String },
    #[error("line {line}, column {column}: {name:?} is the name of column {first} already")]
    RepeatedColumn { line: u64, column: usize, name: String, first: usize },
}

impl Columns {
    /// Reads the header on this line. Errors name all columns that are not understood.
    pub(super) fn read(
        (line, names): (u64, &[String]),
        items: &ScoredItems<'_>,
        arguments: &ResponsesArguments,
    ) -> Result<Self, HeaderError> {
        let last = names.iter().rposition(|name| !name.is_empty());
        let id = id_column(line, names, items, arguments)?;
        let end = last.max(id).map_or(0, |last| last + 1);
        let names = &names[..end];
        check_repeated(line, names, items)?;
        let (mut kinds, mut unknown) = (Vec::with_capacity(end), Vec::new());
        for (place, name) in names.iter().enumerate() {
            kinds.push(match items.column(name) {
                _ if Some(place) == id => ColumnKind::Examinee(name.clone()),
                _ if is_listed(arguments.ignore_columns.as_ref(), name) => ColumnKind::Ignored,
                Some(column) => ColumnKind::Item(column),
                None if let Some(known) = ExamineeColumn::from_name(name) => ColumnKind::Known(known),
                // The names of rows of R or Python, beside another column of names.
                None if name.is_empty() && place == 0 => ColumnKind::Ignored,
                None if name.is_empty() => ColumnKind::Unnamed,
                None => {
                    unknown.push((place + 1, name.as_str()));
                    ColumnKind::Ignored
                }
            });
        }
        if !kinds.iter().any(|kind| matches!(kind, ColumnKind::Item(_))) {
            if let [only] = names {
                return Err(HeaderError::SingleColumn { line, name: only.clone() });
            }
            let similar = similar_items(&names.iter().map(String::as_str).collect::<Vec<_>>(), items);
            return Err(HeaderError::NoItemColumns { line, present: shown(names), items: items.first_ids(), similar });
        }
        if !arguments.ignore_unknown {
            check_unknown(line, &unknown, items)?;
        }
        Ok(Self { kinds, unused: unknown.into_iter().map(|(_, name)| name.to_owned()).collect() })
    }

    /// The columns of items.
    pub(super) fn items(&self) -> impl Iterator<Item = &ItemColumn> {
        self.kinds.iter().filter_map(|kind| match kind {
            ColumnKind::Item(column) => Some(column),
            ColumnKind::Examinee(_) | ColumnKind::Known(_) | ColumnKind::Ignored | ColumnKind::Unnamed => None,
        })
    }
}

/// The place of a column, in capitals or not.
pub(super) fn find((line, names): (u64, &[String]), wanted: &str, flag: &'static str) -> Result<usize, HeaderError> {
    let exact = names.iter().position(|name| name == wanted);
    let place = exact.or_else(|| names.iter().position(|name| name.eq_ignore_ascii_case(wanted)));
    let absent = || HeaderError::NoSuchColumn { line, name: wanted.to_owned(), flag, present: shown(names) };
    place.ok_or_else(absent)
}

/// Whether a list has the name.
pub(super) fn is_listed(list: Option<&NameList>, name: &str) -> bool {
    list.is_some_and(|NameList(names)| names.iter().any(|listed| listed == name))
}

/// The column of the examinees: the one that is named, or the first if it is no item and not left out.
fn id_column(
    line: u64,
    names: &[String],
    items: &ScoredItems<'_>,
    arguments: &ResponsesArguments,
) -> Result<Option<usize>, HeaderError> {
    if let Some(wanted) = &arguments.id_column {
        return find((line, names), wanted, "--id-column").map(Some);
    }
    let Some(first) = names.first() else { return Ok(None) };
    let is_id = items.column(first).is_none() && !is_listed(arguments.ignore_columns.as_ref(), first);
    match items.similar(first).filter(|_| is_id) {
        Some(similar) => {
            let remedy = format!(
                "; the bank has {similar:?}. --id-column {value} makes it the column of the examinees, --ignore-columns {value} \
                 leaves it out",
                value = flag_value([first.as_str()])
            );
            Err(HeaderError::UnknownItem { line, column: 1, name: first.clone(), remedy })
        }
        None => Ok(is_id.then_some(0)),
    }
}

fn check_repeated(line: u64, names: &[String], items: &ScoredItems<'_>) -> Result<(), HeaderError> {
    let mut first = HashMap::new();
    for (name, column) in names.iter().zip(1..) {
        if let Some(first) = first.insert(name, column)
            && items.column(name).is_some()
        {
            return Err(HeaderError::RepeatedColumn { line, column, name: name.clone(), first });
        }
    }
    Ok(())
}

fn check_unknown(line: u64, unknown: &[(usize, &str)], items: &ScoredItems<'_>) -> Result<(), HeaderError> {
    let names: Vec<&str> = unknown.iter().map(|(_, name)| *name).collect();
    let remedy = unknown_remedy(&names, items);
    match unknown {
        [] => Ok(()),
        [(column, name)] => Err(HeaderError::UnknownItem { line, column: *column, name: (*name).to_owned(), remedy }),
        several => Err(HeaderError::UnknownItems { line, count: several.len(), names: shown(&names), remedy }),
    }
}

/// What to do about columns that are no items.
fn unknown_remedy(names: &[&str], items: &ScoredItems<'_>) -> String {
    let id = names.iter().filter(|name| may_be_id(name)).min_by_key(|name| !names_person(name));
    let id = id.map(|name| format!(". --id-column {} makes it the column of the examinees", flag_value([*name])));
    let left_out = if names.len() > MOST_NAMED {
        "--ignore-unknown leaves out all columns that are no items".to_owned()
    } else {
        let them = if names.len() == 1 { "it" } else { "them" };
        let value = flag_value(names.iter().copied());
        format!("--ignore-columns {value} leaves {them} out, --ignore-unknown all columns that are no items")
    };
    format!("{}{}. {left_out}", similar_items(names, items), id.unwrap_or_default())
}

/// The items of the bank with nearly these names.
fn similar_items(names: &[&str], items: &ScoredItems<'_>) -> String {
    let similar =
        names.iter().filter_map(|name| Some(format!("for {name:?}, the bank has {:?}", items.similar(name)?)));
    let similar: Vec<String> = similar.take(MOST_SIMILAR).collect();
    if similar.is_empty() { String::new() } else { format!("; {}", similar.join("; ")) }
}

/// Whether a name is one that columns of examinees usually have.
fn may_be_id(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.starts_with("id") || lower.ends_with("id") || names_person(name)
}

/// Whether a name is that of a person, and not only of something with a number, such as a booklet or a country.
fn names_person(name: &str) -> bool {
    const USUAL: [&str; 6] = ["examinee", "person", "student", "subject", "respondent", "participant"];
    let name = name.to_lowercase();
    matches!(name.as_str(), "id" | "idstud" | "studid") || USUAL.iter().any(|usual| name.contains(usual))
}

/// The names of the columns, for a message.
pub(super) fn shown(names: &[impl AsRef<str>]) -> String {
    let listed: Vec<String> = names.iter().take(MOST_NAMED).map(|name| format!("{:?}", name.as_ref())).collect();
    listed.join(", ") + if names.len() > MOST_NAMED { ", …" } else { "" }
}

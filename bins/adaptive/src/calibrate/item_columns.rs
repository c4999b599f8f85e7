//! Which columns of a file are items where nothing lists the items.

use std::collections::HashSet;

use anyhow::Context as _;

use crate::args::{NameList, ResponsesArguments};
use crate::delimited_text::DelimitedText;
use crate::examinees::ExamineeColumn;
use crate::source::Source;

/// How many rows are looked at.
const ROWS: usize = 200;
/// Names of columns of examinees, or what they have in them.
const OF_EXAMINEES: [&str; 8] =
    ["examinee", "person", "student", "subject", "respondent", "participant", "session", "candidate"];

/// The columns of a file that are items.
#[derive(Debug)]
pub(super) struct ItemColumns {
    pub(super) items: Vec<String>,
    /// The column of the examinees.
    pub(super) id: Option<String>,
}

/// Finds the items of a file with one examinee a row: all columns but that of the examinees, those that are left out, and those
/// with what is known of the examinees.
pub(super) fn of_wide(source: &Source, reading: &ResponsesArguments) -> anyhow::Result<ItemColumns> {
    let mut text = DelimitedText::open(source)?;
    let mut record = csv::StringRecord::new();
    text.read_row(&mut record).with_context(|| source.to_string())?;
    let names: Vec<String> = record.iter().map(|name| name.trim().to_owned()).collect();
    let mut first_cells = Vec::new();
    let mut fields = names.len();
    while first_cells.len() < ROWS && text.read_row(&mut record).with_context(|| source.to_string())?.is_some() {
        fields = fields.max(record.len());
        first_cells.push(record.get(0).unwrap_or_default().trim().to_owned());
    }
    let is_ignored =
        |name: &str| reading.ignore_columns.as_ref().is_some_and(|NameList(names)| names.iter().any(|one| one == name));
    let id = match &reading.id_column {
        Some(wanted) => names.iter().find(|name| name.eq_ignore_ascii_case(wanted)).cloned(),
        // Rows with one field more than the header begin with their names.
        None if fields > names.len() => None,
        None => names.first().filter(|name| !is_ignored(name) && is_of_examinees(name, &first_cells)).cloned(),
    };
    let is_item = |name: &&String| {
        !name.is_empty() && Some(*name) != id.as_ref() && !is_ignored(name) && ExamineeColumn::from_name(name).is_none()
    };
    Ok(ItemColumns { items: names.iter().filter(is_item).cloned().collect(), id })
}

/// Whether a column has the examinees: by its name, or because its cells are no categories or all differ.
fn is_of_examinees(name: &str, cells: &[String]) -> bool {
    let lower = name.to_lowercase();
    let is_usual = lower.is_empty()
        || lower == "id"
        || lower.ends_with("_id")
        || OF_EXAMINEES.iter().any(|usual| lower.contains(usual));
    let given: Vec<&String> = cells.iter().filter(|cell| !cell.is_empty()).collect();
    let different: HashSet<&&String> = given.iter().collect();
    is_usual || (given.len() > 2 && different.len() == given.len())
}

/// The items of a file with one response a row, in the order in which they first occur.
pub(super) fn of_long(source: &Source, column: &str, reading: &ResponsesArguments) -> anyhow::Result<Vec<String>> {
    let mut text = DelimitedText::open(source)?;
    let mut record = csv::StringRecord::new();
    text.read_row(&mut record).with_context(|| source.to_string())?;
    // The reader of the responses says that the column is missing.
    let Some(place) = record.iter().position(|name| name.trim().eq_ignore_ascii_case(column)) else {
        return Ok(Vec::new());
    };
    let is_ignored =
        |name: &str| reading.ignore_columns.as_ref().is_some_and(|NameList(names)| names.iter().any(|one| one == name));
    let (mut items, mut seen) = (Vec::new(), HashSet::new());
    while text.read_row(&mut record).with_context(|| source.to_string())?.is_some() {
        let item = record.get(place).unwrap_or_default().trim();
        if !item.is_empty() && !is_ignored(item) && seen.insert(item.to_owned()) {
            items.push(item.to_owned());
        }
    }
    Ok(items)
}

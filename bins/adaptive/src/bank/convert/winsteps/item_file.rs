//! The item file: remarks with `;`, a line with the names of the columns, and a line for each item.

use anyhow::bail;

use super::super::foreign_table::{ForeignTable, TableLine};
use super::structure_file::Structures;
use crate::delimited_text::text_lines;
use crate::source::Source;

/// The names of the column of the status, by version.
pub(super) const STATUS: [&str; 4] = ["STATUS", "STTS", "STAT", "ST"];

/// What stands between two fields.
#[derive(Debug, Clone, Copy)]
enum Fields {
    Tabs,
    Commas,
    /// White space; the last field, the label of the item, may have some itself.
    Spaces,
}

/// The items whose measures are estimated or anchored, and notes: on the others, and on the lowest category.
pub(crate) fn table(
    source: &Source,
    structures: Option<&mut Structures>,
) -> anyhow::Result<(ForeignTable, Vec<String>)> {
    let lines = text_lines(source)?;
    let Some(header) = lines.iter().position(|line| is_header(line)) else {
        bail!("{source}: there is no line with the columns ENTRY and MEASURE; write the file with HLINES=Y");
    };
    let fields = Fields::of_header(&lines[header]);
    let columns = unique(fields.split(without_mark(&lines[header]), usize::MAX));
    let (mut kept, mut left_out) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(&lines).skip(header + 1) {
        let cells = fields.split(without_mark(line), columns.len());
        let is_item = cells.first().is_some_and(|entry| entry.parse::<u32>().is_ok());
        if !is_item {
            // A remark, or a blank line.
            continue;
        }
        match status(&columns, &cells) {
            Some(status) if status < 1 => left_out.push(format!("{} (status {status})", cells[0])),
            _ => kept.push(TableLine { number, cells: sized(cells, columns.len()) }),
        }
    }
    let mut notes = Vec::new();
    if !left_out.is_empty() {
        notes.push(format!("not converted, as their measures are not estimated: the entries {}", left_out.join(", ")));
    }
    if let Some(structures) = structures {
        structures.assign_groups(&groups(&columns, &kept));
        notes.extend(structures.note_on_lowest_category());
    }
    Ok((ForeignTable::new(source, columns, kept)?, notes))
}

/// The entries of the items with their groups.
fn groups(columns: &[String], lines: &[TableLine]) -> Vec<(String, String)> {
    let Some(place) = columns.iter().position(|column| column == "G") else { return Vec::new() };
    let cells = lines.iter().filter_map(|line| line.cells.as_ref().ok());
    cells.map(|cells| (cells[0].clone(), cells[place].clone())).collect()
}

impl Fields {
    fn of_header(header: &str) -> Self {
        match header {
            _ if header.contains('\t') => Self::Tabs,
            _ if header.contains(',') => Self::Commas,
            _ => Self::Spaces,
        }
    }

    /// The fields of a line, `count` at most.
    fn split(self, line: &str, count: usize) -> Vec<String> {
        let plain = |field: &str| field.trim().trim_matches('"').trim().to_owned();
        match self {
            Self::Tabs => line.split('\t').map(plain).collect(),
            Self::Commas => {
                let mut reader =
                    csv::ReaderBuilder::new().has_headers(false).trim(csv::Trim::All).from_reader(line.as_bytes());
                reader.records().flatten().flat_map(|record| record.iter().map(plain).collect::<Vec<_>>()).collect()
            }
            Self::Spaces => {
                let (mut rest, mut fields) = (line.trim(), Vec::new());
                while !rest.is_empty() && fields.len() + 1 < count {
                    let (field, after) = rest.split_once(char::is_whitespace).unwrap_or((rest, ""));
                    fields.push(plain(field));
                    rest = after.trim_start();
                }
                fields.extend((!rest.is_empty()).then(|| plain(rest)));
                fields
            }
        }
    }
}

fn is_header(line: &str) -> bool {
    let line = line.to_ascii_uppercase();
    line.contains("ENTRY") && line.contains("MEASURE")
}

/// The line without the mark of a remark, which Winsteps writes before titles and before items that it has not measured.
fn without_mark(line: &str) -> &str {
    let line = line.trim_start_matches('"').trim_start();
    line.strip_prefix(';').unwrap_or(line)
}

fn status(columns: &[String], cells: &[String]) -> Option<i32> {
    let place = columns.iter().position(|column| STATUS.contains(&column.to_ascii_uppercase().as_str()))?;
    cells.get(place)?.parse().ok()
}

/// The cells of a line; an empty label may be missing.
fn sized(mut cells: Vec<String>, count: usize) -> Result<Vec<String>, String> {
    if cells.len() + 1 == count {
        cells.push(String::new());
    }
    match cells.len() {
        found if found == count => Ok(cells),
        found => Err(format!("{found} fields, but the header has {count}")),
    }
}

/// Names that occur again get a number: there is a ZSTD for infit and one for outfit.
fn unique(names: Vec<String>) -> Vec<String> {
    let mut columns: Vec<String> = Vec::new();
    for name in names {
        let mut candidates = std::iter::once(name.clone()).chain((2..).map(|number| format!("{name} {number}")));
        columns.extend(candidates.find(|candidate| !columns.contains(candidate)));
    }
    columns
}

//! Item matrices of catsim: NumPy arrays in a text file, without a header: `a, b, c, d` and perhaps the exposure rate.

use anyhow::{Context as _, bail};
use irt_core::ModelName;

use super::dichotomous::{Asymptotes, by_difficulty};
use super::draft_item::DraftItem;
use super::fault::Fault;
use super::foreign_table::{ForeignRow, ForeignTable, TableLine};
use crate::delimited_text::text_lines;
use crate::source::Source;

/// The columns of a full matrix.
const COLUMNS: [&str; 5] = ["a", "b", "c", "d", "exposure"];

/// Reads a matrix with commas or white space between the numbers, as `numpy.savetxt` writes it. Lines with `#` are remarks.
pub(super) fn table(source: &Source) -> anyhow::Result<ForeignTable> {
    let (mut columns, mut lines): (Vec<String>, Vec<TableLine>) = (Vec::new(), Vec::new());
    for (number, line) in (1..).zip(text_lines(source)?) {
        let line = line.split('#').next().unwrap_or_default().trim();
        if line.is_empty() {
            continue;
        }
        let cells: Vec<String> = match line.contains(',') {
            true => line.split(',').map(|cell| cell.trim().to_owned()).collect(),
            false => line.split_whitespace().map(str::to_owned).collect(),
        };
        if columns.is_empty() {
            columns = names(&cells).with_context(|| format!("{source}: line {number}"))?;
            if cells.iter().any(|cell| cell.parse::<f64>().is_err()) {
                columns = cells;
                continue;
            }
        }
        let cells = match cells.len() {
            count if count == columns.len() => Ok(cells),
            count => Err(format!("{count} numbers, but the first line has {}", columns.len())),
        };
        lines.push(TableLine { number, cells });
    }
    if columns.is_empty() {
        bail!("{source}: the file is empty");
    }
    ForeignTable::new(source, columns, lines)
}

/// The names of the columns that `normalize_item_bank` gives a matrix of this width.
fn names(cells: &[String]) -> anyhow::Result<Vec<String>> {
    match cells.len() {
        1 => Ok(vec!["b".to_owned()]),
        count @ 2..=5 => Ok(COLUMNS.iter().take(count).map(|name| (*name).to_owned()).collect()),
        count => bail!("{count} columns, but an item matrix of catsim has a, b, c, d and perhaps the exposure rate"),
    }
}

/// The item of a row.
pub(super) fn item(row: &ForeignRow<'_>, stated: Option<ModelName>) -> Result<DraftItem, Fault> {
    let b = (row.needed("b", "the difficulty")?, "b");
    let cell = |name: &'static str| Ok::<_, Fault>(row.number(name)?.map(|value| (value, name)));
    by_difficulty(cell("a")?, b, Asymptotes { lower: cell("c")?, upper: cell("d")? }, stated)
}

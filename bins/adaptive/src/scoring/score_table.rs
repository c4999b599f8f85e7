//! `adaptive score-table`: the ability that each sum score of a fixed form stands for.

use std::io::{self, Write as _};

use anyhow::{Context as _, bail};
use comfy_table::presets::ASCII_BORDERS_ONLY_CONDENSED;
use comfy_table::{CellAlignment, Table as TextTable};
use irt_core::{Ability, AdaptiveTest, ItemIndex, SumScore};

use super::columns::ScaleColumns;
use crate::args::{ScoreTableArguments, ScoreTableFormat, TableFormat};
use crate::bank::bank_file;
use crate::table::{Cell, Table};

/// The decimals of what is not on a reporting scale, in the table for people.
const DECIMALS: usize = 3;
const COLUMNS: [&str; 5] = ["sum", "theta", "standard_error", "status", "probability"];

pub(crate) fn run(arguments: &ScoreTableArguments) -> anyhow::Result<()> {
    let test = bank_file::read_test(&arguments.bank, arguments.design.as_ref())?;
    let items = items(arguments, &test)?;
    let table = test.sum_score_table(&items)?;
    let shift = items.len() as u64 * u64::from(arguments.lowest_category);
    let scale = test.design().reporting().map(ScaleColumns::new);
    let columns = COLUMNS.into_iter().chain(scale.iter().flat_map(ScaleColumns::names)).collect();
    let rows: Vec<_> = table.rows().iter().map(|row| cells(row, shift, scale.as_ref())).collect();
    match arguments.format {
        ScoreTableFormat::Csv => write(TableFormat::Csv, columns, &rows),
        ScoreTableFormat::Json => write(TableFormat::Json, columns, &rows),
        ScoreTableFormat::Table => {
            let decimals = test.design().reporting().and_then(|scale| scale.spec().decimals);
            Ok(writeln!(io::stdout(), "{}", for_people(columns, &rows, decimals.map_or(DECIMALS, usize::from)))?)
        }
    }
}

/// The items of the form: those asked for, or all that the design scores.
fn items(arguments: &ScoreTableArguments, test: &AdaptiveTest) -> anyhow::Result<Vec<ItemIndex>> {
    let (bank, file) = (test.bank(), &arguments.bank.source);
    let pretest = test.design().spec().content.pretest.as_ref();
    let is_pretest = |id: &str| pretest.is_some_and(|pretest| pretest.items.iter().any(|item| item == id));
    if arguments.items.is_empty() {
        return Ok(bank.items().filter(|item| !is_pretest(item.id.as_str())).map(|item| item.index).collect());
    }
    let mut items = Vec::with_capacity(arguments.items.len());
    for id in arguments.items.iter().map(|id| id.trim()) {
        let item = bank.index_of(id).with_context(|| format!("--items: {id:?} is not an item of {file}"))?;
        if is_pretest(id) {
            bail!("--items: {id:?} is a pretest item of the design, which no score counts");
        }
        if items.contains(&item) {
            bail!("--items: {id:?} is listed twice");
        }
        items.push(item);
    }
    Ok(items)
}

fn cells<'t>(row: &SumScore, shift: u64, scale: Option<&ScaleColumns<'t>>) -> Vec<Cell<'t>> {
    let sum = Cell::Count(u64::from(row.sum) + shift);
    let (status, probability) = (Cell::Text(row.status.as_str()), Cell::Number(row.probability));
    let mut cells = vec![sum, Cell::Number(row.theta), Cell::Number(row.se), status, probability];
    let ability = Ability { theta: row.theta, se: row.se };
    cells.extend(scale.into_iter().flat_map(|scale| scale.cells(ability)));
    cells
}

fn write(format: TableFormat, columns: Vec<&'static str>, rows: &[Vec<Cell<'_>>]) -> anyhow::Result<()> {
    let mut table = Table::begin_columns(format, columns, io::stdout().lock())?;
    rows.iter().try_for_each(|row| table.cells(row))?;
    table.end()
}

fn for_people(columns: Vec<&'static str>, rows: &[Vec<Cell<'_>>], score_decimals: usize) -> TextTable {
    let mut table = TextTable::new();
    table.load_style(ASCII_BORDERS_ONLY_CONDENSED).set_header(columns);
    for row in rows {
        let decimals = |column| if column < COLUMNS.len() { DECIMALS } else { score_decimals };
        table.add_row(row.iter().enumerate().map(|(column, cell)| rounded(cell, decimals(column))));
    }
    table.column_iter_mut().for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    table
}

fn rounded(cell: &Cell<'_>, decimals: usize) -> String {
    match cell {
        Cell::Text(text) => (*text).to_owned(),
        Cell::Number(number) => format!("{number:.decimals$}"),
        Cell::Count(count) => count.to_string(),
        Cell::Empty => String::new(),
    }
}

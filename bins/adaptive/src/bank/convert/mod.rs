//! `adaptive bank convert`: from the files of other programs to an item bank file.

mod attributes;
mod bank_csv;
mod cat_irt;
mod catr;
mod catsim;
mod columns;
mod csv_table;
mod dichotomous;
mod draft_item;
mod fault;
mod fault_list;
mod foreign_table;
mod id_columns;
mod irtq;
mod js_cat;
mod ltm;
mod mirt;
mod rescaling;
mod reversal;
mod tam;
mod test_design;

use std::collections::HashMap;
use std::io::{self, Write as _};

use anyhow::bail;
use exam::{BankFile, ExamError};
use irt_core::{Item, ItemId, ItemModel, Metric};

use crate::args::{BankConvertArguments, ForeignFormat};
use crate::output_file;
use crate::source::Source;
use columns::Columns;
use draft_item::DraftItem;
use fault::Fault;
use fault_list::FaultList;
use foreign_table::{ForeignRow, ForeignTable};

/// The column of right options, which the bank file has as well.
const KEY: &str = "key";

pub(crate) fn run(arguments: &BankConvertArguments) -> anyhow::Result<()> {
    let source = &arguments.bank;
    let (table, mut notes) = read(arguments)?;
    let columns = Columns::find(arguments, &table)?;
    let Converted { items, keys, reversed } = convert(arguments, &columns, &table)?;
    if items.is_empty() {
        bail!("{source}: there is no item below the header");
    }
    let converted = bank_csv::text(&items, &keys)?;
    check(source, &converted)?;
    match &arguments.out {
        Some(path) => output_file::write(path, converted.as_bytes())?,
        None => io::stdout().write_all(converted.as_bytes())?,
    }
    notes.extend(reversal_note(&reversed));
    notes.extend(unused_note(&table.unused_columns()));
    for note in notes {
        // The bank is written; a closed standard error is no fault.
        let _ = writeln!(io::stderr(), "note: {note}");
    }
    Ok(())
}

/// The table of the file with one row for each item, and what is to be noted about it.
fn read(arguments: &BankConvertArguments) -> anyhow::Result<(ForeignTable, Vec<String>)> {
    let source = &arguments.bank;
    match arguments.from {
        ForeignFormat::Catsim => Ok((catsim::table(source)?, Vec::new())),
        ForeignFormat::Mirt => mirt::prepared(csv_table::with_header(source)?),
        _ => Ok((csv_table::with_header(source)?, Vec::new())),
    }
}

/// The items of a file.
#[derive(Default)]
struct Converted {
    items: Vec<Item>,
    /// The right options of the items, as in the column `key`.
    keys: Vec<Option<String>>,
    /// The ids of the items that have been reversed.
    reversed: Vec<String>,
}

/// Converts all rows; an error lists everything that is wrong with them.
fn convert(arguments: &BankConvertArguments, columns: &Columns, table: &ForeignTable) -> anyhow::Result<Converted> {
    let (mut faults, mut converted) = (FaultList::default(), Converted::default());
    let (mut lines, mut names) = (HashMap::new(), Vec::new());
    for row in table.rows() {
        let row = match row {
            Ok(row) => row,
            Err((line, fault)) => {
                faults.add(format!("line {line}"), fault.to_owned());
                continue;
            }
        };
        let name = columns.name(&row, names.len() + 1);
        let id = format!("{}{name}", arguments.prefix.as_deref().unwrap_or_default());
        match item(arguments, columns, &row, [&name, &id]) {
            Ok((item, is_reversed)) => {
                converted.items.push(item);
                // A reversed item gives its highest category to another option.
                converted.keys.push(row.text(KEY).filter(|_| !is_reversed).map(str::to_owned));
                converted.reversed.extend(is_reversed.then(|| id.clone()));
            }
            Err(fault) => faults.push(row.line, &id, &fault),
        }
        if let Some(first) = lines.insert(id.clone(), row.line) {
            faults.add(format!("line {}, item {id:?}", row.line), format!("line {first} has this id already"));
        }
        names.push([name, id]);
    }
    faults.into_result(&arguments.bank)?;
    match reversal::unknown(&arguments.reverse, &names) {
        None => Ok(converted),
        Some(id) => {
            let ids: Vec<String> = names.into_iter().map(|[name, _]| name).collect();
            bail!("--reverse names {id:?}, which is no item of {}; {}", arguments.bank, foreign_table::there_are(&ids))
        }
    }
}

/// The item in a row, given with its name there and its id in the bank, and whether it has been reversed.
fn item(
    arguments: &BankConvertArguments,
    columns: &Columns,
    row: &ForeignRow<'_>,
    [name, id]: [&str; 2],
) -> Result<(Item, bool), Fault> {
    let item_id = ItemId::new(id).map_err(|error| Fault::new(columns.id_column(), id, error.to_string()))?;
    let draft = draft(arguments, row)?;
    let is_reversed = reversal::applies(&arguments.reverse, [name, id], &draft);
    let draft = if is_reversed { reversal::reversed(&draft)? } else { draft };
    let model = on_metric(draft.build()?, arguments.metric)?;
    Ok((Item { id: item_id, model, content: columns.content(row, name)? }, is_reversed))
}

fn draft(arguments: &BankConvertArguments, row: &ForeignRow<'_>) -> Result<DraftItem, Fault> {
    let stated = arguments.model;
    match arguments.from {
        ForeignFormat::Catirt => cat_irt::item(row, stated),
        ForeignFormat::Catr => catr::item(row, stated),
        ForeignFormat::Catsim => catsim::item(row, stated),
        ForeignFormat::Irtq => irtq::item(row, stated),
        ForeignFormat::Jscat => js_cat::item(row, stated),
        ForeignFormat::Ltm => ltm::item(row, stated),
        ForeignFormat::Mirt => mirt::item(row, stated),
        ForeignFormat::Tam => tam::item(row, stated),
        ForeignFormat::Testdesign => test_design::item(row, stated),
    }
}

fn on_metric(model: ItemModel, metric: Metric) -> Result<ItemModel, Fault> {
    let fault = |error: irt_core::ParameterError| {
        let rule = format!("{}, after multiplication by the scaling constant", error.cause);
        Fault::new(error.parameter.to_string(), error.value, rule)
    };
    rescaling::logistic(model, metric).map_err(fault)
}

/// Finds the faults that the conversion of a single item does not find, a content area with control characters for
/// instance.
fn check(source: &Source, converted: &str) -> anyhow::Result<()> {
    match BankFile::from_csv(converted.as_bytes(), Metric::LOGISTIC) {
        Ok(_) => Ok(()),
        Err(ExamError::InvalidBank(error)) => {
            let parameters = error.parameters.iter().flat_map(irt_core::BankError::problems).map(ToString::to_string);
            let first = parameters.chain(error.texts.iter().map(ToString::to_string)).next().unwrap_or_default();
            bail!("{source}: the items do not make an item bank; in the converted file: {first}")
        }
        Err(other) => Err(other.into()),
    }
}

/// What is to be done with the responses to reversed items.
fn reversal_note(ids: &[String]) -> Option<String> {
    let ids: Vec<String> = ids.iter().map(|id| format!("{id:?}")).collect();
    (!ids.is_empty()).then(|| {
        let remedy =
            "reverse their responses as well: the highest category minus the response (1 - x of right and wrong)";
        format!("reversed: {}; {remedy}", ids.join(", "))
    })
}

fn unused_note(columns: &[String]) -> Option<String> {
    let shown: Vec<String> = columns.iter().map(|column| format!("{column:?}")).collect();
    (!columns.is_empty()).then(|| format!("not used: the columns {}", shown.join(", ")))
}

//! `adaptive bank convert`: from the files of other programs to an item bank file.

mod attributes;
mod bank_csv;
mod catr;
mod columns;
mod foreign_table;
mod id_columns;
mod mirt;
mod rescaling;
mod test_design;

use std::collections::HashMap;
use std::io::{self, Write as _};

use anyhow::{anyhow, bail};
use exam::{BankFile, ExamError};
use irt_core::{Item, ItemId, ItemModel, Metric};

use crate::args::{BankConvertArguments, ForeignFormat};
use crate::output_file;
use crate::source::Source;
use columns::Columns;
use foreign_table::{Fault, ForeignRow, ForeignTable};

pub(crate) fn run(arguments: &BankConvertArguments) -> anyhow::Result<()> {
    let source = &arguments.bank;
    let mut table = ForeignTable::open(source)?;
    let columns = Columns::find(arguments, &table)?;
    let mut places = HashMap::new();
    let mut items = Vec::new();
    while let Some(row) = table.next_row()? {
        let name = columns.name(&row, items.len() + 1);
        let id = format!("{}{name}", arguments.prefix.as_deref().unwrap_or_default());
        let item = item(arguments, &columns, &row, [&name, &id]);
        let item = item.map_err(|fault| anyhow!("{source}: line {}, item {id:?}, {fault}", row.line))?;
        if let Some(first) = places.insert(id.clone(), row.line) {
            bail!("{source}: line {}, item {id:?}: line {first} has this id already", row.line);
        }
        items.push(item);
    }
    if items.is_empty() {
        bail!("{source}: there is no item below the header");
    }
    let converted = bank_csv::text(&items)?;
    check(source, &converted)?;
    match &arguments.out {
        Some(path) => output_file::write(path, converted.as_bytes())?,
        None => io::stdout().write_all(converted.as_bytes())?,
    }
    report_unused(&table.unused_columns());
    Ok(())
}

/// The item in a row, given with its name there and its id in the bank.
fn item(
    arguments: &BankConvertArguments,
    columns: &Columns,
    row: &ForeignRow<'_>,
    [name, id]: [&str; 2],
) -> Result<Item, Fault> {
    let id = ItemId::new(id).map_err(|error| Fault::new(columns.id_column(), id, error.to_string()))?;
    let model = match arguments.from {
        ForeignFormat::Catr => catr::model(row, arguments.model)?,
        ForeignFormat::Testdesign => test_design::model(row, arguments.model)?,
        ForeignFormat::Mirt => mirt::model(row, arguments.model)?,
    };
    Ok(Item { id, model: on_metric(model, arguments.metric)?, content: columns.content(row, name)? })
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

/// Lists unused columns on standard error.
fn report_unused(columns: &[String]) {
    if !columns.is_empty() {
        let shown: Vec<String> = columns.iter().map(|column| format!("{column:?}")).collect();
        // The bank is written; a closed standard error is no fault.
        let _ = writeln!(io::stderr(), "note: not used: the columns {}", shown.join(", "));
    }
}

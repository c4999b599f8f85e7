//! `adaptive bank convert`: from the files of other programs to an item bank file.

mod attributes;
mod cat_irt;
mod catr;
mod catsim;
mod columns;
mod csv_table;
mod dichotomous;
mod draft_item;
mod fault;
mod fault_list;
mod flexmirt;
mod foreign_table;
mod id_columns;
mod input;
mod irtq;
mod item_texts;
mod js_cat;
mod ltm;
mod mirt;
mod named_columns;
mod rescaling;
mod reversal;
mod tam;
mod test_design;
mod winsteps;

use std::collections::HashMap;
use std::io::{self, Write as _};

use anyhow::bail;
use exam::{BankFile, ExamError};
use irt_core::{Item, ItemId, ItemModel, Metric};

use crate::args::BankConvertArguments;
use crate::bank::bank_csv::{self, TextColumns};
use crate::note;
use crate::output_file;
use crate::source::Source;
use columns::Columns;
use fault::Fault;
use fault_list::FaultList;
use foreign_table::ForeignRow;
use input::Input;
use item_texts::ItemTexts;

pub(crate) fn run(arguments: &BankConvertArguments) -> anyhow::Result<()> {
    let source = &arguments.bank;
    let input = Input::read(arguments)?;
    let columns = Columns::find(arguments, input.program, &input.table)?;
    let texts = ItemTexts::find(input.program, &input.table);
    let Converted { items, text_rows, reversed } = convert(arguments, (&columns, &texts), &input)?;
    if items.is_empty() {
        bail!("{source}: there is no item below the header");
    }
    let converted = bank_csv::with_texts(&items, TextColumns { names: texts.names(), rows: text_rows })?;
    check(source, &converted)?;
    match &arguments.out {
        Some(path) => output_file::write(path, converted.as_bytes())?,
        None => io::stdout().write_all(converted.as_bytes())?,
    }
    let unused = input.table.unused_columns();
    input.notes.into_iter().chain(reversal_note(&reversed)).chain(unused_note(&unused)).for_each(note::print);
    Ok(())
}

/// The items of a file.
#[derive(Default)]
struct Converted {
    items: Vec<Item>,
    /// The texts and the keys of the items.
    text_rows: Vec<Vec<String>>,
    /// The ids of the items that have been reversed.
    reversed: Vec<String>,
}

/// Converts all rows; an error lists everything that is wrong with them.
fn convert(
    arguments: &BankConvertArguments,
    (columns, texts): (&Columns, &ItemTexts),
    input: &Input,
) -> anyhow::Result<Converted> {
    let (mut faults, mut converted) = (FaultList::default(), Converted::default());
    let (mut lines, mut names) = (HashMap::new(), Vec::new());
    for row in input.table.rows() {
        let row = match row {
            Ok(row) => row,
            Err((line, fault)) => {
                faults.add(format!("line {line}"), fault.to_owned());
                continue;
            }
        };
        let name = columns.name(&row, names.len() + 1);
        let id = format!("{}{name}", arguments.prefix.as_deref().unwrap_or_default());
        match item(arguments, columns, (input, &row), [&name, &id]) {
            Ok((item, is_reversed)) => {
                converted.items.push(item);
                converted.text_rows.push(texts.of(&row, is_reversed));
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
    (input, row): (&Input, &ForeignRow<'_>),
    [name, id]: [&str; 2],
) -> Result<(Item, bool), Fault> {
    let item_id = ItemId::new(id).map_err(|error| Fault::new(columns.id_column(), id, error.to_string()))?;
    let draft = input.draft(arguments, row)?;
    let is_reversed = reversal::applies(&arguments.reverse, [name, id], &draft);
    let draft = if is_reversed { reversal::reversed(&draft)? } else { draft };
    let model = on_metric(draft.build()?, arguments.metric)?;
    Ok((Item { id: item_id, model, content: columns.content(row, name)? }, is_reversed))
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

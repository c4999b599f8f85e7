//! Writing items as an item bank file.

use std::collections::BTreeMap;

use irt_core::{Item, ItemModel, ModelName, ParameterName};

/// The bank file of these items with their right options, with the columns that one of them needs.
pub(crate) fn text(items: &[Item], keys: &[Option<String>]) -> anyhow::Result<String> {
    let rows: Vec<BTreeMap<Column, f64>> = items.iter().map(|item| cells(&item.model)).collect();
    let mut columns: Vec<Column> = rows.iter().flat_map(|row| row.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let has_content = items.iter().any(|item| item.content.is_some());
    let has_keys = keys.iter().any(Option::is_some);
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|column| column.name.to_string());
    let header = ["item_id".to_owned(), "model".to_owned()].into_iter().chain(names);
    let texts = has_content.then(|| "content".to_owned()).into_iter().chain(has_keys.then(|| "key".to_owned()));
    writer.write_record(header.chain(texts))?;
    for ((item, row), key) in items.iter().zip(&rows).zip(keys) {
        let numbers = columns.iter().map(|column| row.get(column).map_or_else(String::new, plain));
        let start = [item.id.as_str().to_owned(), item.model.name().to_string()].into_iter().chain(numbers);
        let content = has_content.then(|| item.content.clone().unwrap_or_default());
        let key = has_keys.then(|| key.clone().unwrap_or_default());
        writer.write_record(start.chain(content).chain(key))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

/// A column in the order of the file: `a, b, c, d`, then the numbered ones.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Column {
    is_numbered: bool,
    name: ParameterName,
}

/// The parameters that the model has; a neutral one that it does not have stays empty.
fn cells(model: &ItemModel) -> BTreeMap<Column, f64> {
    let (name, parameters) = (model.name(), model.parameters());
    let is_written = |(parameter, value): &(ParameterName, f64)| match (name, parameter.letter()) {
        (ModelName::OnePl, 'a') => *value != 1.0,
        (ModelName::OnePl | ModelName::TwoPl, 'c' | 'd') | (ModelName::ThreePl, 'd') => false,
        _ => true,
    };
    let column = |parameter: ParameterName| Column { is_numbered: parameter.number().is_some(), name: parameter };
    parameters.into_iter().filter(is_written).map(|(parameter, value)| (column(parameter), value)).collect()
}

/// The shortest decimals that read back as the same number; a zero without a sign.
fn plain(value: &f64) -> String {
    (value + 0.0).to_string()
}

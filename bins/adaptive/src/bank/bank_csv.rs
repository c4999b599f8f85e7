//! Writing items as an item bank file.

use std::collections::BTreeMap;

use irt_core::{Item, ItemModel, ModelName, ParameterName};

/// The columns of a bank file that examinees see, or that say how they are keyed.
#[derive(Debug, Default)]
pub(crate) struct TextColumns {
    /// Their names in bank files.
    pub(crate) names: Vec<String>,
    /// The cells of each item, as many as there are names.
    pub(crate) rows: Vec<Vec<String>>,
}

/// The bank file of these items with their right options, with the columns that one of them needs.
pub(crate) fn text(items: &[Item], keys: &[Option<String>]) -> anyhow::Result<String> {
    let rows = keys.iter().map(|key| vec![key.clone().unwrap_or_default()]).collect();
    with_texts(items, TextColumns { names: vec!["key".to_owned()], rows })
}

/// The bank file of these items with their texts, with the columns that one of them needs.
pub(crate) fn with_texts(items: &[Item], mut texts: TextColumns) -> anyhow::Result<String> {
    texts.drop_empty();
    let rows: Vec<BTreeMap<Column, f64>> = items.iter().map(|item| cells(&item.model)).collect();
    let mut columns: Vec<Column> = rows.iter().flat_map(|row| row.keys().copied()).collect();
    columns.sort_unstable();
    columns.dedup();
    let has_content = items.iter().any(|item| item.content.is_some());
    let mut writer = csv::Writer::from_writer(Vec::new());
    let names = columns.iter().map(|column| column.name.to_string());
    let header = ["item_id".to_owned(), "model".to_owned()].into_iter().chain(names);
    let content = has_content.then(|| "content".to_owned());
    writer.write_record(header.chain(content).chain(texts.names))?;
    for ((item, row), texts) in items.iter().zip(&rows).zip(texts.rows) {
        let numbers = columns.iter().map(|column| row.get(column).map_or_else(String::new, plain));
        let start = [item.id.as_str().to_owned(), item.model.name().to_string()].into_iter().chain(numbers);
        let content = has_content.then(|| item.content.clone().unwrap_or_default());
        writer.write_record(start.chain(content).chain(texts))?;
    }
    Ok(String::from_utf8(writer.into_inner()?)?)
}

impl TextColumns {
    /// Drops the columns without any text.
    fn drop_empty(&mut self) {
        for place in (0..self.names.len()).rev() {
            if self.rows.iter().all(|row| row[place].is_empty()) {
                self.names.remove(place);
                self.rows.iter_mut().for_each(|row| drop(row.remove(place)));
            }
        }
    }
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

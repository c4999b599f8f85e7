//! The columns of a bank file besides the parameters: content, keys, texts.

use std::collections::HashMap;

use irt_core::ParameterName;

use crate::bank::bank_text::BankText;

/// The other columns of a bank file, row by row.
#[derive(Debug, Default)]
pub(crate) struct ExtraColumns {
    names: Vec<String>,
    by_item: HashMap<String, Vec<String>>,
}

impl ExtraColumns {
    /// The other columns of this file.
    pub(crate) fn read(file: &BankText) -> anyhow::Result<Self> {
        let mut reader = csv::ReaderBuilder::new().flexible(true).from_reader(file.text.as_slice());
        let header = reader.headers()?.clone();
        let is_extra = |name: &str| name != "item_id" && name != "model" && ParameterName::from_name(name).is_none();
        let places: Vec<usize> = (0..header.len()).filter(|place| is_extra(&header[*place])).collect();
        let id = header.iter().position(|name| name == "item_id").unwrap_or(0);
        let names = places.iter().map(|place| header[*place].to_owned()).collect();
        let mut by_item = HashMap::new();
        for record in reader.records() {
            let record = record?;
            let cells = places.iter().map(|place| record.get(*place).unwrap_or_default().to_owned()).collect();
            by_item.insert(record.get(id).unwrap_or_default().to_owned(), cells);
        }
        Ok(Self { names, by_item })
    }

    /// A bank file with these columns after its own; empty cells where an item is not in the other file.
    pub(crate) fn added_to(&self, bank: &str) -> anyhow::Result<String> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(bank.as_bytes());
        let mut writer = csv::Writer::from_writer(Vec::new());
        for (row, record) in reader.records().enumerate() {
            let record = record?;
            let empty = || vec![String::new(); self.names.len()];
            let id = record.get(0).unwrap_or_default();
            let extra = if row == 0 { self.names.clone() } else { self.by_item.get(id).cloned().unwrap_or_else(empty) };
            writer.write_record(record.iter().map(str::to_owned).chain(extra))?;
        }
        Ok(String::from_utf8(writer.into_inner()?)?)
    }
}

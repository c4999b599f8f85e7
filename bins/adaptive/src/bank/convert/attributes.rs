//! Content areas from another file than that of the parameters.

use std::collections::HashMap;

use anyhow::{anyhow, bail};

use super::csv_table;
use super::foreign_table::there_are;
use super::id_columns::ID_COLUMNS;
use crate::source::Source;

/// The texts in a column of the file, by item id.
pub(super) struct Attributes {
    source: Source,
    by_id: HashMap<String, Option<String>>,
}

impl Attributes {
    /// Reads a column of the file. The ids are in the named column, or in the first column with a usual name.
    pub(super) fn read(source: &Source, id_column: Option<&str>, column: &str) -> anyhow::Result<Self> {
        let table = csv_table::with_header(source)?;
        let id = match id_column {
            Some(name) => table.needed(name)?,
            None => ID_COLUMNS.into_iter().find_map(|name| table.name_of(name)).ok_or_else(|| {
                let columns = there_are(table.columns());
                anyhow!("{source}: line 1: there is no column of item ids; --id-column names it; {columns}")
            })?,
        };
        let column = table.needed(column)?;
        let mut by_id = HashMap::new();
        for row in table.rows() {
            let row = row.map_err(|(line, fault)| anyhow!("{source}: line {line}: {fault}"))?;
            let item = row.text(&id).unwrap_or_default().to_owned();
            let value = row.text(&column).map(str::to_owned);
            if by_id.insert(item.clone(), value).is_some() {
                bail!("{source}: line {}: item {item:?} has a row already", row.line);
            }
        }
        Ok(Self { source: source.clone(), by_id })
    }

    /// The text of an item; an error when the item has no row.
    pub(super) fn content_of(&self, item: &str) -> Result<Option<String>, String> {
        self.by_id.get(item).cloned().ok_or_else(|| format!("has no row in {}", self.source))
    }
}

//! Content areas that stand in another file than the parameters.

use std::collections::HashMap;

use anyhow::{Context as _, anyhow, bail};

use super::ID_COLUMNS;
use super::foreign_table::ForeignTable;
use crate::source::Source;

/// What a column of the file says of each item, by the id as the file gives it.
pub(super) struct Attributes {
    source: Source,
    by_id: HashMap<String, Option<String>>,
}

impl Attributes {
    /// Reads a column of the file; the ids are in the column of this name, or in the first that is usual.
    pub(super) fn read(source: &Source, id_column: Option<&str>, column: &str) -> anyhow::Result<Self> {
        let mut table = ForeignTable::open(source)?;
        let needed =
            |name: &str| table.name_of(name).ok_or_else(|| anyhow!("{source}: line 1: there is no column {name:?}"));
        let id = match id_column {
            Some(name) => needed(name)?,
            None => ID_COLUMNS
                .into_iter()
                .find_map(|name| table.name_of(name))
                .with_context(|| format!("{source}: line 1: there is no column of item ids; --id-column names it"))?,
        };
        let column = needed(column)?;
        let mut by_id = HashMap::new();
        while let Some(row) = table.next_row()? {
            let item = row.text(&id).unwrap_or_default().to_owned();
            let value = row.text(&column).map(str::to_owned);
            if by_id.insert(item.clone(), value).is_some() {
                bail!("{source}: line {}: item {item:?} has a row already", row.line);
            }
        }
        Ok(Self { source: source.clone(), by_id })
    }

    /// What the file says of an item; an error when it has no row.
    pub(super) fn of(&self, item: &str) -> Result<Option<String>, String> {
        self.by_id.get(item).cloned().ok_or_else(|| format!("has no row in {}", self.source))
    }
}

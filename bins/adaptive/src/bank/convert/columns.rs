//! The columns of item ids and content areas.

use anyhow::anyhow;

use super::attributes::Attributes;
use super::catr;
use super::fault::Fault;
use super::foreign_table::{ForeignRow, ForeignTable, there_are};
use super::id_columns::ID_COLUMNS;
use crate::args::{BankConvertArguments, ForeignFormat};

/// The column of the content areas in bank files.
const CONTENT: &str = "content";

/// Where a file has the ids and the content areas of its items.
pub(super) struct Columns {
    id: Option<String>,
    content: Content,
}

enum Content {
    None,
    Column(String),
    OtherFile(Attributes),
}

impl Columns {
    /// Finds the columns that the arguments name, or columns with usual names. Errors name the file.
    pub(super) fn find(
        arguments: &BankConvertArguments,
        program: ForeignFormat,
        table: &ForeignTable,
    ) -> anyhow::Result<Self> {
        let needed = |flag: &str, name: &str| {
            let absent = || {
                let columns = there_are(table.columns());
                anyhow!("{}: line 1: there is no column {name:?}, which --{flag} names; {columns}", arguments.bank)
            };
            table.name_of(name).ok_or_else(absent)
        };
        let id = match &arguments.id_column {
            Some(name) => Some(needed("id-column", name)?),
            None if program == ForeignFormat::Winsteps => table.name_of("NAME").or_else(|| table.name_of("ENTRY")),
            None => ID_COLUMNS.into_iter().find_map(|name| table.name_of(name)),
        };
        let content = match (&arguments.content_column, &arguments.attributes, program) {
            (Some(name), Some(file), _) => {
                Content::OtherFile(Attributes::read(file, arguments.id_column.as_deref(), name)?)
            }
            (Some(name), None, _) => Content::Column(needed("content-column", name)?),
            (None, _, ForeignFormat::Catr) => table.name_of(catr::GROUP).map_or(Content::None, Content::Column),
            (None, _, ForeignFormat::Table) => table.name_of(CONTENT).map_or(Content::None, Content::Column),
            (None, _, _) => Content::None,
        };
        Ok(Self { id, content })
    }

    /// The column of the ids, or the flag that gives them.
    pub(super) fn id_column(&self) -> &str {
        self.id.as_deref().unwrap_or("--prefix")
    }

    /// The name of the item in a row: the text in the column, or the number of the row.
    pub(super) fn name(&self, row: &ForeignRow<'_>, number: usize) -> String {
        match self.id.as_deref() {
            Some(column) => row.text(column).unwrap_or_default().to_owned(),
            None => number.to_string(),
        }
    }

    /// The content area of the item in a row, which has this name.
    pub(super) fn content(&self, row: &ForeignRow<'_>, name: &str) -> Result<Option<String>, Fault> {
        match &self.content {
            Content::None => Ok(None),
            Content::Column(column) => Ok(row.text(column).map(str::to_owned)),
            Content::OtherFile(attributes) => {
                attributes.content_of(name).map_err(|fault| Fault::new(self.id_column(), name, fault))
            }
        }
    }
}

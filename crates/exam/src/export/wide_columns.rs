//! The columns of a wide table of responses: one for each item of the banks of an exam type.

use std::collections::HashMap;
use std::sync::Arc;

use irt_core::{ItemBank, ItemIndex, Response};

use super::cell::{Cell, is_formula};
use super::exported_session::ExportedSession;
use super::format::ExportFormat;
use crate::error::ExamError;

/// The first column. It has the number of the session: an examinee may have several sessions, or no name.
pub(super) const ID_COLUMN: &str = "examinee";

/// The columns of the items, in the order of the first bank, with those that only later banks have behind them.
#[derive(Debug, Default)]
pub(crate) struct WideColumns {
    items: Vec<Arc<str>>,
    /// By item: its column, the number of its categories, and the first exam type version that has it.
    places: HashMap<Arc<str>, (usize, u8, i32)>,
}

impl WideColumns {
    /// Adds the items of the bank of an exam type version.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] names an item that cannot be a column of the same table.
    pub(crate) fn add(&mut self, bank: &ItemBank, version: i32, format: ExportFormat) -> Result<(), ExamError> {
        for place in 0..u32::try_from(bank.len()).unwrap_or(u32::MAX) {
            let index = ItemIndex(place);
            let (Some(item), Some(categories)) = (bank.item(index), bank.categories(index)) else { continue };
            let id = item.id.as_str();
            check_name(id, format)?;
            match self.places.get(id) {
                None => {
                    let id: Arc<str> = id.into();
                    self.places.insert(Arc::clone(&id), (self.items.len(), categories, version));
                    self.items.push(id);
                }
                Some(&(_, before, first)) if before != categories => {
                    return Err(two_models(id, (before, first), (categories, version)));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    /// The names of the columns.
    pub(super) fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(ID_COLUMN).chain(self.items.iter().map(AsRef::as_ref))
    }

    /// The cells of a session: the categories of its answers, and nothing for an item that was not administered or does not count.
    pub(super) fn row<'a>(&'a self, of: &ExportedSession) -> Vec<(&'a str, Cell<'a>)> {
        let id = (ID_COLUMN, Cell::Integer(of.session.id.0));
        let mut row: Vec<_> =
            std::iter::once(id).chain(self.items.iter().map(|item| (item.as_ref(), Cell::Empty))).collect();
        for given in &of.attempts {
            let item = of.exam.content.item_id(ItemIndex(given.attempt.item));
            if let Some(&(place, ..)) = self.places.get(item)
                && let Some((_, cell)) = row.get_mut(place + 1)
            {
                *cell = match Response(given.attempt.response) {
                    Response::MISSING => Cell::Empty,
                    Response(category) => Cell::Integer(category.into()),
                };
            }
        }
        row
    }
}

/// Refuses an item whose name cannot be the name of a column.
fn check_name(item: &str, format: ExportFormat) -> Result<(), ExamError> {
    if item == ID_COLUMN {
        let rule = "an item has the name of the first column, so that the table is ambiguous; export shape=long";
        return Err(ExamError::invalid("shape", format!("wide with an item {item:?}"), rule));
    }
    if format == ExportFormat::Csv && is_formula(item) {
        let rule = "a spreadsheet takes the name of the item for a formula; export format=ndjson or shape=long";
        return Err(ExamError::invalid("shape", format!("wide with an item {item:?}"), rule));
    }
    Ok(())
}

fn two_models(item: &str, (before, first): (u8, i32), (categories, version): (u8, i32)) -> ExamError {
    let rule = format!(
        "item {item:?} has {before} categories in version {first} of the exam type and {categories} in version {version}, so its \
         answers do not belong into one column; export one version (exam_type_version), or shape=long"
    );
    ExamError::invalid("shape", "wide", &rule)
}

//! What is found in a file besides the responses.

use irt_core::Response;

use super::categories_seen::CategoriesSeen;
use super::coding::{CellValue, Coding, Scoring};
use super::fault::{FaultCause, RowFault};
use super::fault_list::FaultList;
use super::keys_seen::KeysSeen;
use super::names_seen::NamesSeen;
use super::scored_items::ItemColumn;

/// The faults of a file, and what is worth a note.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: FaultList,
    pub(super) seen: CategoriesSeen,
    pub(super) names: NamesSeen,
    keys: KeysSeen,
    /// What is worth a note before the rows are read.
    pub(super) notes: Vec<String>,
}

impl Findings {
    /// The response in a cell, if it has one; false when it is at fault, which is taken down then.
    pub(super) fn take(
        &mut self,
        (line, cell): (u64, &str),
        column: &ItemColumn,
        coding: &Coding,
        mut give: impl FnMut(Response),
    ) -> bool {
        let cell = cell.trim();
        match coding.value(cell, &column.scoring) {
            Ok(CellValue::Category(category)) => {
                // What an option of a scale scores says nothing about how the file counts, and no option is the right one.
                let is_of_scale = matches!(column.scoring, Scoring::Key(_)) && column.categories > 2;
                if !is_of_scale {
                    self.seen.add(category, column.categories);
                }
                if matches!(column.scoring, Scoring::Key(_)) && !is_of_scale {
                    self.keys.add(column, category);
                }
                give(Response(category));
            }
            Ok(CellValue::NoKey) => {
                self.keys.add(column, 0);
                self.keys.add_without_key(cell);
                self.seen.add(0, column.categories);
                give(Response::WRONG);
            }
            Ok(CellValue::OmittedWrong) => give(Response::WRONG),
            Ok(CellValue::NotAdministered) => {}
            Err(cause) => {
                self.fault(line, Some(&column.item_id), cell, cause);
                return false;
            }
        }
        true
    }

    pub(super) fn fault(&mut self, line: u64, column: Option<&str>, value: &str, cause: FaultCause) {
        self.faults.push(RowFault { line, column: column.map(str::to_owned), value: value.to_owned(), cause });
    }

    /// What is worth a note after all rows, and is not among the remedies; the file counts categories from this number.
    pub(super) fn last_notes(&self, lowest: i16, remedies: &[String]) -> Vec<String> {
        let is_remedied =
            remedies.iter().any(|remedy| remedy.contains("--lowest-category") || remedy.contains("the bank has keys"));
        let suspicion = self.seen.suspicion().filter(|_| lowest == 0 && !is_remedied).map(str::to_owned);
        let names = self.names.look_like_responses().then(|| {
            "the first column is taken for the names of the examinees, and they look like responses; if it is an item, the bank does \
             not have it, and --ignore-columns leaves it out"
                .to_owned()
        });
        self.keys.notes().chain(suspicion).chain(names).chain(self.names.repetition()).collect()
    }
}

//! What is found in a file besides the responses.

use std::collections::BTreeMap;

use irt_core::Response;

use super::categories_seen::CategoriesSeen;
use super::coding::{CellValue, Coding};
use super::fault::{FaultCause, RowFault};
use super::fault_list::{FaultList, counted};
use super::names_seen::NamesSeen;
use super::scored_items::ItemColumn;

/// The faults of a file, and what is worth a note.
#[derive(Debug, Default)]
pub(super) struct Findings {
    pub(super) faults: FaultList,
    pub(super) seen: CategoriesSeen,
    pub(super) names: NamesSeen,
    /// The options that count as wrong and are the key of no item, with their frequencies.
    without_key: BTreeMap<String, u64>,
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
                self.seen.add(category, column.categories);
                give(Response(category));
            }
            Ok(CellValue::NoKey) => {
                *self.without_key.entry(cell.to_ascii_uppercase()).or_default() += 1;
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
        let options = self.without_key.iter().map(|(option, count)| format!("{option} ({})", counted(*count, "time")));
        let options = options.collect::<Vec<_>>().join(", ");
        let wrong = format!("counted as wrong, and the key of no item of the bank: {options}");
        let is_remedied = remedies.iter().any(|remedy| remedy.contains("--lowest-category"));
        let suspicion = self.seen.suspicion().filter(|_| lowest == 0 && !is_remedied).map(str::to_owned);
        let names = self.names.look_like_responses().then(|| {
            "the first column is taken for the names of the examinees, and they look like responses; if it is an item, the bank does \
             not have it, and --ignore-columns leaves it out"
                .to_owned()
        });
        (!options.is_empty()).then_some(wrong).into_iter().chain(suspicion).chain(names).collect()
    }
}

//! Reading a file of responses: one examinee a row and one item a column, or one response a row.

mod answer_key;
mod categories_seen;
mod coding;
mod column_notes;
mod columns;
mod fault;
mod fault_list;
mod findings;
mod flag_value;
mod keys_seen;
mod long;
mod names_seen;
mod reader;
mod remedies;
mod row;
mod scored_items;
mod whole_number;
mod wide;

pub(crate) use fault::FaultCause;
pub(crate) use reader::{Consequence, ResponsesReader};
pub(crate) use row::ResponsesRow;
pub(crate) use scored_items::ScoredItems;

//! The metrics: the table of all of them, and their page.

mod label_values;
mod page;
mod table;

pub(crate) use page::start;

//! The item bank: immutable, checked when it is made.

mod checks;
#[cfg(feature = "csv")]
mod columns;
mod item;
mod item_bank;
mod locations;
#[cfg(feature = "csv")]
mod numbered_lines;
mod polytomous;
mod problem;
#[cfg(feature = "csv")]
mod quotation_marks;
#[cfg(feature = "csv")]
mod read_csv;
#[cfg(feature = "csv")]
mod row_model;

pub use item::{BankItem, Item};
pub use item_bank::ItemBank;
#[cfg(feature = "csv")]
pub use numbered_lines::NumberedLines;
pub use problem::{BankError, BankProblem, MAX_LISTED_PROBLEMS};
#[cfg(feature = "csv")]
pub use quotation_marks::UnclosedQuotation;

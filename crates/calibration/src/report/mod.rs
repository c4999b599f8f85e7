//! The report of a calibration: one HTML page.

mod fit;
mod page;
mod parameters;
mod verdict;

pub use page::Report;

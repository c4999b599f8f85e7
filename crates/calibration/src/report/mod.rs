//! The report of a calibration: one HTML page.

mod content;
mod fit;
mod page;
mod parameters;
mod verdict;

pub use content::Report;

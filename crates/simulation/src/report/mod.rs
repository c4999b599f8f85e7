//! A simulation as one HTML file for people: text, charts, and a table under each chart.
//!
//! Each module makes the [`Section`](reporting::Section)s of one subject from the [`Report`]; the crate `reporting` lays
//! them out.
//!
//! # How to add a section
//! 1. Write a function that returns a [`Section`](reporting::Section), in the module of its subject or in a file of its
//!    own. Take the numbers from [`SimulationSummary`](crate::SimulationSummary).
//! 2. Add it to the list in `page`: to `Report::sections` for a section on all designs, to `design_sections` for one on
//!    each design.

mod bank;
mod classification;
mod comparison;
mod design_words;
mod inputs;
mod key_figures;
mod page;
mod precision;
mod settings;
mod tables;
mod trace;
mod usage;
mod verdict;

pub use inputs::{Report, ReportedDesign};
pub use key_figures::{KeyFigure, key_figures};

//! Test assembly.
#![forbid(unsafe_code)]

mod solver;
pub use solver::{Continuous, LazyRow, Outcome, Program, ProgramRow, Query, Selection, Solver, Work};

//! An exact solver for the programs of test assembly.
//!
//! [`Solver::solve`] answers a sequence of programs that differ in objective and fixings, such as shadow tests. It goes on
//! from the last basis, yet its answer depends on the program alone: it returns a selection from a warm start only with the
//! proof that every other selection is worse by more than a billionth. Otherwise it solves the program again from the
//! slack basis, without anything it remembers, and among equally good selections prefers items with lower numbers.

mod columns;
mod dual_simplex;
mod evaluation;
mod inverse;
mod lowest_numbers;
mod program;
mod query;
mod search;
mod warm_start;

pub use program::{Continuous, LazyRow, Program, ProgramRow};
pub use query::{Outcome, Query, Selection, Work};
pub use warm_start::Solver;

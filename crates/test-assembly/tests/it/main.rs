//! The tests of the crate.

mod banks;
mod brute_force;
mod constraint_language;
mod eligibility;
mod golden_forms;
mod golden_shadow;
mod second_solver;
mod shadow;
mod table;

//! The tests of the crate.

mod banks;
mod brute_force;
mod constraint_language;
mod golden_forms;
mod table;

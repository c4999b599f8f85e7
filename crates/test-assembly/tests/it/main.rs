//! The tests of the crate.
#![expect(clippy::expect_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod banks;
mod brute_force;
mod constraint_language;
mod eligibility;
mod golden_forms;
mod golden_shadow;
mod second_solver;
mod shadow;
mod table;

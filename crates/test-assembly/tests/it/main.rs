//! The tests of the crate.

mod brute_force;

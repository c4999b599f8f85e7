//! Whole simulations through the public interface.
#![expect(clippy::unwrap_used, reason = "a test that cannot go on has to fail loudly")]

mod calibration;
mod measures;
mod reference;
mod repeatable;
mod tests_of;
mod watching;

//! Reference values and properties of calibrations.
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has to fail loudly")]

mod fit;
mod golden;
mod linking;
mod reference;

//! Reference values and properties of calibrations.

mod golden;
mod linking;
mod reference;

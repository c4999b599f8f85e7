//! Reference values and properties of calibrations.

mod fit;
mod golden;
mod linking;
mod reference;

//! Prior densities of item parameters.

mod density;
mod term;

pub use density::{Density, InvalidDensity};
pub(crate) use term::{PriorTerm, Quantity};

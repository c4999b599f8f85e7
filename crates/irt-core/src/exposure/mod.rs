//! How often items are shown, and to whom they are not.
//!
//! Two kinds of control: *withholding*, by which an item is not eligible in a session from its start on (maximum rate,
//! Sympson-Hetter), and *randomesque* picking among the best. Withholding yields where it would leave no item at all:
//! no test ends because of it.

mod plan;
mod rates;

pub(crate) use plan::ExposurePlan;
pub use rates::{ExposureRates, InvalidRate, RateError};

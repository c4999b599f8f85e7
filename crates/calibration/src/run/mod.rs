//! A calibration from items and responses to estimates.

mod assembly;
mod calibration;
mod error;
mod estimates;
mod item;
mod outcome;
#[cfg(test)]
mod properties;
mod reported;
mod screening;
mod starting_values;

#[cfg(test)]
pub(crate) use assembly::Assembly;
pub use calibration::{Calibration, Cycle};
pub use error::CalibrationError;
pub use item::{CalibrationItem, ItemRole};
pub use outcome::{
    CalibrationOutcome, Covariance, EstimatedItem, GroupLatent, ItemOutcome, ItemStatus, ParameterEstimate, SetAside,
    SetAsideReason,
};

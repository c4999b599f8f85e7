//! Exposure parameters by iterated simulation.

mod error;
mod exposure_calibration;
mod observer;
mod outcome;
mod round;
mod search;

pub use error::{CalibrationError, InvalidCalibration};
pub use exposure_calibration::ExposureCalibration;
pub use observer::CalibrationObserver;
pub use outcome::{CalibratedExposure, CalibrationRound};

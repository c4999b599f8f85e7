//! Checks that the fields of several sections share.

use super::error::{DesignCause, DesignError};
use crate::estimation::{Bounds, InvalidInterval};
use crate::models::MAX_ABS_THETA;

/// An interval whose ends are given by two named fields.
pub(super) fn interval(fields: [&'static str; 2], lower: f64, upper: f64) -> Result<Bounds, DesignError> {
    theta(fields[0], lower)?;
    theta(fields[1], upper)?;
    Bounds::new(lower, upper).map_err(|error| {
        let cause = match error {
            InvalidInterval::NotFinite => DesignCause::NotFinite,
            InvalidInterval::OutOfRange => DesignCause::ThetaOutOfRange,
            InvalidInterval::Empty => DesignCause::LowerNotBelowUpper { upper },
        };
        DesignError::new(fields[0], lower, cause)
    })
}

pub(super) fn theta(field: &'static str, value: f64) -> Result<(), DesignError> {
    if !value.is_finite() {
        Err(DesignError::new(field, value, DesignCause::NotFinite))
    } else if value.abs() > MAX_ABS_THETA {
        Err(DesignError::new(field, value, DesignCause::ThetaOutOfRange))
    } else {
        Ok(())
    }
}

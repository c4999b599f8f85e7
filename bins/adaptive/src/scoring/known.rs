//! The test for the examinee of a row, of whom something may be known.

use std::sync::Arc;

use irt_core::AdaptiveTest;

use crate::responses::{FaultCause, ResponsesRow};

/// The test with what the row says of its examinee.
pub(super) fn test_for(test: &Arc<AdaptiveTest>, row: &ResponsesRow) -> Result<Arc<AdaptiveTest>, FaultCause> {
    if row.start.is_empty() {
        return Ok(Arc::clone(test));
    }
    let derived = test.for_examinee(&row.start);
    derived
        .map(Arc::new)
        .map_err(|error| FaultCause::Refused { examinee: row.examinee.clone(), rule: error.to_string() })
}

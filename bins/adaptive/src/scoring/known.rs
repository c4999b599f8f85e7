//! The test for the examinee of a row, of whom something may be known.

use std::sync::Arc;

use irt_core::{AdaptiveTest, DesignError};

use crate::responses::{FaultCause, ResponsesRow};

/// The test with what the row says of its examinee.
pub(super) fn test_for(test: &Arc<AdaptiveTest>, row: &ResponsesRow) -> Result<Arc<AdaptiveTest>, FaultCause> {
    let refused = |error: DesignError| FaultCause::Refused { examinee: row.examinee.clone(), rule: error.to_string() };
    Arc::clone(test).shared_for(&row.start).map_err(refused)
}

//! The check that the database rejects a value.

use std::fmt::Debug;

use crate::error::RecordError;

/// The database rejected the value, rather than being unavailable.
pub(super) fn assert_refused<T: Debug>(result: &Result<T, RecordError>) {
    assert!(matches!(result, Err(RecordError::Database(_))), "expected a refusal, got {result:?}");
}

//! Numbers out of wider columns.

use crate::record::RecordError;

/// The number, if it fits the narrower type.
pub(crate) fn narrow<T: TryFrom<i64>>(value: i64, what: &'static str) -> Result<T, RecordError> {
    T::try_from(value).map_err(|_| RecordError::Unreadable { what, value: value.to_string() })
}

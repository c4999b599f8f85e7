//! Values out of columns that can hold more than them.

use crate::error::RecordError;

/// The number, if it fits the narrower type.
pub(crate) fn narrow<T: TryFrom<i64>>(value: i64, what: &'static str) -> Result<T, RecordError> {
    T::try_from(value).map_err(|_| RecordError::Unreadable { what, value: value.to_string() })
}

/// The value with this name.
pub(super) fn named<T>(
    name: &str,
    what: &'static str,
    from_name: impl FnOnce(&str) -> Option<T>,
) -> Result<T, RecordError> {
    from_name(name).ok_or_else(|| RecordError::Unreadable { what, value: name.to_owned() })
}

/// The 32 bytes of a digest or a salt.
pub(crate) fn bytes(column: Vec<u8>, what: &'static str) -> Result<[u8; 32], RecordError> {
    <[u8; 32]>::try_from(column)
        .map_err(|column| RecordError::Unreadable { what, value: format!("{} bytes", column.len()) })
}

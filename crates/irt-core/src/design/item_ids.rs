//! From the ids in a design to the items of the bank.

use super::error::{DesignCause, DesignError};
use crate::bank::ItemBank;
use crate::identity::ItemIndex;

/// The item that a field of the design names.
pub(crate) fn find_item(bank: &ItemBank, field: &'static str, id: &str) -> Result<ItemIndex, DesignError> {
    bank.index_of(id).ok_or_else(|| DesignError::new(field, id, DesignCause::UnknownItem))
}

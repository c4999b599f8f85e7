//! Why there is no calibration.

use crate::settings::InvalidSettings;

/// Why there is no calibration.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
pub enum CalibrationError {
    /// A setting cannot be used.
    #[error(transparent)]
    Settings(#[from] InvalidSettings),
    /// The responses are not for these items.
    #[error("there are {items} items and responses to {columns}")]
    ItemCount {
        /// The number of items.
        items: usize,
        /// The number of items of the table.
        columns: usize,
    },
    /// A response to a fixed item is in a category that the item does not have.
    #[error("item {item:?} has {categories} categories and a response in category {category}, counted from 0")]
    Category {
        /// The item.
        item: String,
        /// Its number of categories.
        categories: u8,
        /// The category.
        category: u8,
    },
    /// A model cannot be estimated.
    #[error("item {item:?}: the model {model} cannot be calibrated")]
    Model {
        /// The item.
        item: String,
        /// The name of the model.
        model: String,
    },
    /// Every item that is not fixed is set aside.
    #[error("no item can be calibrated; the first of {count} that are set aside is {item:?}: {reason}")]
    NothingLeft {
        /// The number of items set aside.
        count: usize,
        /// The first of them.
        item: String,
        /// Why it is set aside.
        reason: String,
    },
    /// There are no responses.
    #[error("there are no responses")]
    NoResponses,
    /// A group has no responses.
    #[error("group {group}, counted from 1, has no responses")]
    EmptyGroup {
        /// The group.
        group: usize,
    },
    /// The observer has ended the calibration.
    #[error("the calibration was ended before it had a result")]
    Cancelled,
}

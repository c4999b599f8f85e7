//! The items of a calibration.

use irt_core::{ItemModel, ModelName};

/// An item of a calibration, in the place of its responses.
#[derive(Debug, Clone, PartialEq)]
pub struct CalibrationItem {
    /// Its name, for messages and results.
    pub id: String,
    /// What is done with it.
    pub role: ItemRole,
}

/// What a calibration does with an item.
#[derive(Debug, Clone, PartialEq)]
pub enum ItemRole {
    /// Its parameters under a model are estimated.
    Free {
        /// The model.
        model: ModelName,
        /// The number of categories; when absent, one more than the highest that occurs.
        categories: Option<u8>,
    },
    /// Its parameters are known.
    Fixed(ItemModel),
}

impl CalibrationItem {
    /// An item whose parameters are estimated.
    pub fn free(id: impl Into<String>, model: ModelName) -> Self {
        Self { id: id.into(), role: ItemRole::Free { model, categories: None } }
    }

    /// An item with known parameters.
    pub fn fixed(id: impl Into<String>, model: impl Into<ItemModel>) -> Self {
        Self { id: id.into(), role: ItemRole::Fixed(model.into()) }
    }

    /// Whether its parameters are known.
    #[must_use]
    pub const fn is_fixed(&self) -> bool {
        matches!(self.role, ItemRole::Fixed(_))
    }

    /// The name of its model.
    #[must_use]
    pub fn model(&self) -> ModelName {
        match &self.role {
            ItemRole::Free { model, .. } => *model,
            ItemRole::Fixed(model) => model.name(),
        }
    }
}

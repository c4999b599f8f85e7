//! One item: as given to a bank, and as a bank shows it.

use crate::identity::{InvalidItemId, ItemId, ItemIndex};
use crate::models::{FourPl, ItemModel, ModelName};

/// An item as it is put into an [`ItemBank`](crate::ItemBank).
///
/// Its parts are valid by their types; whether ids are repeated is for the bank to see.
#[derive(Debug, Clone, PartialEq)]
pub struct Item {
    /// The name of the item, unique in its bank.
    pub id: ItemId,
    /// The response model and its parameters.
    pub model: ItemModel,
    /// The content area, when the item has one.
    pub content: Option<String>,
}

impl Item {
    /// An item without a content area.
    ///
    /// # Errors
    /// [`InvalidItemId`] when the text cannot name an item.
    ///
    /// ```
    /// use irt_core::{FourPl, Item};
    ///
    /// let item = Item::new("alg-12", FourPl::two_pl(1.3, -0.4)?)?.with_content("algebra");
    /// assert_eq!(item.id.as_str(), "alg-12");
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn new(id: &str, model: impl Into<ItemModel>) -> Result<Self, InvalidItemId> {
        Ok(Self { id: ItemId::new(id)?, model: model.into(), content: None })
    }

    /// The same item in a content area.
    #[must_use]
    pub fn with_content(mut self, content: impl Into<String>) -> Self {
        self.content = Some(content.into());
        self
    }
}

/// An item as an [`ItemBank`](crate::ItemBank) shows it.
#[derive(Debug, Clone, PartialEq)]
pub struct BankItem<'a> {
    /// The position in the bank.
    pub index: ItemIndex,
    /// The name of the item.
    pub id: &'a ItemId,
    /// The response model and its parameters.
    pub model: ItemModel,
    /// The content area, when the item has one.
    pub content: Option<&'a str>,
}

impl BankItem<'_> {
    /// The name of the response model.
    #[must_use]
    pub fn model_name(&self) -> ModelName {
        self.model.name()
    }

    /// The parameters of a dichotomous item; `None` for a polytomous one.
    #[must_use]
    pub const fn four_pl(&self) -> Option<FourPl> {
        match &self.model {
            ItemModel::FourPl(model) => Some(*model),
            _ => None,
        }
    }
}

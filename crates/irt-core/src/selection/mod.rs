//! Which item comes next.

mod information_index;
mod item_set;
mod max_information;

pub(crate) use information_index::InformationIndex;
pub use item_set::ItemSet;

use std::fmt;

use crate::{ItemBank, ItemIndex};

/// The criterion by which the next item is chosen.
///
/// As text the names are in `kebab-case`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "kebab-case"))]
#[non_exhaustive]
pub enum SelectionRule {
    /// The item with the largest Fisher information at the interim ability; the first in the bank among equals.
    /// Lord (1980).
    #[default]
    MaxInformation,
}

impl SelectionRule {
    const ALL: [Self; 1] = [Self::MaxInformation];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MaxInformation => "max-information",
        }
    }

    /// The rule that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|rule| rule.as_str() == name)
    }

    /// The item that the rule chooses at an ability, among those that are not excluded; `None` when none is left.
    pub(crate) fn select(
        self,
        bank: &ItemBank,
        index: &InformationIndex,
        theta: f64,
        excluded: &ItemSet,
    ) -> Option<ItemIndex> {
        match self {
            Self::MaxInformation => index.select(bank, theta, excluded),
        }
    }
}

impl fmt::Display for SelectionRule {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

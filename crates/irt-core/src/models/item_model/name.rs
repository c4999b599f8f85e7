//! The names of the response models.

use std::fmt;

use super::{ModelName, ModelRow};
use crate::models::invalid_model_name::InvalidModelName;

impl ModelName {
    /// Whether the model is a case of [`FourPl`](crate::FourPl).
    #[must_use]
    pub const fn is_dichotomous(self) -> bool {
        matches!(self.row(), ModelRow::Logistic(_))
    }

    /// The model that has this name, in capitals or not.
    ///
    /// # Errors
    /// [`InvalidModelName`] when no model has it.
    ///
    /// ```
    /// use irt_core::{InvalidModelName, ModelName};
    ///
    /// assert_eq!(ModelName::from_name("3PL"), Ok(ModelName::ThreePl));
    /// assert_eq!(ModelName::from_name("5pl"), Err(InvalidModelName));
    /// ```
    pub fn from_name(name: &str) -> Result<Self, InvalidModelName> {
        let known = Self::ALL.iter().copied().find(|model| model.as_str().eq_ignore_ascii_case(name));
        known.ok_or(InvalidModelName)
    }
}

impl fmt::Display for InvalidModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("is not the name of a response model (")?;
        for (place, model) in ModelName::ALL.iter().enumerate() {
            write!(f, "{}{model}", if place == 0 { "" } else { ", " })?;
        }
        f.write_str(")")
    }
}

impl std::error::Error for InvalidModelName {}

#[cfg(test)]
mod tests {
    use super::ModelName;

    #[test]
    fn the_documentation_has_every_model() {
        let text = include_str!("../../../../../docs/item-bank.md");
        let (_, list) = text.split_once("| `model` |").unwrap();
        let list = list.lines().next().unwrap();
        for name in ModelName::ALL {
            assert!(list.contains(&format!("`{name}`")), "docs/item-bank.md, the column `model` lacks {name}");
            assert!(text.contains(&format!("\n| `{name}` | ")), "docs/item-bank.md has no row for {name}");
        }
    }
}

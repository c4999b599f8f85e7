//! The names of the response models.

use std::fmt;

use crate::named_variants::named_variants;

named_variants! {
    /// The name of a response model, as item bank files give it.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum ModelName {
        /// One-parameter logistic: difficulty; one discrimination common to the items, 1 unless given.
        OnePl => "1pl",
        /// Two-parameter logistic: discrimination and difficulty.
        TwoPl => "2pl",
        /// Three-parameter logistic: a lower asymptote besides.
        ThreePl => "3pl",
        /// Four-parameter logistic: an upper asymptote besides.
        FourPl => "4pl",
        /// Graded response model: discrimination and ordered thresholds.
        Graded => "grm",
        /// Modified graded response model: discrimination, location, and thresholds relative to it.
        ModifiedGraded => "mgrm",
        /// Partial credit model: steps.
        PartialCredit => "pcm",
        /// Generalized partial credit model: a discrimination besides.
        GeneralizedPartialCredit => "gpcm",
        /// Rating scale model: location, and steps relative to it.
        RatingScale => "rsm",
        /// Nominal response model: a slope and an intercept for each category.
        Nominal => "nrm",
    }
}

impl ModelName {
    /// Whether the model is a case of [`FourPl`](crate::FourPl).
    #[must_use]
    pub const fn is_dichotomous(self) -> bool {
        matches!(self, Self::OnePl | Self::TwoPl | Self::ThreePl | Self::FourPl)
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

/// A text that names no response model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct InvalidModelName;

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

//! The names of the response models.

use std::fmt;

/// The name of a response model, as item bank files give it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum ModelName {
    /// One-parameter logistic: difficulty; one discrimination common to the items, 1 unless given.
    #[cfg_attr(feature = "serde", serde(rename = "1pl"))]
    OnePl,
    /// Two-parameter logistic: discrimination and difficulty.
    #[cfg_attr(feature = "serde", serde(rename = "2pl"))]
    TwoPl,
    /// Three-parameter logistic: a lower asymptote besides.
    #[cfg_attr(feature = "serde", serde(rename = "3pl"))]
    ThreePl,
    /// Four-parameter logistic: an upper asymptote besides.
    #[cfg_attr(feature = "serde", serde(rename = "4pl"))]
    FourPl,
    /// Graded response model: discrimination and ordered thresholds.
    #[cfg_attr(feature = "serde", serde(rename = "grm"))]
    Graded,
    /// Modified graded response model: discrimination, location, and thresholds relative to it.
    #[cfg_attr(feature = "serde", serde(rename = "mgrm"))]
    ModifiedGraded,
    /// Partial credit model: steps.
    #[cfg_attr(feature = "serde", serde(rename = "pcm"))]
    PartialCredit,
    /// Generalized partial credit model: a discrimination besides.
    #[cfg_attr(feature = "serde", serde(rename = "gpcm"))]
    GeneralizedPartialCredit,
    /// Rating scale model: location, and steps relative to it.
    #[cfg_attr(feature = "serde", serde(rename = "rsm"))]
    RatingScale,
    /// Nominal response model: a slope and an intercept for each category.
    #[cfg_attr(feature = "serde", serde(rename = "nrm"))]
    Nominal,
}

impl ModelName {
    const ALL: [Self; 10] = [
        Self::OnePl,
        Self::TwoPl,
        Self::ThreePl,
        Self::FourPl,
        Self::Graded,
        Self::ModifiedGraded,
        Self::PartialCredit,
        Self::GeneralizedPartialCredit,
        Self::RatingScale,
        Self::Nominal,
    ];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnePl => "1pl",
            Self::TwoPl => "2pl",
            Self::ThreePl => "3pl",
            Self::FourPl => "4pl",
            Self::Graded => "grm",
            Self::ModifiedGraded => "mgrm",
            Self::PartialCredit => "pcm",
            Self::GeneralizedPartialCredit => "gpcm",
            Self::RatingScale => "rsm",
            Self::Nominal => "nrm",
        }
    }

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
        let known = Self::ALL.into_iter().find(|model| model.as_str().eq_ignore_ascii_case(name));
        known.ok_or(InvalidModelName)
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// A text that names no response model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("is not the name of a response model (1pl, 2pl, 3pl, 4pl, grm, mgrm, pcm, gpcm, rsm, nrm)")]
pub struct InvalidModelName;

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
}

/// Models that the field knows and this library does not compute.
const UNSUPPORTED: [&str; 6] = ["grm", "mgrm", "pcm", "gpcm", "rsm", "nrm"];

impl ModelName {
    const ALL: [Self; 4] = [Self::OnePl, Self::TwoPl, Self::ThreePl, Self::FourPl];

    /// The name used in files.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::OnePl => "1pl",
            Self::TwoPl => "2pl",
            Self::ThreePl => "3pl",
            Self::FourPl => "4pl",
        }
    }

    /// The model that has this name, in capitals or not.
    ///
    /// # Errors
    /// [`InvalidModelName`], which tells a model that exists but is not supported from one that is not known.
    ///
    /// ```
    /// use irt_core::{InvalidModelName, ModelName};
    ///
    /// assert_eq!(ModelName::from_name("3PL"), Ok(ModelName::ThreePl));
    /// assert_eq!(ModelName::from_name("5pl"), Err(InvalidModelName::Unknown));
    /// ```
    pub fn from_name(name: &str) -> Result<Self, InvalidModelName> {
        let known = Self::ALL.into_iter().find(|model| model.as_str().eq_ignore_ascii_case(name));
        known.ok_or_else(|| {
            if UNSUPPORTED.iter().any(|other| other.eq_ignore_ascii_case(name)) {
                InvalidModelName::Unsupported
            } else {
                InvalidModelName::Unknown
            }
        })
    }
}

impl fmt::Display for ModelName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// Why a text names no model that can be used.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum InvalidModelName {
    /// No response model has this name.
    #[error("is not the name of a response model (1pl, 2pl, 3pl, 4pl)")]
    Unknown,
    /// The model exists but is not supported.
    #[error("is a model that is not supported (1pl, 2pl, 3pl, 4pl are)")]
    Unsupported,
}

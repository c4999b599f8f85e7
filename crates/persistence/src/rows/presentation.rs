//! How the texts of an item are shown.

use serde::{Deserialize, Serialize};

/// How the texts of an item are shown.
///
/// ```
/// use persistence::{Presentation, TextFormat};
///
/// assert_eq!(Presentation::default().format, TextFormat::Plain);
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Presentation {
    /// How the stem and the options are written.
    #[serde(default, skip_serializing_if = "TextFormat::is_plain")]
    pub format: TextFormat,
    /// The language of the texts as a tag of BCP 47, where the bank states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub lang: Option<String>,
    /// The direction in which the texts are written, where the bank states it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub direction: Option<TextDirection>,
    /// Whether the options keep the order of the bank in exams that shuffle options.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub fixed_order: bool,
}

/// How a text is written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextFormat {
    /// The characters as they are.
    #[default]
    Plain,
    /// Markdown.
    Markdown,
}

impl TextFormat {
    /// All formats.
    pub const ALL: &[Self] = &[Self::Plain, Self::Markdown];

    /// The name in bank files, over HTTP and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Markdown => "markdown",
        }
    }

    /// The format of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|format| format.as_str() == name)
    }

    fn is_plain(&self) -> bool {
        *self == Self::Plain
    }
}

/// The direction in which a text is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum TextDirection {
    /// From left to right.
    Ltr,
    /// From right to left.
    Rtl,
    /// As the first letter with a direction says.
    Auto,
}

impl TextDirection {
    /// All directions.
    pub const ALL: &[Self] = &[Self::Ltr, Self::Rtl, Self::Auto];

    /// The name in bank files, over HTTP and in the database.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
            Self::Auto => "auto",
        }
    }

    /// The direction of this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|direction| direction.as_str() == name)
    }
}

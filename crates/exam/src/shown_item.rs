//! An item as an examinee sees it.

use persistence::{TextDirection, TextFormat};
use serde::Deserialize;

/// An item as an examinee sees it. It has no field for a key or a parameter.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ShownItem {
    /// The name of the item.
    pub item_id: String,
    /// Its place in the exam, counted from 1.
    pub position: u32,
    /// The question; `None` where the platform shows its own text.
    pub stem: Option<String>,
    /// The options in the order in which they are shown.
    pub options: Vec<ShownOption>,
    /// How the stem and the options are written.
    #[serde(default)]
    pub format: TextFormat,
    /// The language of the texts as a tag of BCP 47, where the bank states it.
    #[serde(default)]
    pub lang: Option<String>,
    /// The direction in which the texts are written, where the bank states it.
    #[serde(default)]
    pub direction: Option<TextDirection>,
}

/// One option of an item.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct ShownOption {
    /// The key that the examinee answers with.
    pub key: String,
    /// The text that the examinee reads.
    pub text: String,
}

/// What choosing an option scores.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OptionScore {
    /// The key of the option.
    pub key: String,
    /// The category that it scores.
    pub score: u8,
}

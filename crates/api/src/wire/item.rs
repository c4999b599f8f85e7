//! An item as the examinee sees it.

use exam::{ShownItem, TextDirection};
use serde::Serialize;
use utoipa::ToSchema;

use super::names::{TextDirectionName, TextFormatName};

/// An item as the examinee sees it. There is no field for a key or a parameter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
pub(crate) struct ItemReply {
    item_id: String,
    /// Its place in the exam, counted from 1.
    position: u32,
    /// The question; null where the platform shows its own text.
    stem: Option<String>,
    /// The options in the order in which they are shown.
    options: Vec<ItemOption>,
    /// How the stem and the texts of the options are written.
    #[schema(value_type = TextFormatName)]
    format: &'static str,
    /// The language of the texts as a tag of BCP 47, where the bank states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    lang: Option<String>,
    /// The direction in which the texts are written, where the bank states it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(value_type = Option<TextDirectionName>)]
    direction: Option<&'static str>,
}

/// One option of an item.
#[derive(Debug, Serialize, ToSchema)]
pub(crate) struct ItemOption {
    /// The key to be sent as the answer.
    key: String,
    /// The text that the examinee reads.
    text: String,
}

impl From<ShownItem> for ItemReply {
    fn from(item: ShownItem) -> Self {
        let ShownItem { item_id, position, stem, options, format, lang, direction } = item;
        let options = options.into_iter().map(|option| ItemOption { key: option.key, text: option.text });
        let (format, direction) = (format.as_str(), direction.map(TextDirection::as_str));
        Self { item_id, position, stem, options: options.collect(), format, lang, direction }
    }
}

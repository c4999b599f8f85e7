//! An item as the examinee sees it.

use exam::ShownItem;
use serde::Serialize;
use utoipa::ToSchema;

/// An item as the examinee sees it. There is no field for a key or a parameter.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Item)]
pub(crate) struct ItemReply {
    item_id: String,
    /// Its place in the exam, counted from 1.
    position: u32,
    /// The question; null where the platform shows its own text.
    stem: Option<String>,
    options: Vec<ItemOption>,
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
        let ShownItem { item_id, position, stem, options } = item;
        let options = options.into_iter().map(|option| ItemOption { key: option.key, text: option.text });
        Self { item_id, position, stem, options: options.collect() }
    }
}

//! Where the pictures of a bank are found.

use std::collections::HashMap;

use persistence::{AssetName, ItemRecord, OptionRecord, TextFormat};

use crate::asset_reference::{referenced, resolved};

/// The addresses of the pictures of a bank, by the names in its texts.
#[derive(Debug, Default)]
pub(crate) struct AssetAddresses(HashMap<String, String>);

impl AssetAddresses {
    /// The addresses of pictures below a path, which ends with a slash.
    pub(crate) fn new(path: &str, names: Vec<AssetName>) -> Self {
        let address = |asset: AssetName| (asset.name, format!("{path}{}", asset.public_name));
        Self(names.into_iter().map(address).collect())
    }

    /// The item as it is shown: with addresses in place of references.
    pub(crate) fn resolve(&self, item: ItemRecord) -> ItemRecord {
        if self.0.is_empty() || item.presentation.format != TextFormat::Markdown {
            return item;
        }
        let text = |text: &str| resolved(text, |name| self.0.get(name).map(String::as_str));
        let option = |option: OptionRecord| OptionRecord { text: text(&option.text), ..option };
        let stem = item.stem.as_deref().map(text);
        ItemRecord { stem, options: item.options.into_iter().map(option).collect(), ..item }
    }
}

/// Whether the texts of an item refer to pictures.
pub(crate) fn refers_to_assets(item: &ItemRecord) -> bool {
    let texts = item.stem.iter().chain(item.options.iter().map(|option| &option.text));
    item.presentation.format == TextFormat::Markdown && texts.into_iter().any(|text| referenced(text).next().is_some())
}

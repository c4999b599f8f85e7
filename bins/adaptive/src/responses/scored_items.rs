//! The items of a bank, with how their responses are scored.

use std::cell::OnceCell;
use std::collections::HashMap;

use irt_core::{ItemBank, ItemIndex};

use super::answer_key::AnswerKeys;
use super::coding::Scoring;
use crate::args::ResponsesArguments;
use crate::bank::bank_text::BankText;

/// How many items a message names.
const MOST_NAMED: usize = 5;

/// The items that a file may have responses to.
pub(crate) struct ScoredItems<'a> {
    file: &'a BankText,
    bank: &'a ItemBank,
    /// The keys, if cells are options.
    keys: Option<AnswerKeys>,
    /// The items by the letters and digits of their names.
    by_likeness: OnceCell<HashMap<String, String>>,
}

/// An item with how its responses are scored.
#[derive(Debug, Clone)]
pub(super) struct ItemColumn {
    pub(super) item: ItemIndex,
    pub(super) item_id: String,
    pub(super) scoring: Scoring,
    pub(super) categories: u8,
}

impl<'a> ScoredItems<'a> {
    /// The items of a bank, with their keys in the file of the bank if cells are options. Errors name the file.
    pub(crate) fn for_reading(
        arguments: &ResponsesArguments,
        file: &'a BankText,
        bank: &'a ItemBank,
    ) -> anyhow::Result<Self> {
        let keys = arguments.key.then(|| AnswerKeys::read(file)).transpose()?;
        Ok(Self { file, bank, keys, by_likeness: OnceCell::new() })
    }

    /// Whether cells are options.
    pub(super) const fn are_keyed(&self) -> bool {
        self.keys.is_some()
    }

    /// The keys that the bank has for items of two categories, though cells are not read as options.
    pub(super) fn unused_keys(&self) -> Option<AnswerKeys> {
        let mut keys = AnswerKeys::read(self.file).ok().filter(|_| !self.are_keyed())?;
        keys.retain(|item_id| self.bank.index_of(item_id).and_then(|item| self.bank.categories(item)) == Some(2));
        Some(keys)
    }

    /// The item of this name; `None` when the bank does not have it.
    pub(super) fn column(&self, name: &str) -> Option<ItemColumn> {
        let item = self.bank.index_of(name)?;
        let categories = self.bank.categories(item)?;
        let key = self.keys.as_ref().and_then(|keys| keys.of(name)).filter(|key| key.says_all_of(categories));
        let scoring = key.map_or(Scoring::Categories(categories), |key| Scoring::Key(key.clone()));
        Some(ItemColumn { item, item_id: name.to_owned(), scoring, categories })
    }

    /// The item with nearly this name: other capitals or marks, or the `X` that R puts before a number.
    pub(super) fn similar(&self, name: &str) -> Option<&str> {
        let by_likeness = self.by_likeness.get_or_init(|| {
            self.bank.items().map(|item| (likeness(item.id.as_str()), item.id.as_str().to_owned())).collect()
        });
        let likeness = likeness(name);
        let without_x =
            likeness.strip_prefix('x').filter(|rest| rest.starts_with(|first: char| first.is_ascii_digit()));
        let found = by_likeness.get(&likeness).or_else(|| by_likeness.get(without_x?));
        found.filter(|_| !likeness.is_empty()).map(String::as_str)
    }

    /// The first items, for a message.
    pub(super) fn first_ids(&self) -> String {
        let ids: Vec<String> =
            self.bank.items().take(MOST_NAMED).map(|item| format!("{:?}", item.id.as_str())).collect();
        ids.join(", ") + if self.bank.len() > MOST_NAMED { ", …" } else { "" }
    }
}

/// The letters and digits of a name, in lower case.
fn likeness(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}

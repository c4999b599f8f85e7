//! The text side of a bank: what examinees see, and the keys, which they do not see.

use irt_core::{ItemBank, ItemIndex, Response};
use persistence::{ItemRecord, OptionRecord};

use crate::answer::Answer;
use crate::error::ExamError;
use crate::shown_item::{ShownItem, ShownOption};

/// The texts and keys of a bank, by item index, and the one rule by which answers are scored.
#[derive(Debug)]
pub(crate) struct ExamContent {
    items: Vec<ItemText>,
}

#[derive(Debug)]
struct ItemText {
    item_id: String,
    /// The number of categories of the item's model; 2 for a dichotomous item.
    categories: u8,
    stem: Option<String>,
    answer_key: Option<String>,
    options: Vec<OptionRecord>,
}

impl ExamContent {
    /// The texts of the record's items, which are those of the bank in the same order.
    pub(crate) fn new(items: Vec<ItemRecord>, bank: &ItemBank) -> Self {
        let categories = (0..).map(|place| bank.categories(ItemIndex(place)).unwrap_or(0));
        let text = |(item, categories): (ItemRecord, u8)| ItemText {
            item_id: item.item_id,
            categories,
            stem: item.stem,
            answer_key: item.answer_key,
            options: item.options,
        };
        Self { items: items.into_iter().zip(categories).map(text).collect() }
    }

    /// About how many bytes the texts take.
    pub(crate) fn memory_bytes(&self) -> usize {
        let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let option = |option: &OptionRecord| size_of::<OptionRecord>() + option.key.len() + option.text.len();
        let item = |text: &ItemText| {
            let options: usize = text.options.iter().map(option).sum();
            text.item_id.len() + optional(&text.stem) + optional(&text.answer_key) + options
        };
        size_of_val(&*self.items) + self.items.iter().map(item).sum::<usize>()
    }

    pub(crate) fn item_id(&self, item: ItemIndex) -> &str {
        self.items.get(item.as_usize()).map_or("", |text| text.item_id.as_str())
    }

    /// The item as an examinee sees it at this place of the exam.
    pub(crate) fn show(&self, item: ItemIndex, position: u32) -> Option<ShownItem> {
        let text = self.items.get(item.as_usize())?;
        let options = text.options.iter().map(|o| ShownOption { key: o.key.clone(), text: o.text.clone() }).collect();
        Some(ShownItem { item_id: text.item_id.clone(), position, stem: text.stem.clone(), options })
    }

    /// The category that an answer to the item scores. Sessions and scoring without a session both score here.
    ///
    /// An option and right or wrong score items of two categories only: they say nothing about the categories between.
    ///
    /// # Errors
    /// [`ExamError::InvalidValue`] or [`ExamError::UnknownOption`] when the item cannot have this answer.
    pub(crate) fn score(&self, item: ItemIndex, answer: &Answer) -> Result<Response, ExamError> {
        let Some(text) = self.items.get(item.as_usize()) else {
            return Err(ExamError::invalid("item_id", item.0, "the bank has no such item"));
        };
        match answer {
            Answer::Score(category) => text.score_category(*category),
            Answer::Correct(correct) => {
                text.require_two_categories("correct", &correct.to_string())?;
                Ok(Response::from_correct(*correct))
            }
            Answer::Skip => Err(ExamError::invalid("skip", true, "only the item of an exam session is skipped")),
            Answer::Choice(chosen) => {
                text.require_two_categories("answer", chosen)?;
                text.score_choice(chosen)
            }
        }
    }
}

impl ItemText {
    fn require_two_categories(&self, field: &str, value: &str) -> Result<(), ExamError> {
        if self.categories > 2 {
            let rule = "the item has more than two categories; send its score instead";
            return Err(ExamError::invalid(field, value, rule));
        }
        Ok(())
    }

    fn score_category(&self, category: u8) -> Result<Response, ExamError> {
        if category >= self.categories {
            let rule = format!("item {:?} has {} categories, counted from 0", self.item_id, self.categories);
            return Err(ExamError::invalid("score", category, &rule));
        }
        Ok(Response(category))
    }

    fn score_choice(&self, chosen: &str) -> Result<Response, ExamError> {
        let Some(key) = self.answer_key.as_deref().filter(|_| !self.options.is_empty()) else {
            let rule = "the item has no options to choose from; send its score instead";
            return Err(ExamError::invalid("answer", chosen, rule));
        };
        if self.options.iter().any(|option| option.key == chosen) {
            Ok(Response::from_correct(chosen == key))
        } else {
            Err(ExamError::UnknownOption {
                item: self.item_id.clone(),
                answer: chosen.to_owned(),
                options: self.options.iter().map(|option| option.key.clone()).collect(),
            })
        }
    }
}

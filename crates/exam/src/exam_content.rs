//! The text side of a bank: what examinees see, and the keys, which they do not see.

use irt_core::{ItemBank, ItemIndex, Response, shuffled};
use persistence::{ItemRecord, OptionRecord, Presentation};

use crate::answer::Answer;
use crate::asset_addresses::AssetAddresses;
use crate::error::ExamError;
use crate::shown_item::{OptionScore, ShownItem, ShownOption};

/// In which order the options of items are shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum OptionOrder {
    /// That of the bank.
    AsInBank,
    /// One that the session with this seed has for each place of the exam. Items of a fixed order keep that of the bank.
    Shuffled {
        /// The seed of the session.
        seed: u64,
    },
}

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
    presentation: Presentation,
}

impl ExamContent {
    /// The texts of the record's items, which are those of the bank in the same order, with these addresses of pictures.
    pub(crate) fn new(items: Vec<ItemRecord>, bank: &ItemBank, assets: &AssetAddresses) -> Self {
        let categories = (0..).map(|place| bank.categories(ItemIndex(place)).unwrap_or(0));
        let text = |(item, categories): (ItemRecord, u8)| ItemText {
            item_id: item.item_id,
            categories,
            stem: item.stem,
            answer_key: item.answer_key,
            options: item.options,
            presentation: item.presentation,
        };
        Self { items: items.into_iter().map(|item| assets.resolve(item)).zip(categories).map(text).collect() }
    }

    /// About how many bytes the texts take.
    pub(crate) fn memory_bytes(&self) -> usize {
        let optional = |text: &Option<String>| text.as_ref().map_or(0, String::len);
        let option = |option: &OptionRecord| size_of::<OptionRecord>() + option.key.len() + option.text.len();
        let item = |text: &ItemText| {
            let options: usize = text.options.iter().map(option).sum();
            let plain = [&text.stem, &text.answer_key, &text.presentation.lang].map(optional).iter().sum::<usize>();
            text.item_id.len() + plain + options
        };
        size_of_val(&*self.items) + self.items.iter().map(item).sum::<usize>()
    }

    pub(crate) fn item_id(&self, item: ItemIndex) -> &str {
        self.items.get(item.as_usize()).map_or("", |text| text.item_id.as_str())
    }

    pub(crate) fn stem(&self, item: ItemIndex) -> Option<&str> {
        self.items.get(item.as_usize())?.stem.as_deref()
    }

    /// What choosing each of the item's options scores, in the order of the bank; those that score nothing are left out.
    pub(crate) fn option_scores(&self, item: ItemIndex) -> Vec<OptionScore> {
        let Some(text) = self.items.get(item.as_usize()) else { return Vec::new() };
        let score = |option: &OptionRecord| {
            let Response(score) = text.score_choice(&option.key).ok()?;
            Some(OptionScore { key: option.key.clone(), score })
        };
        text.options.iter().filter_map(score).collect()
    }

    /// The item as an examinee sees it at this place of the exam.
    pub(crate) fn show(&self, item: ItemIndex, position: u32, order: OptionOrder) -> Option<ShownItem> {
        let text = self.items.get(item.as_usize())?;
        let options = text.ordered(position, order);
        let options = options.map(|o| ShownOption { key: o.key.clone(), text: o.text.clone() }).collect();
        let Presentation { format, lang, direction, .. } = text.presentation.clone();
        Some(ShownItem {
            item_id: text.item_id.clone(),
            position,
            stem: text.stem.clone(),
            options,
            format,
            lang,
            direction,
        })
    }

    /// The keys of the item's options in the order in which an examinee sees them at this place of the exam.
    pub(crate) fn shown_keys(&self, item: ItemIndex, position: u32, order: OptionOrder) -> Vec<String> {
        let text = self.items.get(item.as_usize());
        text.into_iter().flat_map(|text| text.ordered(position, order)).map(|option| option.key.clone()).collect()
    }

    /// The first item whose options an examinee sees and cannot answer with: it has more than two categories, and its options have
    /// no scores.
    pub(crate) fn unanswerable(&self) -> Option<&str> {
        let is_unanswerable =
            |text: &&ItemText| text.categories > 2 && text.options.iter().any(|option| option.score.is_none());
        self.items.iter().find(is_unanswerable).map(|text| text.item_id.as_str())
    }

    /// The category that an answer to the item scores. Sessions and scoring without a session both score here.
    ///
    /// An option scores what the bank says, or by the key of an item of two categories. Right or wrong scores items of two categories
    /// only: it says nothing about the categories between.
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
            Answer::Choice(chosen) => text.score_choice(chosen),
        }
    }
}

impl ItemText {
    /// The options in the order in which they are shown at this place of the exam, counted from 1.
    fn ordered(&self, position: u32, order: OptionOrder) -> impl Iterator<Item = &OptionRecord> {
        let drawn = match order {
            OptionOrder::Shuffled { seed } if !self.presentation.fixed_order => {
                Some(shuffled(seed, position.saturating_sub(1) as usize, self.options.len()))
            }
            OptionOrder::AsInBank | OptionOrder::Shuffled { .. } => None,
        };
        (0..self.options.len()).filter_map(move |shown| {
            let place = drawn.as_ref().map_or(Some(&shown), |drawn| drawn.get(shown))?;
            self.options.get(*place)
        })
    }

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
        let option = self.options.iter().find(|option| option.key == chosen);
        if let Some(score) = option.and_then(|option| option.score) {
            return self.score_category(score);
        }
        let has_scores = self.options.iter().any(|option| option.score.is_some());
        if !has_scores {
            self.require_two_categories("answer", chosen)?;
        }
        if self.options.is_empty() || (self.answer_key.is_none() && !has_scores) {
            let rule = "the item has no options to choose from; send its score instead";
            return Err(ExamError::invalid("answer", chosen, rule));
        }
        match option {
            Some(_) => Ok(Response::from_correct(self.answer_key.as_deref() == Some(chosen))),
            None => Err(ExamError::UnknownOption {
                item: self.item_id.clone(),
                answer: chosen.to_owned(),
                options: self.options.iter().map(|option| option.key.clone()).collect(),
            }),
        }
    }
}

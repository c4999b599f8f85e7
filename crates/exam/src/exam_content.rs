//! The text side of a bank: what examinees see, and the keys they do not.

use irt_core::{ItemIndex, Response};
use persistence::{ItemRecord, OptionRecord};

use crate::error::ExamError;

/// An item as an examinee sees it. It has no field for a key or a parameter.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownItem {
    /// The name of the item.
    pub item_id: String,
    /// Its place in the exam, counted from 1.
    pub position: u32,
    /// The question; `None` where the platform shows its own text.
    pub stem: Option<String>,
    /// The options in the order in which they are shown.
    pub options: Vec<ShownOption>,
}

/// One option of an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ShownOption {
    /// What the examinee answers with.
    pub key: String,
    /// What the examinee reads.
    pub text: String,
}

/// What came back for an item.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answer {
    /// The key of the option the examinee chose.
    Choice(String),
    /// The platform has scored the answer as right or wrong.
    Correct(bool),
    /// The platform has scored the answer with this category.
    Score(u8),
}

impl Answer {
    /// The chosen option, where there was a choice.
    pub(crate) fn choice(&self) -> Option<&str> {
        match self {
            Self::Choice(key) => Some(key),
            Self::Correct(_) | Self::Score(_) => None,
        }
    }
}

/// The texts and keys of a bank, by item index.
#[derive(Debug)]
pub(crate) struct ExamContent {
    items: Vec<ItemText>,
}

#[derive(Debug)]
struct ItemText {
    item_id: String,
    stem: Option<String>,
    answer_key: Option<String>,
    options: Vec<OptionRecord>,
}

impl ExamContent {
    pub(crate) fn new(items: Vec<ItemRecord>) -> Self {
        let items = items
            .into_iter()
            .map(|item| ItemText {
                item_id: item.item_id,
                stem: item.stem,
                answer_key: item.answer_key,
                options: item.options,
            })
            .collect();
        Self { items }
    }

    pub(crate) fn item_id(&self, item: ItemIndex) -> &str {
        self.items.get(item.as_usize()).map_or("", |text| text.item_id.as_str())
    }

    /// The item as it is shown at this place of the exam.
    pub(crate) fn show(&self, item: ItemIndex, position: u32) -> Option<ShownItem> {
        let text = self.items.get(item.as_usize())?;
        let options = text.options.iter().map(|o| ShownOption { key: o.key.clone(), text: o.text.clone() }).collect();
        Some(ShownItem { item_id: text.item_id.clone(), position, stem: text.stem.clone(), options })
    }

    /// What an answer to the item is worth. Whether a score is one of the item's categories is the engine's to say.
    pub(crate) fn score(&self, item: ItemIndex, answer: &Answer) -> Result<Response, ExamError> {
        match answer {
            Answer::Correct(correct) => Ok(Response::from_correct(*correct)),
            Answer::Score(category) => Ok(Response(*category)),
            Answer::Choice(chosen) => {
                let text = self.items.get(item.as_usize());
                text.map_or_else(|| Err(no_options(chosen)), |text| text.score_choice(chosen))
            }
        }
    }
}

impl ItemText {
    fn score_choice(&self, chosen: &str) -> Result<Response, ExamError> {
        let Some(key) = self.answer_key.as_deref().filter(|_| !self.options.is_empty()) else {
            return Err(no_options(chosen));
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

fn no_options(chosen: &str) -> ExamError {
    ExamError::invalid("answer", chosen, "the item has no options to choose from; send its score instead")
}

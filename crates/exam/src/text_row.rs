//! The texts of one row of a bank file.

use std::collections::{HashMap, HashSet};

use persistence::{ItemRecord, OptionRecord, Presentation, TextDirection, TextFormat};

use crate::asset_reference::{AssetReference, referenced};
use crate::bank_fault::{LONGEST_VALUE, TextCause, TextProblem};
use crate::excerpt::excerpt;
use crate::language_tag::is_language_tag;

/// Where the texts stand in a row.
pub(crate) struct TextColumns {
    item_id: Option<usize>,
    content: Option<usize>,
    stem: Option<usize>,
    key: Option<usize>,
    format: Option<usize>,
    lang: Option<usize>,
    direction: Option<usize>,
    shuffle: Option<usize>,
    options: Vec<OptionColumns>,
}

/// Where the text and the score of the option with a key stand.
struct OptionColumns {
    key: String,
    text: Option<usize>,
    score: Option<usize>,
}

/// The texts of one row.
pub(crate) struct TextRow {
    line: u64,
    item_id: String,
    content: Option<String>,
    stem: Option<String>,
    key: Option<String>,
    /// The options that have a text or a score.
    options: Vec<OptionCells>,
    format: Option<String>,
    lang: Option<String>,
    direction: Option<String>,
    shuffle: Option<String>,
}

/// What a row says of an option.
struct OptionCells {
    key: String,
    text: Option<String>,
    score: Option<String>,
}

/// Something wrong: the column, the value, and what is wrong with it.
type Fault<'a> = (String, &'a str, TextCause);

impl TextColumns {
    pub(crate) fn find(headers: &csv::StringRecord) -> Self {
        let by_name: HashMap<&str, usize> = headers.iter().enumerate().map(|(place, name)| (name, place)).collect();
        let place = |name: &str| by_name.get(name).copied();
        let keys = |prefix| headers.iter().filter_map(move |name| name.strip_prefix(prefix));
        let listed: HashSet<&str> = keys("option_").collect();
        let unlisted = keys("score_").filter(|key| !listed.contains(key));
        let option = |key: &str| {
            let (text, score) = (place(&format!("option_{key}")), place(&format!("score_{key}")));
            OptionColumns { key: key.to_owned(), text, score }
        };
        Self {
            item_id: place("item_id"),
            content: place("content"),
            stem: place("stem"),
            key: place("key"),
            format: place("format"),
            lang: place("lang"),
            direction: place("direction"),
            shuffle: place("shuffle"),
            options: keys("option_").chain(unlisted).map(option).collect(),
        }
    }

    pub(crate) fn read(&self, record: &csv::StringRecord, line: u64) -> TextRow {
        let text = |column: Option<usize>| {
            column.and_then(|column| record.get(column)).filter(|text| !text.is_empty()).map(str::to_owned)
        };
        let option = |columns: &OptionColumns| {
            let (option, score) = (text(columns.text), text(columns.score));
            (option.is_some() || score.is_some()).then(|| OptionCells { key: columns.key.clone(), text: option, score })
        };
        TextRow {
            line,
            item_id: text(self.item_id).unwrap_or_default(),
            content: text(self.content),
            stem: text(self.stem),
            key: text(self.key),
            options: self.options.iter().filter_map(option).collect(),
            format: text(self.format),
            lang: text(self.lang),
            direction: text(self.direction),
            shuffle: text(self.shuffle),
        }
    }
}

impl TextRow {
    /// The first thing that is wrong with the texts.
    pub(crate) fn problem(&self) -> Option<TextProblem> {
        let unreadable = self.texts().find(|(_, text)| text.chars().any(is_unreadable));
        let fault = match unreadable {
            Some((column, text)) => Some((column, text, TextCause::ControlCharacter)),
            None => self.option_fault().or_else(|| self.key_fault()).or_else(|| self.presentation_fault()),
        };
        fault.map(|fault| self.problem_of(fault))
    }

    /// What is wrong with the scores of the options, if the item has so many categories.
    pub(crate) fn score_problem(&self, categories: u8) -> Option<TextProblem> {
        let scores = || self.options.iter().filter_map(|option| Some((option, option.category()?)));
        let (first, _) = scores().next()?;
        if let Some((option, _)) = scores().find(|(_, category)| *category >= categories) {
            let value = option.score.as_deref().unwrap_or_default();
            return Some(self.problem_of((option.score_column(), value, TextCause::ScoreNotACategory)));
        }
        let unused = (0..categories).find(|category| scores().all(|(_, scored)| scored != *category))?;
        let value = unused.to_string();
        Some(self.problem_of((first.score_column(), &value, TextCause::CategoryWithoutOption)))
    }

    fn problem_of(&self, (column, value, cause): Fault<'_>) -> TextProblem {
        let (item_id, value) = (excerpt(&self.item_id, LONGEST_VALUE), excerpt(value, LONGEST_VALUE));
        TextProblem { row: self.line, item_id, column, value, cause }
    }

    /// The texts that are kept, each with its column; the name of an option's column is one of them.
    fn texts(&self) -> impl Iterator<Item = (String, &str)> {
        let plain = [("content", &self.content), ("stem", &self.stem), ("key", &self.key)];
        let plain = plain.into_iter().filter_map(|(column, text)| Some((column.to_owned(), text.as_deref()?)));
        let options = self.listed().flat_map(|(option, text)| {
            let column = option.text_column();
            [(column.clone(), option.key.as_str()), (column, text)]
        });
        plain.chain(options)
    }

    /// The options that the item has, with their texts.
    fn listed(&self) -> impl Iterator<Item = (&OptionCells, &str)> {
        self.options.iter().filter_map(|option| Some((option, option.text.as_deref()?)))
    }

    /// What is wrong with the list of options.
    fn option_fault(&self) -> Option<Fault<'_>> {
        if let Some(option) = self.options.iter().find(|option| option.text.is_none()) {
            let score = option.score.as_deref().unwrap_or_default();
            return Some((option.score_column(), score, TextCause::ScoreWithoutOption));
        }
        let mut listed = self.listed();
        match (listed.next(), listed.next()) {
            (Some((only, text)), None) => Some((only.text_column(), text, TextCause::SingleOption)),
            _ => None,
        }
    }

    /// What is wrong with what the options score.
    fn key_fault(&self) -> Option<Fault<'_>> {
        let mut scores = self.options.iter().filter_map(|option| option.score.as_deref());
        match (self.key.as_deref(), scores.next()) {
            (Some(key), Some(_)) => Some(("key".to_owned(), key, TextCause::KeyAndScores)),
            (None, Some(_)) => self.options.iter().find_map(OptionCells::score_fault),
            (None, None) if !self.options.is_empty() => Some(("key".to_owned(), "", TextCause::MissingKey)),
            (Some(key), None) if !self.options.is_empty() && self.options.iter().all(|option| option.key != key) => {
                Some(("key".to_owned(), key, TextCause::KeyWithoutOption))
            }
            _ => None,
        }
    }

    fn presentation_fault<'a>(&'a self) -> Option<Fault<'a>> {
        let unknown = |column, value: &'a Option<String>, cause, is_known: fn(&str) -> bool| {
            let value = value.as_deref().filter(|value| !is_known(&value.to_ascii_lowercase()))?;
            Some((String::from(column), value, cause))
        };
        unknown("format", &self.format, TextCause::UnknownFormat, |name| TextFormat::from_name(name).is_some())
            .or_else(|| unknown("lang", &self.lang, TextCause::InvalidLanguage, is_language_tag))
            .or_else(|| {
                let is_direction = |name: &str| TextDirection::from_name(name).is_some();
                unknown("direction", &self.direction, TextCause::UnknownDirection, is_direction)
            })
            .or_else(|| {
                unknown("shuffle", &self.shuffle, TextCause::UnknownShuffle, |value| matches!(value, "yes" | "no"))
            })
    }

    /// The pictures to which the texts refer. Plain texts refer to none.
    pub(crate) fn asset_references(&self) -> Vec<AssetReference> {
        if self.presentation().format == TextFormat::Plain {
            return Vec::new();
        }
        let stem = self.stem.as_deref().map(|stem| ("stem".to_owned(), stem));
        let texts = stem.into_iter().chain(self.listed().map(|(option, text)| (option.text_column(), text)));
        let references = texts.flat_map(|(column, text)| {
            referenced(text).map(move |name| AssetReference {
                row: self.line,
                item_id: self.item_id.clone(),
                column: column.clone(),
                name: name.to_owned(),
            })
        });
        references.collect()
    }

    /// The item with these parameters as the record keeps it.
    pub(crate) fn into_item(self, numeric: ItemRecord) -> ItemRecord {
        let presentation = self.presentation();
        let option = |option: OptionCells| {
            let score = option.category();
            Some(OptionRecord { key: option.key, text: option.text?, score })
        };
        let options = self.options.into_iter().filter_map(option).collect();
        ItemRecord { stem: self.stem, answer_key: self.key, options, presentation, ..numeric }
    }

    fn presentation(&self) -> Presentation {
        let named = |value: &Option<String>| value.as_deref().map(str::to_ascii_lowercase);
        Presentation {
            format: named(&self.format).and_then(|name| TextFormat::from_name(&name)).unwrap_or_default(),
            lang: self.lang.clone(),
            direction: named(&self.direction).and_then(|name| TextDirection::from_name(&name)),
            fixed_order: named(&self.shuffle).is_some_and(|name| name == "no"),
        }
    }
}

impl OptionCells {
    /// The category that the option scores, where it has a score that can be one.
    fn category(&self) -> Option<u8> {
        self.score.as_deref().and_then(|score| score.parse().ok())
    }

    fn text_column(&self) -> String {
        format!("option_{}", self.key)
    }

    fn score_column(&self) -> String {
        format!("score_{}", self.key)
    }

    /// What is wrong with the score, in an item whose options have scores.
    fn score_fault(&self) -> Option<Fault<'_>> {
        match self.score.as_deref() {
            None => Some((self.score_column(), "", TextCause::MissingScore)),
            Some(score) if self.category().is_none() => {
                Some((self.score_column(), score, TextCause::ScoreNotACategory))
            }
            Some(_) => None,
        }
    }
}

fn is_unreadable(c: char) -> bool {
    c.is_control() && !matches!(c, '\t' | '\n' | '\r')
}

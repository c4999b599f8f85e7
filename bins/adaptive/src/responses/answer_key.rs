//! Answer keys: from the option that an examinee chose to the category.

use std::collections::{BTreeSet, HashMap};

use anyhow::{anyhow, bail};
use exam::{BankFile, ItemRecord};
use irt_core::Metric;

use crate::bank::bank_text::BankText;
use crate::responses::whole_number::whole_number;

/// The options that any item may have if the bank does not list them.
const USUAL_OPTIONS: u8 = 5;

/// The keys of a bank.
pub(super) struct AnswerKeys {
    by_item: HashMap<String, AnswerKey>,
}

/// What the options of an item score.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct AnswerKey {
    /// The options with their categories.
    scored: Vec<(String, u8)>,
    /// What else may be chosen, and is wrong.
    others: OtherOptions,
    /// Whether the bank says of each option what it scores, and not only which one is right.
    scores_options: bool,
}

/// The options of an item that is keyed without a list of its options.
#[derive(Debug, Clone, PartialEq, Eq)]
enum OtherOptions {
    /// The bank lists the options.
    None,
    /// Letters up to this one, in capitals.
    Letters { last: u8, keys: Vec<u8> },
    /// Numbers.
    Numbers { first: u8, last: u8, keys: Vec<u8> },
    /// The keys of the other items.
    Keys(Vec<String>),
}

/// What the choice of an option comes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Choice {
    /// This category.
    Scored(u8),
    /// Wrong, and the key of no item of the bank.
    NoKey,
}

impl AnswerKeys {
    /// The keys in the column `key` of a bank file, and the scores of options. Errors name the file.
    pub(super) fn read(bank: &BankText) -> anyhow::Result<Self> {
        let file = &bank.source;
        let items = BankFile::from_csv(&bank.text, Metric::LOGISTIC).map_err(|error| anyhow!("{file}: {error}"))?.items;
        let unlisted = items.iter().filter(|item| item.options.is_empty());
        let unlisted: Vec<&str> = unlisted.filter_map(|item| item.answer_key.as_deref()).collect();
        let others = OtherOptions::of_keys(&unlisted);
        let by_item: HashMap<String, AnswerKey> =
            items.iter().filter_map(|item| Some((item.item_id.clone(), AnswerKey::of_item(item, &others)?))).collect();
        if by_item.is_empty() {
            bail!(
                "{file}: no item has a key, which --key needs: the column `key` has the right option of each item, or `score_A`, `score_B`, … what the options score"
            );
        }
        Ok(Self { by_item })
    }

    /// Leaves out the keys of all other items.
    pub(super) fn retain(&mut self, is_kept: impl Fn(&str) -> bool) {
        self.by_item.retain(|item_id, _| is_kept(item_id));
    }

    pub(super) fn of(&self, item_id: &str) -> Option<&AnswerKey> {
        self.by_item.get(item_id)
    }
}

impl AnswerKey {
    /// What the options of this item score, `others` being what may be chosen where the bank does not list the options; `None` when
    /// the item has neither a key nor scores.
    fn of_item(item: &ItemRecord, others: &OtherOptions) -> Option<Self> {
        let scored: Vec<_> =
            item.options.iter().filter_map(|option| Some((option.key.clone(), option.score?))).collect();
        if !scored.is_empty() {
            return Some(Self { scored, others: OtherOptions::None, scores_options: true });
        }
        let key = item.answer_key.as_deref()?;
        if item.options.is_empty() {
            return Some(Self { scored: vec![(key.to_owned(), 1)], others: others.clone(), scores_options: false });
        }
        let scored = item.options.iter().map(|option| (option.key.clone(), u8::from(option.key == key))).collect();
        Some(Self { scored, others: OtherOptions::None, scores_options: false })
    }

    /// Whether the key gives the score of each option of an item with this number of categories. For two categories, the right option
    /// is enough.
    pub(super) const fn says_all_of(&self, categories: u8) -> bool {
        self.scores_options || categories == 2
    }

    /// What choosing this option comes to; `None` when the item does not have it.
    pub(super) fn choice(&self, option: &str) -> Option<Choice> {
        let exact = self.scored.iter().find(|(one, _)| one == option);
        let mut same = self.scored.iter().filter(|(one, _)| is_same(one, option));
        match (exact, same.next(), same.next()) {
            (Some((_, category)), ..) | (None, Some((_, category)), None) => Some(Choice::Scored(*category)),
            (None, Some(_), Some(_)) => None,
            (None, None, _) => self.others.choice(option),
        }
    }

    /// Whether the bank shows that the item has this option. The usual number of options does not count.
    pub(super) fn has(&self, option: &str) -> bool {
        match self.choice(option) {
            Some(Choice::Scored(_)) => true,
            Some(Choice::NoKey) => self.others.is_below_last_key(option),
            None => false,
        }
    }

    /// The options, for a message.
    pub(super) fn options(&self) -> String {
        match &self.others {
            OtherOptions::None => self.scored.iter().map(|(option, _)| option.as_str()).collect::<Vec<_>>().join(", "),
            OtherOptions::Letters { last, .. } => format!("A to {}", char::from(*last)),
            OtherOptions::Numbers { first, last, .. } => format!("{first} to {last}"),
            OtherOptions::Keys(keys) => keys.join(", "),
        }
    }
}

impl OtherOptions {
    /// What examinees may choose where keys alone are known.
    fn of_keys(keys: &[&str]) -> Self {
        let letters: Option<BTreeSet<u8>> = keys.iter().map(|key| letter(key)).collect();
        if let Some((letters, last)) = letters.and_then(|letters| letters.last().copied().map(|last| (letters, last))) {
            return Self::Letters { last: last.max(b'A' + USUAL_OPTIONS - 1), keys: letters.into_iter().collect() };
        }
        let numbers: Option<BTreeSet<u8>> = keys.iter().map(|key| key.parse().ok()).collect();
        if let Some(numbers) = numbers
            && let (Some(first), Some(last)) = (numbers.first().copied(), numbers.last().copied())
        {
            let keys = numbers.into_iter().collect();
            return Self::Numbers { first: first.min(1), last: last.max(USUAL_OPTIONS), keys };
        }
        let mut keys: Vec<String> = keys.iter().map(|key| (*key).to_owned()).collect();
        keys.sort_unstable();
        keys.dedup();
        Self::Keys(keys)
    }

    fn choice(&self, option: &str) -> Option<Choice> {
        let wrong = |is_key| if is_key { Choice::Scored(0) } else { Choice::NoKey };
        match self {
            Self::None => None,
            Self::Letters { last, keys } => {
                letter(option).filter(|letter| letter <= last).map(|letter| wrong(keys.contains(&letter)))
            }
            Self::Numbers { first, last, keys } => {
                let within = |number: &u8| first <= number && number <= last;
                small_number(option).filter(within).map(|number| wrong(keys.contains(&number)))
            }
            Self::Keys(keys) => keys.iter().any(|key| is_same(key, option)).then_some(Choice::Scored(0)),
        }
    }

    fn is_below_last_key(&self, option: &str) -> bool {
        match self {
            Self::None | Self::Keys(_) => false,
            Self::Letters { keys, .. } => letter(option).is_some_and(|letter| Some(&letter) < keys.last()),
            Self::Numbers { keys, .. } => small_number(option).is_some_and(|number| Some(&number) < keys.last()),
        }
    }
}

fn small_number(option: &str) -> Option<u8> {
    whole_number(option).and_then(|number| u8::try_from(number).ok())
}

/// The single letter that an option is, as a capital.
fn letter(option: &str) -> Option<u8> {
    match option.as_bytes() {
        [letter] if letter.is_ascii_alphabetic() => Some(letter.to_ascii_uppercase()),
        _ => None,
    }
}

/// Whether an option is meant, in capitals or not, or as the number `4.0` instead of `4`.
fn is_same(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other) || (whole_number(one).is_some() && whole_number(one) == whole_number(other))
}

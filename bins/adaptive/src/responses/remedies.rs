//! What may be meant by the values at fault, and the flags that say so.

use super::answer_key::AnswerKeys;
use super::categories_seen::CategoriesSeen;
use super::fault::FaultCause;
use super::fault_list::{FaultList, FaultyValue, counted};
use super::flag_value::flag_value;
use super::whole_number::whole_number;

/// How many values a remedy names.
const MOST_VALUES: usize = 8;
/// How many columns it names.
const MOST_COLUMNS: usize = 6;

/// What a value at fault looks like.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Guess {
    /// An option of an item whose key is not used.
    Keyed,
    /// Something else in the place of such an option.
    BesideKeyed,
    /// A code for an absent response.
    Code,
    /// A chosen option.
    Option,
    /// A score and a diagnosis in two digits.
    TwoDigits,
    /// A category counted from 1.
    FromOne,
    /// One more than the highest category.
    OneTooHigh,
    /// One below the lowest category.
    OneTooLow,
    /// Less than that.
    BelowLowest,
    /// Nothing in particular.
    Other,
}

/// The remedies for the values at fault, a sentence each. With the keys that the bank has if they are not used.
pub(super) fn remedies(faults: &FaultList, seen: &CategoriesSeen, keys: Option<&AnswerKeys>) -> Vec<String> {
    let values = faults.values();
    let by_keys: Vec<_> = values.iter().map(|(text, value)| guess_by_keys(text, value, keys)).collect();
    // A file of options has other codes than a file of categories. Reading the options reports what is no option.
    let are_options = by_keys.contains(&Some(Guess::Keyed));
    let guess = |(by_keys, (text, value)): (Option<Guess>, (_, _))| {
        let guess = by_keys.filter(|_| are_options).unwrap_or_else(|| guess(text, value, seen));
        (guess, text, value)
    };
    let guessed: Vec<_> = by_keys.into_iter().zip(values).map(guess).collect();
    let guesses = [
        Guess::Keyed,
        Guess::FromOne,
        Guess::OneTooHigh,
        Guess::OneTooLow,
        Guess::BelowLowest,
        Guess::Option,
        Guess::TwoDigits,
        Guess::Code,
    ];
    let of_guess = |guess| {
        let meant = guessed.iter().filter(|(other, ..)| *other == guess).map(|(_, text, value)| (*text, *value));
        Some(meant.collect::<Vec<_>>()).filter(|meant| !meant.is_empty()).and_then(|meant| remedy(guess, &meant))
    };
    guesses.into_iter().filter_map(of_guess).collect()
}

/// What a value looks like where items have keys.
fn guess_by_keys(text: &str, value: &FaultyValue, keys: Option<&AnswerKeys>) -> Option<Guess> {
    match value.cause {
        FaultCause::NotACategory { .. } | FaultCause::TooHigh { .. } | FaultCause::TooLow { .. } => {}
        _ => return None,
    }
    let mut keys = value.columns.iter().filter_map(|column| keys?.of(column)).peekable();
    keys.peek()?;
    Some(if keys.any(|key| key.choice(text).is_some()) { Guess::Keyed } else { Guess::BesideKeyed })
}

fn guess(text: &str, value: &FaultyValue, seen: &CategoriesSeen) -> Guess {
    let number = whole_number(text);
    match (&value.cause, number) {
        (FaultCause::NoColumnName | FaultCause::UnknownItem | FaultCause::LogicalOfMany { .. }, _) => Guess::Other,
        (FaultCause::TooHigh { lowest: 0, highest }, Some(number)) if number == highest + 1 && seen.is_from_one() => {
            Guess::FromOne
        }
        (FaultCause::TooHigh { highest, .. }, Some(number)) if *highest > 1 && number == highest + 1 => {
            Guess::OneTooHigh
        }
        (FaultCause::TooLow { lowest, .. }, Some(number)) if number == lowest - 1 => Guess::OneTooLow,
        (FaultCause::TooLow { .. }, _) => Guess::BelowLowest,
        (FaultCause::TooHigh { .. }, Some(10..=79)) => Guess::TwoDigits,
        (FaultCause::NotACategory { .. }, None) if is_letter(text) => Guess::Option,
        (FaultCause::NotACategory { .. }, None) if text.parse::<f64>().is_ok_and(f64::is_finite) => Guess::Other,
        _ => Guess::Code,
    }
}

fn is_letter(text: &str) -> bool {
    matches!(text.as_bytes(), [letter] if letter.is_ascii_alphabetic())
}

fn remedy(guess: Guess, values: &[(&str, &FaultyValue)]) -> Option<String> {
    let codes = flag_value(values.iter().take(MOST_VALUES).map(|(text, _)| *text));
    let occurs = occurrence(values);
    Some(match guess {
        Guess::Keyed => format!(
            "{occurs}: the bank has keys for these items; if cells are chosen options, --key scores them with the column `key` of \
             the bank, and tells which values are no options"
        ),
        Guess::FromOne => format!(
            "no cell has category 0, and {occurs} is one more than the highest: if the file counts categories from 1, add \
             --lowest-category 1"
        ),
        Guess::OneTooHigh => format!(
            "{occurs} is one more than the highest category: the bank has a category less for these items, or the file counts their \
             categories from 1 and those of other items from 0; recode the file then so that all count from 0"
        ),
        Guess::OneTooLow => format!(
            "{occurs} is one less than --lowest-category: the file counts the categories of some items, such as these, from a lower \
             number than those of others; recode it so that all count from 0, and leave --lowest-category out"
        ),
        Guess::BelowLowest => format!(
            "{occurs} is below --lowest-category: if it means not administered, add --missing {codes}; if the file counts \
             categories from a lower number, change --lowest-category"
        ),
        Guess::Option => {
            format!("{occurs}: if cells are chosen options, --key scores them with the column `key` of the bank")
        }
        Guess::TwoDigits => format!(
            "{occurs}: if these are two-digit codes with the score in the first digit (as TIMSS has them), recode them to the score"
        ),
        Guess::Code => format!(
            "{occurs}: if this means not administered, add --missing {codes}; if left out by the examinee, --omitted {codes} \
             with --omitted-as wrong or missing"
        ),
        Guess::BesideKeyed | Guess::Other => return None,
    })
}

/// The values, how often they occur together, and where.
fn occurrence(values: &[(&str, &FaultyValue)]) -> String {
    let texts: Vec<&str> = values.iter().take(MOST_VALUES).map(|(text, _)| *text).collect();
    let more = if values.len() > MOST_VALUES { ", …" } else { "" };
    let count = values.iter().map(|(_, value)| value.count).sum();
    let mut columns: Vec<&str> = Vec::new();
    for column in values.iter().flat_map(|(_, value)| &value.columns) {
        if !columns.contains(&column.as_str()) {
            columns.push(column);
        }
    }
    let has_more = columns.len() > MOST_COLUMNS || values.iter().any(|(_, value)| value.has_more_columns);
    columns.truncate(MOST_COLUMNS);
    let more_columns = if has_more { ", …" } else { "" };
    format!("{}{more} ({}, in {}{more_columns})", texts.join(", "), counted(count, "time"), columns.join(", "))
}

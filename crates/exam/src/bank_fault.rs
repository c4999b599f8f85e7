//! What can be wrong with a bank file.

use std::fmt;

use irt_core::BankError;

/// A bank file that was refused, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct BankFileError {
    /// What is wrong with the columns and the parameters.
    pub parameters: Option<BankError>,
    /// What is wrong with the texts, by row; at most [`MAX_LISTED_PROBLEMS`](irt_core::MAX_LISTED_PROBLEMS).
    pub texts: Vec<TextProblem>,
    /// How many more problems of the texts there are.
    pub unlisted_texts: usize,
}

impl BankFileError {
    /// How many problems there are besides those listed.
    #[must_use]
    pub fn unlisted(&self) -> usize {
        self.unlisted_texts + self.parameters.as_ref().map_or(0, BankError::unlisted)
    }
}

impl fmt::Display for BankFileError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (&self.parameters, self.texts.first()) {
            (Some(parameters), None) => parameters.fmt(f),
            (Some(parameters), Some(_)) => {
                write!(f, "{parameters}, and {} in the texts", self.texts.len() + self.unlisted_texts)
            }
            (None, Some(first)) => match self.texts.len() + self.unlisted_texts - 1 {
                0 => first.fmt(f),
                more => write!(f, "{first} (and {more} more)"),
            },
            (None, None) => f.write_str("nothing is wrong"),
        }
    }
}

impl std::error::Error for BankFileError {}

/// Something wrong with the text of an item in a bank file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TextProblem {
    /// The line of the file, counted from 1.
    pub row: u64,
    /// The name of the item.
    pub item_id: String,
    /// The column.
    pub column: String,
    /// The value in the file.
    pub value: String,
    /// What is wrong.
    pub cause: TextCause,
}

/// What can be wrong with the text of an item.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TextCause {
    /// The key names none of the item's options.
    KeyWithoutOption,
    /// There are options and no key says which is right.
    MissingKey,
    /// There is a single option.
    SingleOption,
    /// A text has control characters other than tabs and line ends, or the name of an option has any.
    ControlCharacter,
}

impl TextCause {
    /// All causes.
    pub const ALL: &[Self] = &[Self::KeyWithoutOption, Self::MissingKey, Self::SingleOption, Self::ControlCharacter];

    /// The stable name of the cause.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyWithoutOption => "key_without_option",
            Self::MissingKey => "missing_key",
            Self::SingleOption => "single_option",
            Self::ControlCharacter => "control_character",
        }
    }

    const fn rule(self) -> &'static str {
        match self {
            Self::KeyWithoutOption => "the key must name one of the item's options",
            Self::MissingKey => "an item with options needs a key",
            Self::SingleOption => "an item has either no options or at least two",
            Self::ControlCharacter => "a text has no control characters but tabs and line ends",
        }
    }
}

impl fmt::Display for TextProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, item {:?}, column {}: ", self.row, self.item_id, self.column)?;
        match self.value.as_str() {
            "" => write!(f, "empty: {}", self.cause.rule()),
            value => write!(f, "{value:?}: {}", self.cause.rule()),
        }
    }
}

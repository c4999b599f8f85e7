//! What can be wrong with a bank file.

use std::fmt;

use irt_core::BankError;

/// The longest value that a problem shows, in characters. A value may be as long as the file.
pub(crate) const LONGEST_VALUE: usize = 200;

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
    /// There are options, and neither a key nor scores.
    MissingKey,
    /// There are both a key and scores.
    KeyAndScores,
    /// An option is scored that the item does not have.
    ScoreWithoutOption,
    /// Some options have scores and this one has none.
    MissingScore,
    /// The score is not one of the item's categories.
    ScoreNotACategory,
    /// No option scores this category.
    CategoryWithoutOption,
    /// There is a single option.
    SingleOption,
    /// A text has control characters other than tabs and line ends, or the name of an option has any.
    ControlCharacter,
    /// No format has this name.
    UnknownFormat,
    /// The value is no language tag.
    InvalidLanguage,
    /// No direction has this name.
    UnknownDirection,
    /// The value says neither that the options may be shuffled nor that they may not.
    UnknownShuffle,
    /// The text refers to a picture that does not come with the bank.
    UnknownAsset,
}

impl TextCause {
    /// All causes.
    pub const ALL: &[Self] = &[
        Self::KeyWithoutOption,
        Self::MissingKey,
        Self::KeyAndScores,
        Self::ScoreWithoutOption,
        Self::MissingScore,
        Self::ScoreNotACategory,
        Self::CategoryWithoutOption,
        Self::SingleOption,
        Self::ControlCharacter,
        Self::UnknownFormat,
        Self::InvalidLanguage,
        Self::UnknownDirection,
        Self::UnknownShuffle,
        Self::UnknownAsset,
    ];

    /// The stable name of the cause.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::KeyWithoutOption => "key_without_option",
            Self::MissingKey => "missing_key",
            Self::KeyAndScores => "key_and_scores",
            Self::ScoreWithoutOption => "score_without_option",
            Self::MissingScore => "missing_score",
            Self::ScoreNotACategory => "score_not_a_category",
            Self::CategoryWithoutOption => "category_without_option",
            Self::SingleOption => "single_option",
            Self::ControlCharacter => "control_character",
            Self::UnknownFormat => "unknown_format",
            Self::InvalidLanguage => "invalid_language",
            Self::UnknownDirection => "unknown_direction",
            Self::UnknownShuffle => "unknown_shuffle",
            Self::UnknownAsset => "unknown_asset",
        }
    }

    const fn rule(self) -> &'static str {
        match self {
            Self::KeyWithoutOption => "the key must name one of the item's options",
            Self::MissingKey => "an item with options needs a key or scores",
            Self::KeyAndScores => "an item has a key or scores of its options, not both",
            Self::ScoreWithoutOption => "the item does not have the option that is scored",
            Self::MissingScore => "each option needs a score, as others of the item have one",
            Self::ScoreNotACategory => "a score is one of the item's categories, counted from 0",
            Self::CategoryWithoutOption => "no option scores this category of the item",
            Self::SingleOption => "an item has either no options or at least two",
            Self::ControlCharacter => "a text has no control characters but tabs and line ends",
            Self::UnknownFormat => "a format is plain or markdown",
            Self::InvalidLanguage => "a language is a tag as in BCP 47, for example en, pt-BR or zh-Hant",
            Self::UnknownDirection => "a direction is ltr, rtl or auto",
            Self::UnknownShuffle => "it is yes or no",
            Self::UnknownAsset => "no asset of this name comes with the bank",
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

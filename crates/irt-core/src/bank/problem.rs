//! What can be wrong with an item bank, and where.

use std::fmt;

use crate::{MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT, MAX_CATEGORIES, MAX_DISCRIMINATION};

/// How many problems of one bank are listed; more are only counted.
pub const MAX_LISTED_PROBLEMS: usize = 1000;

/// An item bank that was refused, with everything that is wrong with it.
#[derive(Debug, Clone, PartialEq)]
pub struct BankError {
    problems: Vec<BankProblem>,
    unlisted: usize,
}

/// One thing that is wrong with an item bank.
#[derive(Debug, Clone, PartialEq)]
pub struct BankProblem {
    /// The line of the file, counted from 1; `None` when the bank does not come from a file.
    pub row: Option<u64>,
    /// The place of the item among the items, counted from 0; `None` when no item is concerned.
    pub position: Option<usize>,
    /// The id of the item as given, when it has one.
    pub item_id: Option<String>,
    /// The column (or parameter) concerned; empty when it is the whole row or file.
    pub column: String,
    /// The value as given.
    pub value: String,
    /// The rule that is broken.
    pub cause: ProblemCause,
}

/// A rule of item banks and item parameters that something breaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum ProblemCause {
    /// A value that the model needs is not there.
    #[error("is missing, and the model needs it")]
    MissingValue,
    /// A text that is no number.
    #[error("is not a number")]
    NotANumber,
    /// NaN or infinity.
    #[error("is not finite")]
    NotFinite,
    /// `a <= 0`.
    #[error("is not above 0")]
    DiscriminationNotPositive,
    /// `a` above [`MAX_DISCRIMINATION`].
    #[error("is above {MAX_DISCRIMINATION}")]
    DiscriminationTooLarge,
    /// `|b|` above [`MAX_ABS_DIFFICULTY`].
    #[error("is not between -{MAX_ABS_DIFFICULTY} and {MAX_ABS_DIFFICULTY}")]
    DifficultyOutOfRange,
    /// `c` outside [0, 1).
    #[error("is not at least 0 and below 1")]
    GuessingOutOfRange,
    /// `d` outside (0, 1].
    #[error("is not above 0 and at most 1")]
    UpperAsymptoteOutOfRange,
    /// `c >= d`.
    #[error("is not below the upper asymptote d")]
    GuessingNotBelowUpperAsymptote,
    /// A threshold of a graded model that is not above the one before it.
    #[error("is not above the threshold before it")]
    ThresholdNotAbovePrevious,
    /// A category parameter of a modified graded model that is not below the one before it.
    #[error("is not below the category parameter before it")]
    ShiftNotBelowPrevious,
    /// `|a_k|` of a nominal category above [`MAX_DISCRIMINATION`].
    #[error("is not between -{MAX_DISCRIMINATION} and {MAX_DISCRIMINATION}")]
    SlopeOutOfRange,
    /// `|c_k|` of a nominal category above [`MAX_ABS_INTERCEPT`].
    #[error("is not between -{MAX_ABS_INTERCEPT} and {MAX_ABS_INTERCEPT}")]
    InterceptOutOfRange,
    /// All categories of a nominal item have the slope 0, so that no response tells anything.
    #[error("is, like all slopes, 0: no response would tell anything")]
    SlopesAllZero,
    /// More than [`MAX_CATEGORIES`] response categories.
    #[error("is one parameter too many: an item has at most {MAX_CATEGORIES} categories")]
    TooManyCategories,
    /// Another item has the same id.
    #[error("is already the id of item {} of the bank", first_position + 1)]
    DuplicateItemId {
        /// The place of the item that has the id first, counted from 0.
        first_position: usize,
    },
    /// A text that cannot be an item id.
    #[error("cannot be an item id: {0}")]
    InvalidItemId(crate::InvalidItemId),
    /// No model has this name.
    #[error("{}", crate::InvalidModelName)]
    UnknownModel,
    /// A value for a parameter that the model does not have.
    #[error("is given, but the model does not have this parameter")]
    UnusedParameter,
    /// A column that has no meaning.
    #[error("is not a column of an item bank")]
    UnknownColumn,
    /// A column that every bank must have is not there.
    #[error("is not among the columns")]
    MissingColumn,
    /// Two columns of the same name.
    #[error("is the name of more than one column")]
    DuplicateColumn,
    /// A row that has not as many fields as the header, or is not UTF-8.
    #[error("cannot be read")]
    MalformedRow,
    /// The source could not be read to its end.
    #[error("stopped the reading")]
    Unreadable,
    /// There is no item at all.
    #[error("a bank must have at least one item")]
    EmptyBank,
    /// More items than an [`ItemIndex`](crate::ItemIndex) can count.
    #[error("is more items than a bank can have")]
    TooManyItems,
}

impl ProblemCause {
    /// The stable name of the cause, for programs.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::MissingValue => "missing_value",
            Self::NotANumber => "not_a_number",
            Self::NotFinite => "not_finite",
            Self::DiscriminationNotPositive => "discrimination_not_positive",
            Self::DiscriminationTooLarge => "discrimination_too_large",
            Self::DifficultyOutOfRange => "difficulty_out_of_range",
            Self::GuessingOutOfRange => "guessing_out_of_range",
            Self::UpperAsymptoteOutOfRange => "upper_asymptote_out_of_range",
            Self::GuessingNotBelowUpperAsymptote => "guessing_not_below_upper_asymptote",
            Self::ThresholdNotAbovePrevious => "threshold_not_above_previous",
            Self::ShiftNotBelowPrevious => "shift_not_below_previous",
            Self::SlopeOutOfRange => "slope_out_of_range",
            Self::InterceptOutOfRange => "intercept_out_of_range",
            Self::SlopesAllZero => "slopes_all_zero",
            Self::TooManyCategories => "too_many_categories",
            Self::DuplicateItemId { .. } => "duplicate_item_id",
            Self::InvalidItemId(_) => "invalid_item_id",
            Self::UnknownModel => "unknown_model",
            Self::UnusedParameter => "unused_parameter",
            Self::UnknownColumn => "unknown_column",
            Self::MissingColumn => "missing_column",
            Self::DuplicateColumn => "duplicate_column",
            Self::MalformedRow => "malformed_row",
            Self::Unreadable => "unreadable",
            Self::EmptyBank => "empty_bank",
            Self::TooManyItems => "too_many_items",
        }
    }
}

impl BankError {
    /// The problems in the order of the rows, at most [`MAX_LISTED_PROBLEMS`] and at least one.
    #[must_use]
    pub fn problems(&self) -> &[BankProblem] {
        &self.problems
    }

    /// How many problems there are besides those listed.
    #[must_use]
    pub const fn unlisted(&self) -> usize {
        self.unlisted
    }
}

impl fmt::Display for BankError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let total = self.problems.len() + self.unlisted;
        if let Some(first) = self.problems.first() {
            first.fmt(f)?;
        }
        match total.saturating_sub(1) {
            0 => Ok(()),
            1 => f.write_str(" (and 1 other problem)"),
            others => write!(f, " (and {others} other problems)"),
        }
    }
}

impl std::error::Error for BankError {}

impl fmt::Display for BankProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut place = Vec::with_capacity(3);
        place.extend(self.row.map(|row| format!("line {row}")));
        match (&self.item_id, self.position) {
            (Some(id), _) => place.push(format!("item {id:?}")),
            (None, Some(position)) if self.row.is_none() => place.push(format!("item number {}", position + 1)),
            (None, _) => {}
        }
        if !self.column.is_empty() {
            place.push(format!("column {}", self.column));
        }
        if !place.is_empty() {
            write!(f, "{}: ", place.join(", "))?;
        }
        if !self.value.is_empty() {
            write!(f, "{} ", self.value)?;
        }
        self.cause.fmt(f)
    }
}

/// Gathers the problems of a bank.
#[derive(Debug, Default)]
pub(crate) struct ProblemList {
    problems: Vec<BankProblem>,
    unlisted: usize,
}

impl ProblemList {
    pub(crate) fn push(&mut self, problem: BankProblem) {
        if self.problems.len() < MAX_LISTED_PROBLEMS {
            self.problems.push(problem);
        } else {
            self.unlisted += 1;
        }
    }

    /// A problem of the bank as a whole.
    pub(crate) fn push_global(&mut self, cause: ProblemCause, value: String) {
        let (column, row, position, item_id) = (String::new(), None, None, None);
        self.push(BankProblem { row, position, item_id, column, value, cause });
    }

    /// `Ok` when there is no problem.
    pub(crate) fn into_result(self) -> Result<(), BankError> {
        if self.problems.is_empty() {
            Ok(())
        } else {
            Err(BankError { problems: self.problems, unlisted: self.unlisted })
        }
    }
}

//! The rules of item banks and item parameters.

use super::invalid_model_name::InvalidModelName;
use super::limits::{MAX_ABS_DIFFICULTY, MAX_ABS_INTERCEPT, MAX_CATEGORIES, MAX_DISCRIMINATION};
use crate::identity::InvalidItemId;

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
    InvalidItemId(InvalidItemId),
    /// No model has this name.
    #[error("{}", InvalidModelName)]
    UnknownModel,
    /// A value for a parameter that the model does not have.
    #[error("is given, but the model does not have this parameter")]
    UnusedParameter,
    /// A column that has no meaning.
    #[error("is not a column of an item bank")]
    UnknownColumn,
    /// A header with another character between its columns than a comma.
    #[error(
        "has {character} between the columns: save the file with commas between the columns and points in the numbers"
    )]
    OtherSeparator {
        /// What stands between the columns, in the plural.
        character: &'static str,
    },
    /// A column that every bank must have is not there.
    #[error("is not among the columns")]
    MissingColumn,
    /// Two columns of the same name.
    #[error("is the name of more than one column")]
    DuplicateColumn,
    /// A quoted field whose closing quotation mark is missing, or stands within the field.
    #[error("has a quotation mark that is not closed at the end of the field; within a text, write it twice")]
    UnclosedQuotationMark,
    /// A row that has not as many fields as the header, or is not UTF-8.
    #[error("cannot be read")]
    MalformedRow,
    /// The source could not be read to its end.
    #[error("stopped the reading")]
    Unreadable,
    /// There is no item at all.
    #[error("a bank must have at least one item")]
    EmptyBank,
    /// More items than a bank may have. The rest of the source has not been read.
    #[error("the bank has more than the {most} items that it may have; split it, or raise the limit")]
    TooManyItems {
        /// How many items it may have.
        most: usize,
    },
}

/// Each row: a cause, and the name of the cause that programs may rely on.
macro_rules! codes {
    ($($cause:pat => $code:literal,)+) => {
        impl ProblemCause {
            /// The codes of all causes.
            pub const CODES: &[&str] = &[$($code),+];

            /// The stable name of the cause, for programs.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $($cause => $code,)+ }
            }
        }
    };
}

codes! {
    ProblemCause::MissingValue => "missing_value",
    ProblemCause::NotANumber => "not_a_number",
    ProblemCause::NotFinite => "not_finite",
    ProblemCause::DiscriminationNotPositive => "discrimination_not_positive",
    ProblemCause::DiscriminationTooLarge => "discrimination_too_large",
    ProblemCause::DifficultyOutOfRange => "difficulty_out_of_range",
    ProblemCause::GuessingOutOfRange => "guessing_out_of_range",
    ProblemCause::UpperAsymptoteOutOfRange => "upper_asymptote_out_of_range",
    ProblemCause::GuessingNotBelowUpperAsymptote => "guessing_not_below_upper_asymptote",
    ProblemCause::ThresholdNotAbovePrevious => "threshold_not_above_previous",
    ProblemCause::ShiftNotBelowPrevious => "shift_not_below_previous",
    ProblemCause::SlopeOutOfRange => "slope_out_of_range",
    ProblemCause::InterceptOutOfRange => "intercept_out_of_range",
    ProblemCause::SlopesAllZero => "slopes_all_zero",
    ProblemCause::TooManyCategories => "too_many_categories",
    ProblemCause::DuplicateItemId { .. } => "duplicate_item_id",
    ProblemCause::InvalidItemId(_) => "invalid_item_id",
    ProblemCause::UnknownModel => "unknown_model",
    ProblemCause::UnusedParameter => "unused_parameter",
    ProblemCause::UnknownColumn => "unknown_column",
    ProblemCause::OtherSeparator { .. } => "other_separator",
    ProblemCause::MissingColumn => "missing_column",
    ProblemCause::DuplicateColumn => "duplicate_column",
    ProblemCause::UnclosedQuotationMark => "unclosed_quotation_mark",
    ProblemCause::MalformedRow => "malformed_row",
    ProblemCause::Unreadable => "unreadable",
    ProblemCause::EmptyBank => "empty_bank",
    ProblemCause::TooManyItems { .. } => "too_many_items",
}

//! What can be wrong with a row of responses.

use std::fmt;

/// A fault of a row, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct RowFault {
    /// The line of the file on which the row begins, counted from 1.
    pub(crate) line: u64,
    /// The column, where the fault is in one; with one response a row, the item.
    pub(crate) column: Option<String>,
    /// The value of the cell, where there is one.
    pub(crate) value: String,
    pub(crate) cause: FaultCause,
}

/// What is wrong.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub(crate) enum FaultCause {
    #[error("is not a category: a whole number from {lowest}, or nothing, or NA")]
    NotACategory { lowest: i64 },
    #[error("is not a category of the item, whose categories are {lowest} to {highest}")]
    TooHigh { lowest: i64, highest: i64 },
    #[error("is not a category of the item, whose categories are {lowest} to {highest}")]
    TooLow { lowest: i64, highest: i64 },
    #[error("is not a category of the item, which has {categories}")]
    LogicalOfMany { categories: u8 },
    #[error("is not an option of the item, whose options are {options}")]
    NotAnOption { options: String },
    #[error("is not a number")]
    NotANumber,
    #[error("a prior needs both prior_mean and prior_sd, or neither")]
    HalfAPrior,
    #[error("is in a column without a name")]
    NoColumnName,
    #[error("the name of the examinee is empty")]
    NoExaminee,
    #[error("{fields} fields, but the header has {expected}")]
    Ragged { fields: usize, expected: usize },
    #[error("is not an item of the bank")]
    UnknownItem,
    #[error("examinee {examinee:?} has a row with this item already")]
    RepeatedItem { examinee: String },
    #[error(
        "examinee {examinee:?}: the test asks for item {item:?}, to which there is no response ({absence}); a replay needs a \
         response to every item that the test asks for"
    )]
    Unanswered { examinee: String, item: String, absence: &'static str },
    #[error("examinee {examinee:?}: {rule}")]
    Refused { examinee: String, rule: String },
    #[error("{0}; reading ends here")]
    Undecodable(String),
}

impl FaultCause {
    /// Whether the value of the cell is at fault.
    pub(super) const fn is_of_value(&self) -> bool {
        match self {
            Self::NotACategory { .. }
            | Self::TooHigh { .. }
            | Self::TooLow { .. }
            | Self::LogicalOfMany { .. }
            | Self::NotAnOption { .. }
            | Self::NotANumber
            | Self::NoColumnName
            | Self::UnknownItem => true,
            Self::NoExaminee
            | Self::HalfAPrior
            | Self::Ragged { .. }
            | Self::RepeatedItem { .. }
            | Self::Unanswered { .. }
            | Self::Refused { .. }
            | Self::Undecodable(_) => false,
        }
    }
}

impl fmt::Display for RowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = &self.column {
            write!(f, ", column {column:?}")?;
        }
        // The sentence goes on with the examinee.
        let separator =
            if matches!(self.cause, FaultCause::Unanswered { .. } | FaultCause::Refused { .. }) { ", " } else { ": " };
        f.write_str(separator)?;
        match self.cause {
            FaultCause::TooHigh { .. } | FaultCause::TooLow { .. } => write!(f, "{} ", self.value)?,
            _ if self.cause.is_of_value() => write!(f, "{:?} ", self.value)?,
            _ => {}
        }
        self.cause.fmt(f)
    }
}

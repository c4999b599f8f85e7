//! What is wrong with a cell of a file.

use std::fmt;

use irt_core::{ModelName, ParameterError, ProblemCause};

/// What to do about an item that able examinees answer in the lower categories.
const REVERSE_KEYED: &str = "the item is keyed in reverse: score it the other way round, or convert it with --reverse";

/// What is wrong with a cell.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("column {column}: {value} {rule}")]
pub(super) struct Fault {
    column: String,
    value: String,
    rule: String,
}

impl Fault {
    pub(super) fn new(column: impl Into<String>, value: impl fmt::Display, rule: impl Into<String>) -> Self {
        Self { column: column.into(), value: value.to_string(), rule: rule.into() }
    }

    /// A parameter that breaks a rule, with what is shown as its value.
    pub(super) fn from_error(column: impl Into<String>, value: impl fmt::Display, error: &ParameterError) -> Self {
        let rule = match error.cause {
            ProblemCause::DiscriminationNotPositive if error.value < 0.0 => format!("{}; {REVERSE_KEYED}", error.cause),
            cause => cause.to_string(),
        };
        Self::new(column, value, rule)
    }
}

/// The model that a column determines; an error where another is stated.
pub(super) fn agreed_model(
    column: impl Into<String>,
    determined: ModelName,
    stated: Option<ModelName>,
) -> Result<ModelName, Fault> {
    match stated.filter(|stated| *stated != determined) {
        Some(stated) => {
            let rule = format!("follows from the file, but {stated} is stated");
            Err(Fault::new(column, format!("the model {determined}"), rule))
        }
        None => Ok(determined),
    }
}

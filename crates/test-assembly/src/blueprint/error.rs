//! Faults of blueprints.

use thiserror::Error;

use crate::expression::{ParseFault, Unusable};

/// Why a blueprint is refused.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum BlueprintError {
    /// A row is at fault.
    #[error("row {number} ({id}), {column}: {fault}")]
    Row {
        /// The number of the row, from 1.
        number: usize,
        /// Its id.
        id: String,
        /// The column of the fault.
        column: &'static str,
        /// What is wrong.
        fault: RowFault,
    },
    /// No row sets the length of the test.
    #[error("the blueprint has no length: add `length`, or a row of kind number about items without a condition")]
    NoLength,
    /// The table of rows cannot be read as CSV.
    #[error("the table of rows is not readable as CSV: {0}")]
    Csv(#[from] csv::Error),
    /// The table of rows lacks a column.
    #[error("the table of rows has no column {column}; it has {found}")]
    NoColumn {
        /// The missing column.
        column: &'static str,
        /// The columns that it has.
        found: String,
    },
    /// The TOML text is no blueprint.
    #[error("{0}")]
    Toml(#[from] toml::de::Error),
    /// The table of items names a stimulus that the table of stimuli does not have.
    #[error("item {item} belongs to stimulus {stimulus}, which the table of stimuli does not have")]
    UnknownStimulus {
        /// The item.
        item: String,
        /// The stimulus.
        stimulus: String,
    },
}

/// What is wrong with a row.
#[derive(Debug, Clone, PartialEq, Error)]
#[non_exhaustive]
pub enum RowFault {
    /// The kind is unknown.
    #[error(
        "`{0}` is no kind of row; the kinds are number, sum, average, include, exclude, all-or-none, enemy and order"
    )]
    UnknownKind(String),
    /// What the row is about is unknown.
    #[error("`{0}` is neither `item` nor `stimulus`")]
    UnknownOf(String),
    /// The switch is neither on nor off.
    #[error("`{0}` is neither `on` nor `off`")]
    UnknownSwitch(String),
    /// A bound is no number.
    #[error("`{0}` is not a number")]
    NoNumber(String),
    /// The row has the id of an earlier one.
    #[error("row {0} has the same id")]
    IdTwice(usize),
    /// The condition does not parse.
    #[error("at character {position}: expected {expected}")]
    Syntax {
        /// The character, from 1.
        position: usize,
        /// What would go on.
        expected: String,
    },
    /// The attribute does not exist.
    #[error("no attribute is named `{name}`; there are {known}")]
    UnknownAttribute {
        /// The name.
        name: String,
        /// The attributes that exist.
        known: String,
    },
    /// `<` and the like compare text.
    #[error("`{0}` is compared by size, but is text")]
    OrderOfText(String),
    /// Too few items or stimuli match.
    #[error("{found} match, and at least {needed} must")]
    TooFewMatch {
        /// How many match.
        found: usize,
        /// How many must.
        needed: usize,
    },
    /// The row has no condition, but its kind needs one.
    #[error("a row of this kind needs a condition")]
    NoCondition,
    /// The row has no variable, but its kind needs one.
    #[error("a row of this kind needs an attribute as its variable")]
    NoVariable,
    /// The row has a field that its kind does not use.
    #[error("a row of this kind does not use it")]
    NotUsed,
    /// A bound is missing.
    #[error("the bound is missing; a row of this kind needs both")]
    NoBound,
    /// A bound is negative or not finite.
    #[error("{0} is not allowed; bounds are 0 or more")]
    Negative(f64),
    /// The bounds are in the wrong order.
    #[error("the lower bound {lower} lies above the upper bound {upper}")]
    BoundsCrossed {
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
    },
    /// The length is a range or no whole number.
    #[error("the length of the test must be one whole number of at least 1, but the bounds are {lower} and {upper}")]
    LengthNotOneNumber {
        /// The lower bound.
        lower: f64,
        /// The upper bound.
        upper: f64,
    },
    /// A second row sets the length.
    #[error("row {0} sets the length of the test already")]
    SecondLength(usize),
    /// The variable is text.
    #[error("`{0}` is text, and the row adds numbers")]
    TextVariable(String),
    /// The variable is missing for an item or stimulus.
    #[error("`{variable}` is missing for {id}")]
    MissingValue {
        /// The variable.
        variable: String,
        /// The item or stimulus.
        id: String,
    },
    /// A row needs stimuli, and there is no table of stimuli.
    #[error("the row is about stimuli, and no table of stimuli is given")]
    NoStimuli,
    /// No row is about stimuli, so that stimuli are not chosen.
    #[error("no row of the blueprint is about stimuli (`of = \"stimulus\"`); one must say how many stimuli there are")]
    NoStimulusRow,
    /// The items do not say to which stimulus they belong.
    #[error("the table of items has no column STID, stimulus_id or stimulus")]
    NoStimulusOfItems,
    /// Nothing says how many items a stimulus has.
    #[error(
        "nothing says how many items of a stimulus there are: add a row with `each = \"stimulus\"`, or columns LB and UB \
         to the table of stimuli"
    )]
    NoItemsPerStimulus,
    /// An average over stimuli needs their number.
    #[error("the average over stimuli needs a row that says how many stimuli there are")]
    NoNumberOfStimuli,
}

impl RowFault {
    pub(super) fn syntax(fault: ParseFault) -> Self {
        Self::Syntax { position: fault.position, expected: fault.expected }
    }

    pub(super) fn unusable(reason: Unusable, known: &[&str]) -> Self {
        match reason {
            Unusable::UnknownAttribute(name) => Self::UnknownAttribute { name, known: known.join(", ") },
            Unusable::OrderOfText(name) => Self::OrderOfText(name),
        }
    }
}

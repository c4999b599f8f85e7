//! Resolved rules.

use super::row_spec::Of;

/// What a row demands of items and stimuli, given by their numbers.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Rule {
    /// Each part is within its bounds.
    Parts(Vec<Part>),
    Include(Vec<usize>),
    Exclude(Vec<usize>),
    AllOrNone(Vec<usize>),
    Enemy(Vec<usize>),
    /// The rank of each item or stimulus.
    Order(Vec<u32>),
}

/// A sum over selected items or stimuli, with its bounds.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Part {
    /// The value or the stimulus that it is for; empty if the row has one part.
    pub(crate) label: String,
    pub(crate) of: Of,
    pub(crate) terms: Vec<(usize, f64)>,
    pub(crate) lower: f64,
    pub(crate) upper: f64,
    /// The stimulus: the bounds hold if it is selected, else the sum is 0.
    pub(crate) stimulus: Option<usize>,
    /// The part counts all items of the stimulus, so that an item is selected only with it.
    pub(crate) links: bool,
    /// What the sum is divided by in reports.
    pub(crate) divisor: f64,
}

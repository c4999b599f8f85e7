//! What a report shows.

use crate::fit::ItemFit;
use crate::run::{CalibrationItem, CalibrationOutcome};

/// What a report shows.
#[derive(Debug, Clone, Copy)]
pub struct Report<'a> {
    /// The program and its version.
    pub program: &'a str,
    /// The name of the file of the responses.
    pub responses: &'a str,
    /// The items, in their order.
    pub items: &'a [CalibrationItem],
    /// The names of the groups; none where there is one.
    pub groups: &'a [String],
    /// The settings as text.
    pub settings: &'a str,
    /// The number of examinees in the file.
    pub examinees: usize,
    /// The results.
    pub outcome: &'a CalibrationOutcome,
    /// The fit of the items.
    pub fit: &'a ItemFit,
}

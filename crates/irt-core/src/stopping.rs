//! When a test is over.

use std::fmt;

/// Why a test has stopped.
///
/// As text (in files, the record and over HTTP) the names are in `snake_case`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize), serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum StopReason {
    /// The greatest allowed number of items has been answered.
    MaxItems,
    /// The standard error has fallen to the design's threshold.
    StandardError,
    /// No eligible item is left in the bank.
    BankExhausted,
}

impl StopReason {
    /// The name used in files, in the record and over HTTP.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::MaxItems => "max_items",
            Self::StandardError => "standard_error",
            Self::BankExhausted => "bank_exhausted",
        }
    }

    /// The reason that has this name.
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        [Self::MaxItems, Self::StandardError, Self::BankExhausted].into_iter().find(|reason| reason.as_str() == name)
    }
}

impl fmt::Display for StopReason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// When a test is over; it is also over when the bank has no item left.
///
/// Looked at after each answer, in this order: from `min_items` answers on the standard error, then `max_items`, then
/// the bank. The first that holds is the [`StopReason`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StoppingRule {
    /// The least number of items.
    pub min_items: u32,
    /// The greatest number of items; `None`: as many as the bank has.
    pub max_items: Option<u32>,
    /// The standard error at or below which the test is over.
    pub standard_error: Option<f64>,
}

impl StoppingRule {
    /// The reason to stop after so many answers with this standard error, while the bank has items left.
    pub(crate) fn reason(&self, answered: usize, standard_error: f64) -> Option<StopReason> {
        let reaches = |items: u32| answered >= items as usize;
        if reaches(self.min_items) && self.standard_error.is_some_and(|threshold| standard_error <= threshold) {
            Some(StopReason::StandardError)
        } else if self.max_items.is_some_and(reaches) {
            Some(StopReason::MaxItems)
        } else {
            None
        }
    }
}

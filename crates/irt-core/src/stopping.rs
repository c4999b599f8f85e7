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

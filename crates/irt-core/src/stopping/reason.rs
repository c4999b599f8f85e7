//! Why a test is over.

use crate::named_variants::named_variants;

named_variants! {
    /// Why a test has stopped.
    ///
    /// As text (in files, the record and over HTTP) the names are in `snake_case`.
    #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
    #[non_exhaustive]
    pub enum StopReason {
        /// The standard error has fallen to the design's threshold.
        StandardError => "standard_error",
        /// The last answer has moved the estimate by no more than the design's threshold.
        ThetaChange => "theta_change",
        /// The last answer has moved the standard error by no more than the design's threshold.
        StandardErrorChange => "standard_error_change",
        /// No eligible item is worth the design's least information.
        MinimumInformation => "minimum_information",
        /// The confidence interval of the ability holds no cut point.
        ConfidenceInterval => "confidence_interval",
        /// The sequential probability ratio test has decided at every cut point.
        Sprt => "sprt",
        /// The generalised likelihood ratio test has decided at every cut point.
        Glr => "glr",
        /// The embedding program's own rule holds.
        Custom => "custom",
        /// The time allowed is used up.
        TimeBudget => "time_budget",
        /// The greatest allowed number of items has been answered.
        MaxItems => "max_items",
        /// No eligible item is left in the bank.
        BankExhausted => "bank_exhausted",
    }
}

impl StopReason {
    /// The reason that has this name.
    ///
    /// ```
    /// use irt_core::StopReason;
    ///
    /// assert!(StopReason::ALL.iter().all(|reason| StopReason::from_name(reason.as_str()) == Some(*reason)));
    /// assert_eq!(StopReason::from_name("boredom"), None);
    /// ```
    #[must_use]
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|reason| reason.as_str() == name)
    }
}

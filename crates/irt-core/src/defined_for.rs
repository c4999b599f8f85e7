//! The items that something is defined for.

/// The items that a selection rule or an estimator is defined for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum DefinedFor {
    AllItems,
    DichotomousItems,
}

//! Columns that belong together.

use irt_core::{AdaptiveTest, Estimate, ItemIndex, Response};

use crate::table::Cell;

/// A pattern and its estimate by the final estimator.
#[derive(Debug, Clone, Copy)]
pub(in crate::scoring) struct ScoredPattern<'a> {
    /// The test of the examinee, whose final estimator it is.
    pub(in crate::scoring) test: &'a AdaptiveTest,
    pub(in crate::scoring) items: &'a [ItemIndex],
    pub(in crate::scoring) responses: &'a [Response],
    pub(in crate::scoring) estimate: Estimate,
}

/// Columns that belong together.
pub(super) trait ColumnGroup<'t> {
    fn names(&self) -> Vec<&'static str>;

    /// Adds the cells of the next examinee.
    fn add<'c>(&mut self, pattern: &ScoredPattern<'_>, cells: &mut Vec<Cell<'c>>) -> anyhow::Result<()>
    where
        't: 'c;

    /// What is to be said of all examinees at the end.
    fn note(&self) -> Option<String> {
        None
    }
}

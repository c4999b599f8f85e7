//! The columns of the reporting scale.

use irt_core::{Ability, ReportingScale};

use super::column_group::{ColumnGroup, ScoredPattern};
use crate::table::Cell;

/// `score`, `score_standard_error` and, where the scale has levels, `level`.
pub(crate) struct ScaleColumns<'t> {
    scale: &'t ReportingScale,
}

impl<'t> ScaleColumns<'t> {
    pub(crate) const fn new(scale: &'t ReportingScale) -> Self {
        Self { scale }
    }

    pub(crate) fn names(&self) -> Vec<&'static str> {
        let mut names = vec!["score", "score_standard_error"];
        if self.has_levels() {
            names.push("level");
        }
        names
    }

    pub(crate) fn cells(&self, ability: Ability) -> impl Iterator<Item = Cell<'t>> + use<'t> {
        let reported = self.scale.report(ability);
        let numbers = [Cell::Number(reported.score), Cell::Number(reported.standard_error)];
        numbers.into_iter().chain(reported.level.map(Cell::Text))
    }

    fn has_levels(&self) -> bool {
        !self.scale.spec().levels.is_empty()
    }
}

impl<'t> ColumnGroup<'t> for ScaleColumns<'t> {
    fn names(&self) -> Vec<&'static str> {
        self.names()
    }

    fn add<'c>(&mut self, pattern: &ScoredPattern<'_>, cells: &mut Vec<Cell<'c>>) -> anyhow::Result<()>
    where
        't: 'c,
    {
        cells.extend(self.cells(pattern.estimate.ability()));
        Ok(())
    }
}

//! The groups of columns that a design and a command line ask for.

use irt_core::AdaptiveTest;

use super::classification::ClassificationColumns;
use super::column_group::{ColumnGroup, ScoredPattern};
use super::person_fit::PersonFitColumns;
use super::scale::ScaleColumns;
use crate::args::ReportedArguments;
use crate::note;
use crate::table::Cell;

/// The groups of columns that a design and a command line ask for.
pub(in crate::scoring) struct AddedColumns<'t> {
    groups: Vec<Box<dyn ColumnGroup<'t> + 't>>,
}

impl<'t> AddedColumns<'t> {
    pub(in crate::scoring) fn new(arguments: &ReportedArguments, test: &'t AdaptiveTest) -> anyhow::Result<Self> {
        let mut groups: Vec<Box<dyn ColumnGroup<'t> + 't>> = Vec::new();
        if let Some(scale) = test.design().reporting() {
            groups.push(Box::new(ScaleColumns::new(scale)));
        }
        if let Some(cuts) = &arguments.cuts {
            groups.push(Box::new(ClassificationColumns::new(test, cuts)?));
        }
        if arguments.person_fit {
            groups.push(Box::new(PersonFitColumns::new(arguments)));
        }
        Ok(Self { groups })
    }

    /// These columns followed by those that are added.
    pub(in crate::scoring) fn behind(&self, columns: &[&'static str]) -> Vec<&'static str> {
        let added = self.groups.iter().flat_map(|group| group.names());
        columns.iter().copied().chain(added).collect()
    }

    /// Adds the cells of the next examinee.
    pub(in crate::scoring) fn add<'c>(
        &mut self,
        pattern: &ScoredPattern<'_>,
        cells: &mut Vec<Cell<'c>>,
    ) -> anyhow::Result<()>
    where
        't: 'c,
    {
        self.groups.iter_mut().try_for_each(|group| group.add(pattern, cells))
    }

    /// Says on standard error what is to be said of all examinees.
    pub(in crate::scoring) fn finish(&self) {
        self.groups.iter().filter_map(|group| group.note()).for_each(note::print);
    }
}

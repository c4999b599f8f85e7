//! The columns behind those that every estimate has: the reporting scale, the classification, person fit.

mod classification;
mod person_fit;
mod scale;

use irt_core::{AdaptiveTest, Estimate, ItemIndex, Response};

use self::classification::ClassificationColumns;
use self::person_fit::PersonFitColumns;
pub(crate) use self::scale::ScaleColumns;
use crate::args::ReportedArguments;
use crate::note;
use crate::table::Cell;

/// A pattern and its estimate by the final estimator.
#[derive(Debug, Clone, Copy)]
pub(super) struct ScoredPattern<'a> {
    pub(super) items: &'a [ItemIndex],
    pub(super) responses: &'a [Response],
    pub(super) estimate: Estimate,
}

/// Columns that belong together.
trait ColumnGroup<'t> {
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

/// The groups of columns that a design and a command line ask for.
pub(super) struct AddedColumns<'t> {
    groups: Vec<Box<dyn ColumnGroup<'t> + 't>>,
}

impl<'t> AddedColumns<'t> {
    pub(super) fn new(arguments: &ReportedArguments, test: &'t AdaptiveTest) -> anyhow::Result<Self> {
        let mut groups: Vec<Box<dyn ColumnGroup<'t> + 't>> = Vec::new();
        if let Some(scale) = test.design().reporting() {
            groups.push(Box::new(ScaleColumns::new(scale)));
        }
        if let Some(cuts) = &arguments.cuts {
            groups.push(Box::new(ClassificationColumns::new(test, cuts)?));
        }
        if arguments.person_fit {
            groups.push(Box::new(PersonFitColumns::new(test, arguments)));
        }
        Ok(Self { groups })
    }

    /// These columns followed by those that are added.
    pub(super) fn behind(&self, columns: &[&'static str]) -> Vec<&'static str> {
        let added = self.groups.iter().flat_map(|group| group.names());
        columns.iter().copied().chain(added).collect()
    }

    /// Adds the cells of the next examinee.
    pub(super) fn add<'c>(&mut self, pattern: &ScoredPattern<'_>, cells: &mut Vec<Cell<'c>>) -> anyhow::Result<()>
    where
        't: 'c,
    {
        self.groups.iter_mut().try_for_each(|group| group.add(pattern, cells))
    }

    /// Says on standard error what is to be said of all examinees.
    pub(super) fn finish(&self) {
        self.groups.iter().filter_map(|group| group.note()).for_each(note::print);
    }
}

//! A blueprint whose conditions are resolved.

use super::row_spec::{Of, RowKind};
use super::rule::Rule;

/// A blueprint for the items of a bank: rows whose conditions are resolved to items and stimuli.
///
/// ```
/// use test_assembly::{AttributeTable, Blueprint, rows_from_csv};
///
/// let items = AttributeTable::items_from_csv("ID,LEVEL\nq1,3\nq2,4\nq3,4\n".as_bytes())?;
/// let rows = rows_from_csv("TYPE,WHAT,CONDITION,LB,UB\nNumber,Item,,2,2\nNumber,Item,LEVEL == 3,1,1\n".as_bytes())?;
/// let blueprint = Blueprint::new(&rows, &items, None)?;
/// assert!(blueprint.achieved(&[0, 2]).holds());
/// assert!(!blueprint.achieved(&[1, 2]).holds());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Blueprint {
    pub(super) item_ids: Vec<String>,
    pub(super) stimulus_ids: Vec<String>,
    pub(super) stimulus_of: Vec<Option<usize>>,
    pub(super) items_of: Vec<Vec<usize>>,
    pub(super) length: usize,
    pub(super) rows: Vec<Row>,
}

/// A resolved row.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Row {
    pub(crate) id: String,
    pub(crate) kind: RowKind,
    pub(crate) of: Of,
    pub(crate) on: bool,
    /// The condition in words.
    pub(crate) about: String,
    pub(crate) rule: Rule,
}

impl Blueprint {
    /// The number of items of a test.
    #[must_use]
    pub fn length(&self) -> usize {
        self.length
    }

    /// The ids of the items.
    #[must_use]
    pub fn item_ids(&self) -> &[String] {
        &self.item_ids
    }

    /// The ids of the stimuli; empty if stimuli are not chosen.
    #[must_use]
    pub fn stimulus_ids(&self) -> &[String] {
        &self.stimulus_ids
    }

    /// The stimulus of an item, as a number; `None` for an item without one, or if stimuli are not chosen.
    #[must_use]
    pub fn stimulus_of(&self, item: usize) -> Option<usize> {
        self.stimulus_of.get(item).copied().flatten()
    }

    /// The items of a stimulus.
    #[must_use]
    pub fn items_of(&self, stimulus: usize) -> &[usize] {
        self.items_of.get(stimulus).map_or(&[], Vec::as_slice)
    }

    /// The rank of each item, or of each stimulus, in the first `order` row about it that is on.
    #[must_use]
    pub fn order(&self, of: Of) -> Option<&[u32]> {
        self.rows.iter().filter(|row| row.on && row.of == of).find_map(|row| match &row.rule {
            Rule::Order(ranks) => Some(ranks.as_slice()),
            _ => None,
        })
    }

    /// The ids of the rows that are on and restrict something.
    pub fn restricting(&self) -> impl Iterator<Item = &str> {
        self.rows.iter().filter(|row| row.on && row.kind != RowKind::Order).map(|row| row.id.as_str())
    }

    pub(crate) fn rows(&self) -> &[Row] {
        &self.rows
    }
}

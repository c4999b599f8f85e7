//! Memory that a session keeps from one choice to the next.

use crate::assembly::AdaptiveTest;
use crate::item_set::ItemSet;
use crate::selection::SelectionScratch;

/// The buffers of the choice at hand.
#[derive(Debug, Clone)]
pub(super) struct Scratch {
    /// The items that the choice does not consider, where content narrows it.
    pub(super) excluded: ItemSet,
    pub(super) selection: SelectionScratch,
}

impl Scratch {
    pub(super) fn new(test: &AdaptiveTest) -> Self {
        let excluded = ItemSet::new(if test.content().narrows_choices() { test.bank().len() } else { 0 });
        Self { excluded, selection: SelectionScratch::default() }
    }
}

//! Pretest items: shown at given positions, and not scored.

use crate::bank::ItemBank;
use crate::design::{DesignCause, DesignError, PretestSpec, find_item};
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;

/// The pretest items, and their positions.
#[derive(Debug)]
pub(crate) struct Pretest {
    items: ItemSet,
    /// Positions in the test, counted from 0, ascending.
    positions: Box<[u32]>,
}

impl Pretest {
    pub(super) fn new(bank: &ItemBank, spec: &PretestSpec, excluded: &ItemSet) -> Result<Self, DesignError> {
        const FIELD: &str = "content.pretest.items";
        let mut items = ItemSet::new(bank.len());
        for id in &spec.items {
            let item = find_item(bank, FIELD, id)?;
            if excluded.contains(item) {
                return Err(DesignError::new(FIELD, id, DesignCause::ItemNotEligible));
            }
            items.insert(item);
        }
        Ok(Self { items, positions: spec.positions.iter().map(|position| position.saturating_sub(1)).collect() })
    }

    pub(crate) const fn items(&self) -> &ItemSet {
        &self.items
    }

    pub(super) fn position_count(&self) -> usize {
        self.positions.len()
    }

    /// Whether a pretest item is due at this position, after `pretest_count` of them.
    ///
    /// One that could not be shown at its position, because a testlet had begun, is made up for.
    pub(crate) fn is_due(&self, position: usize, pretest_count: usize) -> bool {
        self.positions.get(pretest_count).is_some_and(|due| *due as usize <= position)
    }

    /// A pretest item, drawn among those that are not blocked.
    pub(crate) fn draw(&self, blocked: &ItemSet, draws: &mut Draws) -> Option<ItemIndex> {
        let open = || self.items.iter().filter(|item| !blocked.contains(*item));
        open().nth(draws.below(open().count()))
    }
}

//! Which items a session can still show.

use crate::assembly::AdaptiveTest;
use crate::content::ContentPlan;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;

/// The items that cannot come next, by the reason.
#[derive(Debug, Clone)]
pub(super) struct Eligibility {
    /// The items answered, and their enemies.
    administered: ItemSet,
    /// The same, and the items that the design never chooses.
    blocked: ItemSet,
    /// The items withheld since the start, by the caller or by the Sympson-Hetter experiments of the session.
    withheld: ItemSet,
    withheld_by_caller: Vec<ItemIndex>,
}

impl Eligibility {
    pub(super) fn new(test: &AdaptiveTest, seed: u64, withheld_by_caller: Vec<ItemIndex>) -> Self {
        let bank_len = test.bank().len();
        let withheld = test.exposure().failures(seed).chain(withheld_by_caller.iter().copied());
        Self {
            administered: ItemSet::new(bank_len),
            blocked: test.content().barred.clone(),
            withheld: ItemSet::from_items(bank_len, withheld),
            withheld_by_caller,
        }
    }

    /// Removes an item that has been answered, and its enemies.
    pub(super) fn remove(&mut self, item: ItemIndex, content: &ContentPlan) {
        for item in content.relations.enemies(item).chain([item]) {
            self.administered.insert(item);
            self.blocked.insert(item);
        }
    }

    /// Writes the items that are not eligible: those blocked or withheld. Withholding yields where it would leave nothing.
    pub(super) fn exclude(&self, excluded: &mut ItemSet) {
        excluded.copy_from(&self.blocked);
        excluded.insert_all(&self.withheld);
        if excluded.is_full() {
            excluded.copy_from(&self.blocked);
        }
    }

    pub(super) const fn administered(&self) -> &ItemSet {
        &self.administered
    }

    pub(super) const fn blocked(&self) -> &ItemSet {
        &self.blocked
    }

    pub(super) fn withheld_by_caller(&self) -> &[ItemIndex] {
        &self.withheld_by_caller
    }
}

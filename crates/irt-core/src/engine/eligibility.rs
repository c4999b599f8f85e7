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
    withheld: Option<Withheld>,
    withheld_by_caller: Vec<ItemIndex>,
}

/// What is withheld since the start, by the caller or by the Sympson-Hetter experiments of the session.
#[derive(Debug, Clone)]
struct Withheld {
    /// The items blocked or withheld. The set grows with each answer, as to make it anew takes time in proportion to the bank.
    excluded: ItemSet,
    /// How many items of the bank are not in that set.
    eligible: usize,
}

impl Eligibility {
    pub(super) fn new(test: &AdaptiveTest, seed: u64, withheld_by_caller: Vec<ItemIndex>) -> Self {
        let blocked = test.content().barred.clone();
        let withheld: Vec<_> = test.exposure().failures(seed).chain(withheld_by_caller.iter().copied()).collect();
        Self {
            administered: ItemSet::new(test.bank().len()),
            withheld: (!withheld.is_empty()).then(|| Withheld::new(&blocked, &withheld)),
            blocked,
            withheld_by_caller,
        }
    }

    /// Removes an item that has been answered, and its enemies.
    pub(super) fn remove(&mut self, item: ItemIndex, content: &ContentPlan) {
        for item in content.relations.enemies(item).chain([item]) {
            self.administered.insert(item);
            self.blocked.insert(item);
            if let Some(withheld) = &mut self.withheld {
                withheld.exclude(item);
            }
        }
    }

    /// The items that are not eligible: those blocked or withheld. Withholding yields where it would leave nothing.
    pub(super) fn excluded(&self) -> &ItemSet {
        let withheld = self.withheld.as_ref().filter(|withheld| withheld.eligible > 0);
        withheld.map_or(&self.blocked, |withheld| &withheld.excluded)
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

impl Withheld {
    fn new(blocked: &ItemSet, items: &[ItemIndex]) -> Self {
        let mut withheld = Self { excluded: blocked.clone(), eligible: blocked.absent().count() };
        items.iter().for_each(|item| withheld.exclude(*item));
        withheld
    }

    fn exclude(&mut self, item: ItemIndex) {
        self.eligible -= usize::from(self.excluded.insert(item));
    }
}

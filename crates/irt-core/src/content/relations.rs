//! Items that exclude each other, and items that stay together.

use crate::bank::ItemBank;
use crate::design::{ContentSpec, DesignError, find_item};
use crate::identity::ItemIndex;

/// Enemies and testlets by item.
#[derive(Debug)]
pub(crate) struct Relations {
    enemies: Groups,
    testlets: Groups,
}

/// Sets of items, each item being in any number of them.
#[derive(Debug)]
struct Groups {
    sets: Box<[Box<[ItemIndex]>]>,
    /// Item and set, sorted.
    by_item: Box<[(ItemIndex, u32)]>,
}

impl Relations {
    /// Whether there is any testlet.
    pub(crate) const fn have_testlets(&self) -> bool {
        !self.testlets.sets.is_empty()
    }

    pub(super) fn new(bank: &ItemBank, spec: &ContentSpec) -> Result<Self, DesignError> {
        let enemies = Groups::new(bank, "content.enemies", &spec.enemies)?;
        Ok(Self { enemies, testlets: Groups::new(bank, "content.testlets", &spec.testlets)? })
    }

    pub(super) fn memory_bytes(&self) -> usize {
        self.enemies.memory_bytes() + self.testlets.memory_bytes()
    }

    /// The items that cannot be in a test with this one.
    pub(crate) fn enemies(&self, item: ItemIndex) -> impl Iterator<Item = ItemIndex> + '_ {
        self.enemies.companions(item)
    }

    /// The other items of the testlet that this one belongs to.
    pub(crate) fn testlet(&self, item: ItemIndex) -> impl Iterator<Item = ItemIndex> + '_ {
        self.testlets.companions(item)
    }
}

impl Groups {
    fn new(bank: &ItemBank, field: &'static str, sets: &[Vec<String>]) -> Result<Self, DesignError> {
        let find = |set: &Vec<String>| set.iter().map(|id| find_item(bank, field, id)).collect();
        let sets: Box<[Box<[ItemIndex]>]> = sets.iter().map(find).collect::<Result<_, _>>()?;
        let numbered = (0..).zip(&sets).flat_map(|(number, set)| set.iter().map(move |item| (*item, number)));
        let mut by_item: Vec<(ItemIndex, u32)> = numbered.collect();
        by_item.sort_unstable();
        Ok(Self { sets, by_item: by_item.into() })
    }

    fn memory_bytes(&self) -> usize {
        let sets: usize = self.sets.iter().map(|set| size_of_val(&**set) + size_of_val(set)).sum();
        sets + size_of_val(&*self.by_item)
    }

    fn companions(&self, item: ItemIndex) -> impl Iterator<Item = ItemIndex> + '_ {
        let start = self.by_item.partition_point(|(other, _)| *other < item);
        let memberships = self.by_item[start..].iter().take_while(move |(other, _)| *other == item);
        let items = memberships.flat_map(|(_, set)| self.sets[*set as usize].iter().copied());
        items.filter(move |companion| *companion != item)
    }
}

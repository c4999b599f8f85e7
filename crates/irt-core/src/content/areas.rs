//! Content areas and the shares of the items that they are to have.

use std::collections::BTreeMap;

use crate::bank::ItemBank;
use crate::design::{DesignCause, DesignError};
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;

/// No area.
const NONE: u32 = u32::MAX;

/// The content areas with a target, in the order of their names.
///
/// # Reference
/// Kingsbury and Zara (1989).
#[derive(Debug)]
pub(crate) struct Areas {
    targets: Box<[f64]>,
    members: Box<[ItemSet]>,
    /// The area of each item of the bank.
    by_item: Box<[u32]>,
    untargeted: ItemSet,
}

impl Areas {
    pub(super) fn new(bank: &ItemBank, targets: &BTreeMap<String, f64>) -> Result<Self, DesignError> {
        let targeted = || targets.iter().filter(|(_, target)| **target > 0.0);
        let numbers: BTreeMap<&str, u32> = targeted().map(|(area, _)| area.as_str()).zip(0..).collect();
        let by_item: Box<[u32]> =
            bank.items().map(|item| item.content.and_then(|area| numbers.get(area)).copied().unwrap_or(NONE)).collect();
        let of_area = |number: u32| {
            let items = (0..).map(ItemIndex).zip(&by_item);
            ItemSet::from_items(bank.len(), items.filter(|(_, area)| **area == number).map(|(item, _)| item))
        };
        let members: Box<[ItemSet]> = (0..numbers.len() as u32).map(of_area).collect();
        let untargeted = of_area(NONE);
        if let Some((area, _)) = targeted().zip(&members).find_map(|(area, items)| (items.len() == 0).then_some(area)) {
            return Err(DesignError::new("content.targets", area, DesignCause::UnknownArea));
        }
        let targets = targeted().map(|(_, target)| *target).collect();
        Ok(Self { targets, members, by_item, untargeted })
    }

    /// The items of other areas and of none.
    pub(super) const fn untargeted(&self) -> &ItemSet {
        &self.untargeted
    }

    /// How many areas have a target.
    pub(crate) fn len(&self) -> usize {
        self.targets.len()
    }

    /// The place of an item's area among the areas with a target.
    pub(crate) fn area_of(&self, item: ItemIndex) -> Option<usize> {
        self.by_item.get(item.as_usize()).filter(|area| **area != NONE).map(|area| *area as usize)
    }

    /// The items of the area whose turn it is; `None` when no area has an item that is not excluded.
    ///
    /// `used` counts the items shown so far by area. Areas not used yet come first, one of them being drawn; then the
    /// area whose share lies furthest below its target, the first among equals.
    pub(crate) fn next(&self, used: &[u32], excluded: &ItemSet, draws: &mut Draws) -> Option<&ItemSet> {
        let total = f64::from(used.iter().sum::<u32>().max(1));
        let open = || (0..self.len()).filter(|area| !excluded.covers(&self.members[*area]));
        let fresh = || open().filter(|area| used[*area] == 0);
        let area = match fresh().count() {
            0 => {
                let lack = |area: usize| self.targets[area] - f64::from(used[area]) / total;
                open().reduce(|best, area| if lack(area) > lack(best) { area } else { best })
            }
            count => fresh().nth(draws.below(count)),
        };
        area.map(|area| &self.members[area])
    }
}

//! The polytomous items of a bank, which do not fit into its columns.

use crate::bank::Item;
use crate::metric::Metric;
use crate::models::ItemModel;
use crate::models::category_curve::CategoryCurve;

/// Models and curves of the polytomous items, found by their place in the bank.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct PolytomousItems {
    /// The slot of each item of the bank, [`DICHOTOMOUS`] for those without; empty when there is no polytomous item.
    slots: Box<[u32]>,
    items: Box<[(ItemModel, CategoryCurve)]>,
}

/// The numbers that models and curves keep of a category, on their lists.
const NUMBERS_OF_CATEGORY: usize = 4;
/// Stands for an item that is in the columns.
const DICHOTOMOUS: u32 = u32::MAX;

impl PolytomousItems {
    pub(super) fn new(metric: Metric, bank: &[Item]) -> Self {
        let mut items = Vec::new();
        let slots: Vec<u32> = bank
            .iter()
            .map(|item| match item.model.category_curve(metric) {
                None => DICHOTOMOUS,
                Some(curve) => {
                    items.push((item.model.clone(), curve));
                    items.len() as u32 - 1
                }
            })
            .collect();
        if items.is_empty() { Self::default() } else { Self { slots: slots.into(), items: items.into() } }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// About how many bytes the items take.
    pub(super) fn memory_bytes(&self) -> usize {
        let numbers = |model: &ItemModel| usize::from(model.categories()) * NUMBERS_OF_CATEGORY * size_of::<f64>();
        let lists: usize = self.items.iter().map(|(model, _)| numbers(model)).sum();
        size_of_val(&*self.slots) + size_of_val(&*self.items) + lists
    }

    /// The model and curve of the item at this place; `None` when it is dichotomous.
    #[inline]
    pub(super) fn at(&self, place: usize) -> Option<&(ItemModel, CategoryCurve)> {
        // A dichotomous item's slot is beyond every list.
        self.items.get(*self.slots.get(place)? as usize)
    }
}

//! The section of a design on content, for one bank.

use super::areas::Areas;
use super::pretest::Pretest;
use super::relations::Relations;
use super::strata::Strata;
use crate::bank::ItemBank;
use crate::design::{ContentSpec, DesignError, find_item};
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;

/// The section on content, checked against a bank.
#[derive(Debug)]
pub(crate) struct ContentPlan {
    /// Items that are never chosen for the score: excluded, kept for pretesting, or of an area without a target.
    pub(crate) barred: ItemSet,
    pub(crate) relations: Relations,
    pub(crate) areas: Option<Areas>,
    pub(crate) strata: Option<Strata>,
    pub(crate) pretest: Option<Pretest>,
}

impl ContentPlan {
    /// Whether a choice may be among fewer items than those that are eligible.
    pub(crate) const fn narrows_choices(&self) -> bool {
        self.areas.is_some() || self.strata.is_some() || self.relations.have_testlets()
    }

    pub(crate) fn new(bank: &ItemBank, spec: &ContentSpec, max_items: Option<u32>) -> Result<Self, DesignError> {
        let mut barred = ItemSet::new(bank.len());
        for id in &spec.excluded {
            barred.insert(find_item(bank, "content.excluded", id)?);
        }
        let pretest = spec.pretest.as_ref().map(|pretest| Pretest::new(bank, pretest, &barred)).transpose()?;
        if let Some(pretest) = &pretest {
            barred.insert_all(pretest.items());
        }
        let areas = if spec.targets.is_empty() { None } else { Some(Areas::new(bank, &spec.targets)?) };
        if let Some(areas) = &areas {
            barred.insert_all(areas.untargeted());
        }
        let relations = Relations::new(bank, spec)?;
        let strata = spec.strata.map(|strata| Strata::new(bank, strata, max_items, &barred)).transpose()?;
        Ok(Self { barred, relations, areas, strata, pretest })
    }

    /// The greatest number of items that a test can have.
    pub(crate) fn most_items(&self, bank: &ItemBank) -> usize {
        let pretest_count = self.pretest.as_ref().map_or(0, Pretest::position_count);
        bank.len() - self.barred.len() + pretest_count
    }

    /// About how many bytes the plan takes for a bank of this size: a set of items for each part, and the ids of one.
    pub(crate) fn memory_bytes(&self, bank_len: usize) -> usize {
        let sets = 1
            + self.areas.as_ref().map_or(0, |areas| areas.len() + 1)
            + self.strata.as_ref().map_or(0, Strata::set_count);
        bank_len.div_ceil(8) * sets + self.relations.memory_bytes()
    }

    /// Whether the item is shown without being scored.
    pub(crate) fn is_unscored(&self, item: ItemIndex) -> bool {
        self.pretest.as_ref().is_some_and(|pretest| pretest.items().contains(item))
    }
}

//! How a test begins.

use std::sync::Arc;

use crate::bank::ItemBank;
use crate::content::ContentPlan;
use crate::design::{DesignCause, DesignError, StartSpec, find_item};
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;
use crate::selection::PreparedRule;

/// The section on the start, checked against a bank.
#[derive(Debug)]
pub(crate) struct StartPlan {
    first_items: FirstItems,
    /// The ability for the first position, unless its item is fixed or drawn.
    theta: f64,
    /// The abilities for the positions after the fixed items and the drawn one.
    thetas: Box<[f64]>,
    rule: Arc<PreparedRule>,
}

/// The items that a design fixes or draws for the first positions.
#[derive(Debug, Clone)]
pub(super) struct FirstItems {
    fixed: Box<[ItemIndex]>,
    /// The item after the fixed ones is drawn from these.
    draw_from: Box<[ItemIndex]>,
}

impl FirstItems {
    pub(super) fn new(bank: &ItemBank, spec: &StartSpec, content: &ContentPlan) -> Result<Self, DesignError> {
        let mut fixed = Vec::with_capacity(spec.items.len());
        for id in &spec.items {
            let item = eligible_item(bank, content, ("start.items", id), (&fixed, &fixed))?;
            fixed.push(item);
        }
        let mut named = fixed.clone();
        for id in &spec.draw_from {
            let item = eligible_item(bank, content, ("start.draw_from", id), (&named, &fixed))?;
            named.push(item);
        }
        let draw_from = named.split_off(fixed.len());
        Ok(Self { fixed: fixed.into(), draw_from: draw_from.into() })
    }

    /// How many positions they take.
    fn positions(&self) -> usize {
        self.fixed.len() + usize::from(!self.draw_from.is_empty())
    }
}

/// The item with an id in a field of the start, none of those named before and no enemy of those shown before.
fn eligible_item(
    bank: &ItemBank,
    content: &ContentPlan,
    (field, id): (&'static str, &str),
    (named, shown): (&[ItemIndex], &[ItemIndex]),
) -> Result<ItemIndex, DesignError> {
    let item = find_item(bank, field, id)?;
    let cause = if named.contains(&item) {
        DesignCause::RepeatedItem
    } else if content.barred.contains(item) {
        DesignCause::ItemNotEligible
    } else if content.relations.enemies(item).any(|enemy| shown.contains(&enemy)) {
        DesignCause::EnemyBefore
    } else {
        return Ok(item);
    };
    Err(DesignError::new(field, id, cause))
}

impl StartPlan {
    pub(super) fn new(first_items: FirstItems, spec: &StartSpec, rule: Arc<PreparedRule>) -> Self {
        let single: &[f64] = if first_items.positions() == 0 { &[spec.theta] } else { &[] };
        let thetas = if spec.thetas.is_empty() { single } else { &spec.thetas };
        Self { first_items, theta: spec.theta, thetas: thetas.into(), rule }
    }

    /// The same plan with the abilities of another section on the start.
    pub(super) fn with_thetas(&self, spec: &StartSpec) -> Self {
        Self::new(self.first_items.clone(), spec, Arc::clone(&self.rule))
    }

    /// The item that the design fixes for a position.
    pub(crate) fn item(&self, position: usize) -> Option<ItemIndex> {
        self.first_items.fixed.get(position).copied()
    }

    /// The item that is drawn for a position, all of the set that are not excluded being equally likely; `None` where
    /// the position is not the one after the fixed items, or no item of the set is left.
    pub(crate) fn draw(&self, position: usize, excluded: &ItemSet, draws: &mut Draws) -> Option<ItemIndex> {
        if position != self.first_items.fixed.len() {
            return None;
        }
        let left = || self.first_items.draw_from.iter().copied().filter(|item| !excluded.contains(*item));
        left().nth(draws.below(left().count()))
    }

    /// The ability and the rule by which the item at a position is chosen, where the start settles them.
    pub(crate) fn theta_and_rule(&self, position: usize) -> Option<(f64, &PreparedRule)> {
        let theta = match position.checked_sub(self.first_items.positions()) {
            Some(place) => *self.thetas.get(place)?,
            // No item of the set to draw from could be shown.
            None if position == 0 => self.theta,
            None => return None,
        };
        Some((theta, &self.rule))
    }
}

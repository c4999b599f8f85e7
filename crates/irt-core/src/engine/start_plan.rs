//! How a test begins.

use crate::content::{ContentPlan, find_item};
use crate::{DesignCause, DesignError, ItemBank, ItemIndex, SelectionRule, StartSpec};

/// The section on the start, checked against a bank.
#[derive(Debug)]
pub(super) struct StartPlan {
    items: Box<[ItemIndex]>,
    /// The abilities for the positions after the fixed items.
    thetas: Box<[f64]>,
    rule: SelectionRule,
}

impl StartPlan {
    pub(super) fn new(
        bank: &ItemBank,
        spec: &StartSpec,
        content: &ContentPlan,
        selection: SelectionRule,
    ) -> Result<Self, DesignError> {
        const FIELD: &str = "start.items";
        let mut items: Vec<ItemIndex> = Vec::with_capacity(spec.items.len());
        for id in &spec.items {
            let item = find_item(bank, FIELD, id)?;
            let cause = if items.contains(&item) {
                DesignCause::RepeatedItem
            } else if content.barred.contains(item) {
                DesignCause::ItemNotEligible
            } else if content.relations.enemies(item).any(|enemy| items.contains(&enemy)) {
                DesignCause::EnemyBefore
            } else {
                items.push(item);
                continue;
            };
            return Err(DesignError::new(FIELD, id, cause));
        }
        let single: &[f64] = if spec.items.is_empty() { &[spec.theta] } else { &[] };
        let thetas = if spec.thetas.is_empty() { single } else { &spec.thetas };
        Ok(Self { items: items.into(), thetas: thetas.into(), rule: spec.rule.unwrap_or(selection) })
    }

    /// The item that the design fixes for a position.
    pub(super) fn item(&self, position: usize) -> Option<ItemIndex> {
        self.items.get(position).copied()
    }

    /// The ability and the rule by which the item at a position is chosen, where the start settles them.
    pub(super) fn theta_and_rule(&self, position: usize) -> Option<(f64, SelectionRule)> {
        let theta = self.thetas.get(position.checked_sub(self.items.len())?)?;
        Some((*theta, self.rule))
    }

    /// The rule of the items chosen at the start.
    pub(super) const fn rule(&self) -> SelectionRule {
        self.rule
    }
}

//! How a test begins.

use std::sync::Arc;

use crate::bank::ItemBank;
use crate::content::ContentPlan;
use crate::design::{DesignCause, DesignError, StartSpec, find_item};
use crate::identity::ItemIndex;
use crate::selection::PreparedRule;

/// The section on the start, checked against a bank.
#[derive(Debug)]
pub(crate) struct StartPlan {
    items: Box<[ItemIndex]>,
    /// The abilities for the positions after the fixed items.
    thetas: Box<[f64]>,
    rule: Arc<PreparedRule>,
}

impl StartPlan {
    pub(super) fn new(items: Box<[ItemIndex]>, spec: &StartSpec, rule: Arc<PreparedRule>) -> Self {
        let single: &[f64] = if spec.items.is_empty() { &[spec.theta] } else { &[] };
        let thetas = if spec.thetas.is_empty() { single } else { &spec.thetas };
        Self { items, thetas: thetas.into(), rule }
    }

    /// The same plan with the abilities of another section on the start.
    pub(super) fn with_thetas(&self, spec: &StartSpec) -> Self {
        Self::new(self.items.clone(), spec, Arc::clone(&self.rule))
    }

    /// The items that a design fixes for the first positions.
    pub(super) fn items(
        bank: &ItemBank,
        spec: &StartSpec,
        content: &ContentPlan,
    ) -> Result<Box<[ItemIndex]>, DesignError> {
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
        Ok(items.into())
    }

    /// The item that the design fixes for a position.
    pub(crate) fn item(&self, position: usize) -> Option<ItemIndex> {
        self.items.get(position).copied()
    }

    /// The ability and the rule by which the item at a position is chosen, where the start settles them.
    pub(crate) fn theta_and_rule(&self, position: usize) -> Option<(f64, &PreparedRule)> {
        let theta = self.thetas.get(position.checked_sub(self.items.len())?)?;
        Some((*theta, &self.rule))
    }
}

//! What there is to know of a selection rule.

use super::choice_cost::{ChoiceCost, TablesRead};
use super::criterion::Criterion;
use crate::defined_for::DefinedFor;

/// The facts of a selection rule, all in one place.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RuleRow {
    /// The value of an item, with the weights and tables that it needs.
    pub(crate) criterion: Criterion,
    /// What a choice costs.
    pub(crate) cost: ChoiceCost,
    /// Which value is the best.
    pub(crate) order: Order,
    /// How the item is chosen by its value.
    pub(crate) choice: Choice,
    /// The items that the rule is defined for.
    pub(crate) items: DefinedFor,
    /// The settings of a design that the rule uses.
    pub(crate) settings: &'static [RuleSetting],
}

impl RuleRow {
    /// A rule for all items that takes the item of the largest value, or one of the best.
    pub(super) const fn most(criterion: Criterion, cost: ChoiceCost) -> Self {
        let settings = &[RuleSetting::Randomesque];
        Self { criterion, cost, order: Order::Most, choice: Choice::Best, items: DefinedFor::AllItems, settings }
    }

    /// The same with the least value.
    pub(super) const fn least(criterion: Criterion, cost: ChoiceCost) -> Self {
        Self { order: Order::Least, ..Self::most(criterion, cost) }
    }

    pub(super) const fn dichotomous(self) -> Self {
        Self { items: DefinedFor::DichotomousItems, ..self }
    }

    pub(super) const fn choosing(self, choice: Choice) -> Self {
        Self { choice, ..self }
    }

    pub(super) const fn using(self, settings: &'static [RuleSetting]) -> Self {
        Self { settings, ..self }
    }

    /// What a choice costs where the item is one of the `randomesque` best.
    pub(crate) fn choice_cost(&self, randomesque: usize) -> ChoiceCost {
        self.cost.looking_at_every_item(randomesque > 1 || self.choice != Choice::Best)
    }

    /// The tables that the criterion reads.
    pub(crate) const fn tables(&self) -> TablesRead {
        TablesRead::of(self.criterion)
    }
}

/// Which value is the best.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    Most,
    Least,
}

/// How an item is chosen by the values.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Choice {
    /// The best, or one of the `randomesque` best.
    Best,
    /// The same after each value has been mixed with a number that is drawn.
    BestOfMixture,
    /// Drawn with a probability proportional to a power of the value.
    DrawnByPower,
    /// Drawn, all being equally likely.
    Drawn,
}

/// A setting of a design that only some rules use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum RuleSetting {
    /// `selection.information`.
    Information,
    /// `selection.acceleration`.
    Acceleration,
    /// `exposure.randomesque`.
    Randomesque,
}

impl RuleSetting {
    /// The field of a design.
    pub(crate) const fn field(self) -> &'static str {
        match self {
            Self::Information => "selection.information",
            Self::Acceleration => "selection.acceleration",
            Self::Randomesque => "exposure.randomesque",
        }
    }
}

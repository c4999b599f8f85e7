//! A selection rule that can choose items of one bank.

use super::chance;
use super::context::SelectionContext;
use super::node_tables::NodeTables;
use super::pick;
use super::prepared_criterion::PreparedCriterion;
use super::rule::SelectionRule;
use super::rule_row::{Choice, Order};
use super::scratch::SelectionScratch;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;

/// A [`SelectionRule`] with the tables that its criterion reads.
#[derive(Debug)]
pub(crate) struct PreparedRule {
    order: Order,
    choice: Choice,
    criterion: PreparedCriterion,
}

impl PreparedRule {
    pub(crate) fn new(rule: SelectionRule, tables: &NodeTables) -> Self {
        let row = rule.row();
        let criterion = PreparedCriterion::new(row.criterion, tables);
        Self { order: row.order, choice: row.choice, criterion }
    }

    /// The item that the rule chooses among those not excluded: the best by its criterion, or one of the `randomesque`
    /// best.
    pub(crate) fn choose(
        &self,
        randomesque: usize,
        context: &SelectionContext<'_>,
        excluded: &ItemSet,
        draws: &mut Draws,
        scratch: &mut SelectionScratch,
    ) -> Option<ItemIndex> {
        match self.choice {
            Choice::Best if randomesque <= 1 => self.best(context, excluded, scratch),
            Choice::Best | Choice::BestOfMixture => {
                self.criterion.evaluate(context, excluded, scratch);
                if self.choice == Choice::BestOfMixture {
                    chance::mix_in_chance(context, excluded, draws, &mut scratch.values);
                }
                self.rank(&mut scratch.values);
                let SelectionScratch { values, ranking, .. } = scratch;
                if randomesque <= 1 {
                    pick::best(values, excluded)
                } else {
                    pick::randomesque(values, excluded, randomesque, draws, ranking)
                }
            }
            Choice::DrawnByPower => {
                self.criterion.evaluate(context, excluded, scratch);
                chance::sharpen(context, excluded, &mut scratch.values);
                chance::draw_by_weight(&scratch.values, excluded, draws)
            }
            Choice::Drawn => excluded.absent().nth(draws.below(excluded.absent().count())),
        }
    }

    /// The value of every item that is not excluded, as the rule's formula has it; `None` for the others.
    ///
    /// The rules of chance have the values that the draws are weighted with: `progressive` the information, `proportional`
    /// the probability, `random` the same for all.
    pub(crate) fn values(&self, context: &SelectionContext<'_>, excluded: &ItemSet) -> Vec<Option<f64>> {
        let mut scratch = SelectionScratch::default();
        self.criterion.evaluate(context, excluded, &mut scratch);
        let scale = match self.choice {
            Choice::DrawnByPower => {
                chance::sharpen(context, excluded, &mut scratch.values);
                1.0 / excluded.absent().map(|item| scratch.values[item.as_usize()]).sum::<f64>()
            }
            Choice::Best | Choice::BestOfMixture | Choice::Drawn => self.criterion.scale(context, &scratch),
        };
        let value = |(item, value): (ItemIndex, &f64)| (!excluded.contains(item)).then_some(scale * value);
        (0..).map(ItemIndex).zip(&scratch.values).map(value).collect()
    }

    /// The best item, found without a look at every value where the criterion allows it.
    fn best(
        &self,
        context: &SelectionContext<'_>,
        excluded: &ItemSet,
        scratch: &mut SelectionScratch,
    ) -> Option<ItemIndex> {
        match (&self.criterion, self.order) {
            (PreparedCriterion::Information, Order::Most) => {
                context.index.select(context.bank, context.theta, excluded)
            }
            (PreparedCriterion::ExpectedVariance(variance), Order::Least) => variance.least(context, excluded, scratch),
            (criterion, _) => {
                criterion.evaluate(context, excluded, scratch);
                self.rank(&mut scratch.values);
                pick::best(&scratch.values, excluded)
            }
        }
    }

    /// Turns values into ranks: the highest is the best.
    fn rank(&self, values: &mut [f64]) {
        if self.order == Order::Least {
            values.iter_mut().for_each(|value| *value = -*value);
        }
    }
}

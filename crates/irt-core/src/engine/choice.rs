//! The next item, in one order: eligible, content, criterion, exposure, pick.

use super::AdaptiveEngine;
use crate::random::Draws;
use crate::selection::{ItemSet, Situation, choose};
use crate::{ItemIndex, Step, StopReason};

/// What the content says of the next item.
enum Content {
    /// It is this one.
    Item(ItemIndex),
    /// It is any that is not excluded.
    Any,
}

impl AdaptiveEngine {
    /// The step to the next item; the test is over where no item is eligible.
    ///
    /// Draws are made in the order of the steps: a pretest item or a content area, the criterion's, the pick's.
    pub(super) fn next_item(&mut self) -> Step {
        let position = self.items.len();
        let fixed = self.test.start_plan().item(position).filter(|item| !self.blocked.contains(*item));
        let item = fixed.or_else(|| {
            let mut draws = Draws::at(self.seed, position);
            self.find_eligible();
            match self.narrow_by_content(&mut draws) {
                Content::Item(item) => Some(item),
                Content::Any => self.choose_by_criterion(&mut draws),
            }
        });
        item.map_or(Step::Stop(StopReason::BankExhausted), Step::Administer)
    }

    /// Whether the testlet of the last item has an item left.
    pub(super) fn is_testlet_open(&self) -> bool {
        self.open_testlet().next().is_some()
    }

    /// Eligible: neither shown, nor barred by the design, nor an enemy of a shown item, nor withheld. Withholding
    /// yields where it would leave nothing.
    fn find_eligible(&mut self) {
        self.excluded.copy_from(&self.blocked);
        self.excluded.insert_all(&self.withheld);
        if self.excluded.is_full() {
            self.excluded.copy_from(&self.blocked);
        }
    }

    /// Content: a testlet is finished first; then pretest items have their positions; then area and stratum.
    fn narrow_by_content(&mut self, draws: &mut Draws) -> Content {
        if self.is_testlet_open() {
            let mut excluded = std::mem::replace(&mut self.excluded, ItemSet::new(0));
            excluded.insert_everything();
            self.open_testlet().for_each(|item| excluded.remove(item));
            self.excluded = excluded;
            return Content::Any;
        }
        let content = self.test.content();
        let position = self.items.len();
        if let Some(pretest) = content.pretest.as_ref().filter(|pretest| pretest.is_due(position, self.tried_out))
            && let Some(item) = pretest.draw(&self.met, draws)
        {
            return Content::Item(item);
        }
        if let Some(area) = content.areas.as_ref().and_then(|areas| areas.next(&self.used_areas, &self.excluded, draws))
        {
            self.excluded.insert_all_but(area);
        }
        if let Some(stratum) = content.strata.as_ref().and_then(|strata| strata.at(position, &self.excluded)) {
            self.excluded.insert_all_but(stratum);
        }
        Content::Any
    }

    /// Criterion, exposure and pick.
    fn choose_by_criterion(&mut self, draws: &mut Draws) -> Option<ItemIndex> {
        let Self { test, interim, items, excluded, room, .. } = self;
        let answered = items.len();
        let usual = (interim.theta, test.design().selection_rule());
        let (theta, rule) = test.start_plan().theta_and_rule(answered).unwrap_or(usual);
        let (items, responses) = if test.content().pretest.is_none() {
            (&self.items, &self.responses)
        } else {
            (&self.scored.0, &self.scored.1)
        };
        let tables = test.node_tables();
        let situation = Situation { test, tables, theta, se: interim.se, answered, items, responses };
        choose(rule, test.exposure().randomesque, &situation, excluded, draws, room)
    }

    fn open_testlet(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        let last = self.items.last().into_iter();
        last.flat_map(|item| self.test.content().relations.testlet(*item)).filter(|item| !self.blocked.contains(*item))
    }
}

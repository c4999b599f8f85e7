//! The next item, in one order: eligible, content, criterion, exposure, pick.

use super::adaptive_engine::AdaptiveEngine;
use super::step::Step;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;
use crate::selection::SelectionContext;
use crate::stopping::StopReason;

impl AdaptiveEngine {
    /// The step to the next item; the test is over where no item is eligible.
    ///
    /// Draws are made in the order of the steps: a pretest item or a content area, the criterion's, the pick's.
    pub(super) fn next_item(&mut self) -> Step {
        let position = self.answers.items().len();
        let fixed = self.test.start_plan().item(position).filter(|item| !self.eligibility.blocked().contains(*item));
        let item = fixed.or_else(|| {
            let mut draws = Draws::at(self.seed, position);
            self.eligibility.exclude(&mut self.scratch.excluded);
            self.narrow_by_content(&mut draws).or_else(|| self.choose_by_criterion(&mut draws))
        });
        item.map_or(Step::Stop(StopReason::BankExhausted), Step::Administer)
    }

    /// Whether the testlet of the last item has an item left.
    pub(super) fn is_testlet_open(&self) -> bool {
        self.open_testlet().next().is_some()
    }

    /// Content: a testlet is finished first; then pretest items have their positions; then area and stratum.
    ///
    /// A pretest item is the next item itself; everything else leaves the choice to the criterion.
    fn narrow_by_content(&mut self, draws: &mut Draws) -> Option<ItemIndex> {
        if self.is_testlet_open() {
            self.exclude_all_but_testlet();
            return None;
        }
        let content = self.test.content();
        let position = self.answers.items().len();
        let due = content.pretest.as_ref().filter(|pretest| pretest.is_due(position, self.answers.pretest_count()));
        if let Some(item) = due.and_then(|pretest| pretest.draw(self.eligibility.administered(), draws)) {
            return Some(item);
        }
        let excluded = &mut self.scratch.excluded;
        let counts = self.answers.area_counts();
        if let Some(area) = content.areas.as_ref().and_then(|areas| areas.next(counts, excluded, draws)) {
            excluded.insert_all_but(area);
        }
        if let Some(stratum) = content.strata.as_ref().and_then(|strata| strata.at(position, excluded)) {
            excluded.insert_all_but(stratum);
        }
        None
    }

    /// Criterion, exposure and pick.
    fn choose_by_criterion(&mut self, draws: &mut Draws) -> Option<ItemIndex> {
        let Self { test, interim, answers, scratch, .. } = self;
        let scorer = test.scorer();
        let answered = answers.items().len();
        let (theta, rule) = test.start_plan().theta_and_rule(answered).unwrap_or((interim.theta, test.rule()));
        let (items, responses) = answers.scored();
        let context = SelectionContext {
            bank: scorer.bank(),
            grid: scorer.grid(),
            index: test.index(),
            settings: test.selection_settings(),
            theta,
            se: interim.se,
            answered,
            items,
            responses,
            interim_theta: &|items, responses| scorer.interim_on_grid(items, responses).theta,
        };
        rule.choose(test.exposure().randomesque, &context, &scratch.excluded, draws, &mut scratch.selection)
    }

    fn exclude_all_but_testlet(&mut self) {
        let mut excluded = std::mem::replace(&mut self.scratch.excluded, ItemSet::new(0));
        excluded.insert_everything();
        self.open_testlet().for_each(|item| excluded.remove(item));
        self.scratch.excluded = excluded;
    }

    /// The items of the last item's testlet that can still be shown.
    fn open_testlet(&self) -> impl Iterator<Item = ItemIndex> + '_ {
        let last = self.answers.items().last().into_iter();
        let testlet = last.flat_map(|item| self.test.content().relations.testlet(*item));
        testlet.filter(|item| !self.eligibility.blocked().contains(*item))
    }
}

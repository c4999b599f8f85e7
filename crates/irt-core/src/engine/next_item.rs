//! The next item, in one order: eligible, content, criterion, exposure, pick.

use super::adaptive_engine::AdaptiveEngine;
use super::step::Step;
use crate::cancellation::Checkpoint;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::random::Draws;
use crate::selection::SelectionContext;
use crate::stopping::StopReason;

/// The items that a choice is made from.
enum Candidates {
    /// This pretest item alone.
    Pretest(ItemIndex),
    /// Every eligible item.
    Eligible,
    /// The items that are not among the excluded ones of [`Scratch`](super::scratch::Scratch).
    Narrowed,
}

impl AdaptiveEngine {
    /// The step to the next item; the test is over where no item is eligible.
    ///
    /// Draws are made in the order of the steps: an item of the start, a pretest item or a content area, the criterion's, the pick's.
    pub(super) fn next_item(&mut self, checkpoint: Checkpoint<'_>) -> Step {
        let position = self.answers.items().len();
        let fixed = self.test.start_plan().item(position).filter(|item| !self.eligibility.blocked().contains(*item));
        let item = fixed.or_else(|| {
            let mut draws = Draws::at(self.seed, position);
            let drawn = self.test.start_plan().draw(position, self.eligibility.excluded(), &mut draws);
            drawn.or_else(|| {
                let candidates = self.narrow_by_content(&mut draws);
                self.choose(&candidates, &mut draws, checkpoint)
            })
        });
        item.map_or(Step::Stop(StopReason::BankExhausted), Step::Administer)
    }

    /// Whether the testlet of the last item has an item left.
    pub(super) fn is_testlet_open(&self) -> bool {
        self.open_testlet().next().is_some()
    }

    /// Content: a testlet is finished first; then pretest items have their positions; then area and stratum.
    fn narrow_by_content(&mut self, draws: &mut Draws) -> Candidates {
        if self.is_testlet_open() {
            self.exclude_all_but_testlet();
            return Candidates::Narrowed;
        }
        let content = self.test.content();
        let position = self.answers.items().len();
        let due = content.pretest.as_ref().filter(|pretest| pretest.is_due(position, self.answers.pretest_count()));
        if let Some(item) = due.and_then(|pretest| pretest.draw(self.eligibility.administered(), draws)) {
            return Candidates::Pretest(item);
        }
        if content.areas.is_none() && content.strata.is_none() {
            return Candidates::Eligible;
        }
        let excluded = &mut self.scratch.excluded;
        excluded.copy_from(self.eligibility.excluded());
        let counts = self.answers.area_counts();
        if let Some(area) = content.areas.as_ref().and_then(|areas| areas.next(counts, excluded, draws)) {
            excluded.insert_all_but(area);
        }
        if let Some(stratum) = content.strata.as_ref().and_then(|strata| strata.at(position, excluded)) {
            excluded.insert_all_but(stratum);
        }
        Candidates::Narrowed
    }

    /// Criterion, exposure and pick, where content has not chosen already.
    fn choose(&mut self, candidates: &Candidates, draws: &mut Draws, checkpoint: Checkpoint<'_>) -> Option<ItemIndex> {
        let Self { test, interim, answers, eligibility, scratch, .. } = self;
        let excluded = match candidates {
            Candidates::Pretest(item) => return Some(*item),
            Candidates::Eligible => eligibility.excluded(),
            Candidates::Narrowed => &scratch.excluded,
        };
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
            checkpoint,
        };
        rule.choose(test.exposure().randomesque, &context, excluded, draws, &mut scratch.selection)
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

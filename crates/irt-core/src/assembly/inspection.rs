//! What a test would choose at an ability, for programs that look into it.

use std::sync::Arc;

use super::adaptive_test::AdaptiveTest;
use crate::cancellation::Checkpoint;
use crate::estimation::PatternError;
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::models::usable_theta;
use crate::response::Response;
use crate::selection::{NodeTables, PreparedRule, SelectionContext, SelectionRule};

impl AdaptiveTest {
    /// The value that a rule's formula gives each item of the bank at an ability, after a response pattern; `None` for
    /// the items of the pattern and those that the design does not choose.
    ///
    /// What the engine chooses by, for inspection. The rules of chance give what their draws are weighed with:
    /// `progressive` the information, `proportional` the probability, `random` the same for all.
    ///
    /// # Errors
    /// [`PatternError`] when items and responses do not match each other or the bank.
    pub fn criterion_values(
        &self,
        rule: SelectionRule,
        theta: f64,
        items: &[ItemIndex],
        responses: &[Response],
    ) -> Result<Vec<Option<f64>>, PatternError> {
        let scorer = self.scorer();
        scorer.check(items, responses)?;
        let mut excluded = self.content().barred.clone();
        for item in items {
            excluded.insert(*item);
        }
        // Tables of its own: those that are shared stay as small as sessions need them.
        let tables = NodeTables::new(Arc::clone(scorer.bank()), scorer.grid().nodes.clone());
        let rule = PreparedRule::new(rule, &tables);
        let context = SelectionContext {
            bank: scorer.bank(),
            grid: scorer.grid(),
            index: self.index(),
            settings: self.selection_settings(),
            theta: usable_theta(theta),
            se: self.interim_estimate(items, responses).se,
            answered: items.len(),
            items,
            responses,
            interim_theta: &|items, responses| scorer.interim_on_grid(items, responses).theta,
            checkpoint: Checkpoint::NONE,
        };
        Ok(rule.values(&context, &excluded))
    }

    /// The Fisher information of these items together at an ability. Pretest items do not count.
    ///
    /// Its inverse root is the standard error of a maximum likelihood estimate there, the conditional standard error of
    /// measurement.
    ///
    /// # Errors
    /// [`PatternError::UnknownItem`] when an item is not in the bank.
    ///
    /// ```
    /// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemIndex, Metric};
    ///
    /// let items = vec![Item::new("q1", FourPl::one_pl(0.0)?)?, Item::new("q2", FourPl::one_pl(0.0)?)?];
    /// let test = AdaptiveTest::new(ItemBank::new(Metric::LOGISTIC, items)?.into(), CatDesign::default())?;
    /// assert_eq!(test.information_of(&[ItemIndex(0), ItemIndex(1)], 0.0)?, 0.5);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn information_of(&self, items: &[ItemIndex], theta: f64) -> Result<f64, PatternError> {
        let (bank, bank_len) = (self.bank(), self.bank().len());
        let mut sum = 0.0;
        for &item in items {
            let information = bank.information(item, theta).ok_or(PatternError::UnknownItem { item, bank_len })?;
            sum += if self.content().is_unscored(item) { 0.0 } else { information };
        }
        Ok(sum)
    }

    /// The item with the largest Fisher information at an ability that is not excluded, the first in the bank among
    /// equals; `None` when all are excluded.
    ///
    /// The cost hardly depends on the size of the bank while few of the informative items are excluded.
    ///
    /// ```
    /// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemIndex, ItemSet, Metric};
    ///
    /// let items = vec![Item::new("easy", FourPl::one_pl(-1.0)?)?, Item::new("hard", FourPl::one_pl(0.8)?)?];
    /// let bank = ItemBank::new(Metric::LOGISTIC, items)?;
    /// let test = AdaptiveTest::new(bank.into(), CatDesign::default())?;
    /// let mut excluded = ItemSet::new(2);
    /// assert_eq!(test.most_informative(0.5, &excluded), Some(ItemIndex(1)));
    /// excluded.insert(ItemIndex(1));
    /// assert_eq!(test.most_informative(0.5, &excluded), Some(ItemIndex(0)));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn most_informative(&self, theta: f64, excluded: &ItemSet) -> Option<ItemIndex> {
        self.index().select(self.bank(), usable_theta(theta), excluded)
    }
}

//! A bank and a design, with everything that is computed once for the two.

use std::sync::Arc;

use super::tables::ProbabilityTable;
use crate::estimation::{Grid, Pattern, Posterior, estimate_maximum, without_responses};
use crate::models::usable_theta;
use crate::selection::{InformationIndex, ItemSet};
use crate::{
    CatDesign, DesignCause, DesignError, Estimate, Estimator, ItemBank, ItemIndex, PatternError, Prior, Response,
};

/// An adaptive test that can be taken: an [`ItemBank`] under a [`CatDesign`].
///
/// Holds the category probabilities on the quadrature grid, `8 * nodes * categories + 4` bytes an item (532 for a
/// dichotomous one by default), and an index of the most informative items along the scale, at most 2 KB for each
/// 0.125 of theta whatever the bank. Make it once for a bank and design and share it by [`Arc`] among all sittings.
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemIndex, Metric, Response};
///
/// let bank = ItemBank::new(Metric::LOGISTIC, vec![Item::new("q1", FourPl::one_pl(0.0)?)?])?;
/// let test = AdaptiveTest::new(Arc::new(bank), CatDesign::default())?;
/// let estimate = test.score(&[ItemIndex(0)], &[Response::RIGHT])?;
/// assert!((estimate.theta - 0.41299).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AdaptiveTest {
    bank: Arc<ItemBank>,
    design: CatDesign,
    max_items: u32,
    grid: Grid,
    table: ProbabilityTable,
    index: InformationIndex,
}

impl AdaptiveTest {
    /// Puts a bank and a design together.
    ///
    /// # Errors
    /// [`DesignError`] when the bank has fewer items than the design's `stopping.min_items`, or polytomous items under a
    /// robust estimator.
    pub fn new(bank: Arc<ItemBank>, design: CatDesign) -> Result<Self, DesignError> {
        let stopping = design.stopping_rule();
        if stopping.min_items as usize > bank.len() {
            let cause = DesignCause::MinItemsAboveBank { bank_len: bank.len() };
            return Err(DesignError::new("stopping.min_items", stopping.min_items, cause));
        }
        let estimators =
            [("estimator.interim", design.interim_estimator()), ("estimator.final", design.final_estimator())];
        if let Some((field, estimator)) =
            estimators.into_iter().find(|(_, used)| used.is_robust() && !bank.is_dichotomous())
        {
            return Err(DesignError::new(field, estimator, DesignCause::RobustOnPolytomous));
        }
        let bank_len = u32::try_from(bank.len()).unwrap_or(u32::MAX);
        let max_items = stopping.max_items.map_or(bank_len, |most| most.min(bank_len));
        let grid = Grid::new(design.quadrature(), design.prior());
        let table = ProbabilityTable::new(&bank, &grid.nodes);
        let index = InformationIndex::new(&bank, design.bounds().hull(&design.quadrature().interval()));
        Ok(Self { bank, design, max_items, grid, table, index })
    }

    /// The item bank.
    #[must_use]
    pub const fn bank(&self) -> &Arc<ItemBank> {
        &self.bank
    }

    /// The test design.
    #[must_use]
    pub const fn design(&self) -> &CatDesign {
        &self.design
    }

    /// The greatest number of items a sitting can have: the design's, or the whole bank if that is less.
    #[must_use]
    pub const fn max_items(&self) -> u32 {
        self.max_items
    }

    /// Scores a fixed response pattern with the design's final estimator.
    ///
    /// The pattern can be longer than the design's tests. Without responses the estimate is the prior's.
    ///
    /// # Errors
    /// [`PatternError`] when items and responses do not match each other or the bank.
    pub fn score(&self, items: &[ItemIndex], responses: &[Response]) -> Result<Estimate, PatternError> {
        self.estimate(self.design.final_estimator(), items, responses)
    }

    /// Scores a fixed response pattern with the given estimator.
    ///
    /// # Errors
    /// As for [`score`](Self::score); also when the estimator cannot be used with this bank and design.
    pub fn estimate(
        &self,
        estimator: Estimator,
        items: &[ItemIndex],
        responses: &[Response],
    ) -> Result<Estimate, PatternError> {
        self.check(items, responses)?;
        if !self.offers(estimator) {
            return Err(PatternError::EstimatorUnavailable { estimator });
        }
        Ok(match estimator {
            Estimator::Eap => self.posterior(items, responses).estimate(&self.grid),
            _ => self.search(estimator, items, responses, &self.posterior(items, responses)),
        })
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
        self.index.select(&self.bank, usable_theta(theta), excluded)
    }

    fn offers(&self, estimator: Estimator) -> bool {
        match estimator {
            Estimator::Map => !matches!(self.design.prior(), Prior::Custom { .. }),
            Estimator::Huber | Estimator::Tukey => self.bank.is_dichotomous(),
            Estimator::Eap | Estimator::Mle | Estimator::Wle => true,
        }
    }

    /// Checks that every response belongs to an item of the bank and no item occurs twice.
    pub(crate) fn check(&self, items: &[ItemIndex], responses: &[Response]) -> Result<(), PatternError> {
        if items.len() != responses.len() {
            return Err(PatternError::LengthMismatch { items: items.len(), responses: responses.len() });
        }
        let mut seen = ItemSet::new(self.bank.len());
        for (&item, &response) in items.iter().zip(responses) {
            let bank_len = self.bank.len();
            let categories = self.bank.categories(item).ok_or(PatternError::UnknownItem { item, bank_len })?;
            if !seen.insert(item) {
                return Err(PatternError::RepeatedItem { item });
            }
            if response.0 >= categories {
                return Err(PatternError::ResponseOutOfRange { item, response, categories });
            }
        }
        Ok(())
    }

    /// The posterior of a checked pattern.
    pub(crate) fn posterior(&self, items: &[ItemIndex], responses: &[Response]) -> Posterior {
        let mut posterior = Posterior::new(&self.grid);
        for (item, response) in items.iter().zip(responses) {
            self.observe(&mut posterior, *item, *response);
        }
        posterior
    }

    /// Takes a response to an item of the bank into a posterior.
    pub(crate) fn observe(&self, posterior: &mut Posterior, item: ItemIndex, response: Response) {
        let column = self.table.column(item, response);
        posterior.observe(&self.grid, &self.bank.curve(item), response, column);
    }

    pub(crate) const fn grid(&self) -> &Grid {
        &self.grid
    }

    pub(crate) const fn index(&self) -> &InformationIndex {
        &self.index
    }

    /// An estimate other than EAP of a checked pattern, given its posterior.
    pub(crate) fn search(
        &self,
        estimator: Estimator,
        items: &[ItemIndex],
        responses: &[Response],
        posterior: &Posterior,
    ) -> Estimate {
        if items.is_empty() {
            without_responses(estimator, &self.design)
        } else {
            let pattern = Pattern::new(&self.bank, items, responses);
            estimate_maximum(estimator, pattern, &self.design, (&self.grid, posterior))
        }
    }
}

//! A bank and a design, with everything that is computed once for the two.

use std::sync::Arc;

use super::start_plan::StartPlan;
use super::tables::ProbabilityTable;
use crate::content::ContentPlan;
use crate::estimation::{Grid, Pattern, Posterior, estimate_maximum, posterior_estimate, without_responses};
use crate::exposure::{ExposurePlan, ExposureRates, RateError};
use crate::models::usable_theta;
use crate::selection::{InformationIndex, ItemSet, NodeTables, Situation};
use crate::stopping::{CustomRule, Progress};
use crate::{CatDesign, DesignCause, DesignError, Estimate, Estimator, ItemBank, ItemIndex, PatternError, Response};
use crate::{Prior, SelectionRule, StopReason};

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
    node_tables: NodeTables,
    content: ContentPlan,
    exposure: ExposurePlan,
    start: StartPlan,
    custom: Option<CustomRule>,
}

impl AdaptiveTest {
    /// Puts a bank and a design together.
    ///
    /// # Errors
    /// [`DesignError`] when the design names an item or a content area that the bank does not have, its rules are not
    /// defined for the bank's items, an estimator is robust and an item polytomous, or its `stopping.min_items` are more than a test can have.
    pub fn new(bank: Arc<ItemBank>, design: CatDesign) -> Result<Self, DesignError> {
        let stopping = design.stopping_rule();
        let spec = design.spec();
        let content = ContentPlan::new(&bank, &spec.content, stopping.max_items)?;
        let most = content.most_items(&bank);
        if stopping.min_items as usize > most {
            let cause = DesignCause::MinItemsAboveBank { bank_len: most };
            return Err(DesignError::new("stopping.min_items", stopping.min_items, cause));
        }
        let most = u32::try_from(most).unwrap_or(u32::MAX);
        let max_items = stopping.max_items.map_or(most, |longest| longest.min(most));
        let exposure = ExposurePlan::new(&bank, &spec.exposure)?;
        let start = StartPlan::new(&bank, &spec.start, &content, spec.selection.rule)?;
        let rules = [("selection.rule", spec.selection.rule), ("start.rule", start.rule())];
        rules.into_iter().try_for_each(|(field, rule)| check_rule(&bank, &content, field, rule))?;
        let estimators =
            [("estimator.interim", design.interim_estimator()), ("estimator.final", design.final_estimator())];
        if let Some((field, estimator)) =
            estimators.into_iter().find(|(_, used)| used.is_robust() && !bank.is_dichotomous())
        {
            return Err(DesignError::new(field, estimator, DesignCause::RobustOnPolytomous));
        }
        let grid = Grid::new(design.quadrature(), design.prior());
        let table = ProbabilityTable::new(&bank, &grid.nodes);
        let index = InformationIndex::new(&bank, design.bounds().hull(&design.quadrature().interval()));
        let node_tables = NodeTables::new(&bank, &grid.nodes, &rules.map(|(_, rule)| rule));
        Ok(Self { bank, design, max_items, grid, table, index, node_tables, content, exposure, start, custom: None })
    }

    /// The same test with a stopping rule of the embedding program, which joins the design's criteria as
    /// [`StopReason::Custom`].
    ///
    /// The rule has to answer from the [`Progress`] alone, or sittings cannot be replayed.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric, Response, StopReason};
    ///
    /// let items = (0..5).map(|number| Item::new(&format!("q{number}"), FourPl::one_pl(f64::from(number)).unwrap()));
    /// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?);
    /// let test = AdaptiveTest::new(bank, CatDesign::default())?.with_stopping(|progress| progress.theta > 0.5);
    /// let mut engine = AdaptiveEngine::start(Arc::new(test), 1);
    /// while let Some(item) = engine.pending() { engine.record(item, Response::RIGHT)?; }
    /// assert_eq!(engine.stop_reason(), Some(StopReason::Custom));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_stopping(self, rule: impl Fn(&Progress<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self { custom: Some(CustomRule::new(rule)), ..self }
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

    /// The greatest number of items a sitting can have: the design's, or the bank's eligible ones if that is less.
    #[must_use]
    pub const fn max_items(&self) -> u32 {
        self.max_items
    }

    /// Scores a fixed response pattern with the design's final estimator.
    ///
    /// The pattern can be longer than the design's tests. Without responses the estimate is the prior's. Pretest items
    /// do not count.
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
        if self.content.pretest.is_none() {
            return Ok(self.estimate_checked(estimator, items, responses));
        }
        let pairs = items.iter().copied().zip(responses.iter().copied());
        let (items, responses): (Vec<_>, Vec<_>) = pairs.filter(|(item, _)| !self.content.is_unscored(*item)).unzip();
        Ok(self.estimate_checked(estimator, &items, &responses))
    }

    /// The items to be withheld in a sitting that starts with these exposure rates: those at or above the design's
    /// maximum rate; none where the design has none.
    ///
    /// # Errors
    /// [`RateError`] unless there is one rate for each item of the bank.
    pub fn withheld(&self, rates: &ExposureRates) -> Result<Vec<ItemIndex>, RateError> {
        let (rates, bank_len) = (rates.as_slice(), self.bank.len());
        if rates.len() != bank_len {
            return Err(RateError { rates: rates.len(), bank_len });
        }
        let Some(most) = self.exposure.maximum_rate else { return Ok(Vec::new()) };
        let items = (0..).map(ItemIndex).zip(rates);
        Ok(items.filter(|(_, rate)| **rate >= most).map(|(item, _)| item).collect())
    }

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
        self.check(items, responses)?;
        let mut excluded = self.content.barred.clone();
        items.iter().for_each(|item| {
            excluded.insert(*item);
        });
        let tables = NodeTables::new(&self.bank, &self.grid.nodes, &[rule]);
        let se = self.estimate(self.design.interim_estimator(), items, responses)?.se;
        let theta = usable_theta(theta);
        let situation = Situation { test: self, tables: &tables, theta, se, answered: items.len(), items, responses };
        Ok(crate::selection::values(rule, &situation, &excluded))
    }

    /// The estimate of a checked pattern of scored items.
    pub(crate) fn estimate_checked(
        &self,
        estimator: Estimator,
        items: &[ItemIndex],
        responses: &[Response],
    ) -> Estimate {
        match estimator {
            Estimator::Eap => self.posterior_estimate(items, responses, &self.posterior(items, responses)),
            _ => self.search(estimator, items, responses, &self.posterior(items, responses)),
        }
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

    /// As [`estimate_checked`](Self::estimate_checked), but EAP stays with the grid however narrow the posterior: for
    /// criteria, which estimate anew for every item of the bank.
    pub(crate) fn estimate_on_grid(
        &self,
        estimator: Estimator,
        items: &[ItemIndex],
        responses: &[Response],
    ) -> Estimate {
        match estimator {
            Estimator::Eap => self.posterior(items, responses).estimate(&self.grid),
            _ => self.estimate_checked(estimator, items, responses),
        }
    }

    /// The EAP of a checked pattern of scored items, given its posterior.
    #[inline]
    pub(crate) fn posterior_estimate(
        &self,
        items: &[ItemIndex],
        responses: &[Response],
        posterior: &Posterior,
    ) -> Estimate {
        posterior_estimate(&self.grid, posterior, Pattern::new(&self.bank, items, responses).curves())
    }

    pub(crate) const fn grid(&self) -> &Grid {
        &self.grid
    }

    /// The log-likelihood of a checked pattern of scored items.
    pub(super) fn log_likelihood(&self, items: &[ItemIndex], responses: &[Response], theta: f64) -> f64 {
        Pattern::new(&self.bank, items, responses).log_likelihood(usable_theta(theta))
    }

    pub(super) const fn node_tables(&self) -> &NodeTables {
        &self.node_tables
    }

    pub(super) const fn content(&self) -> &ContentPlan {
        &self.content
    }

    pub(super) const fn exposure(&self) -> &ExposurePlan {
        &self.exposure
    }

    pub(super) const fn start_plan(&self) -> &StartPlan {
        &self.start
    }

    /// The reason to stop by the design's rule and the embedding program's.
    pub(super) fn stop_reason(&self, progress: &Progress<'_>) -> Option<StopReason> {
        self.design.stopping_rule().reason(progress, self.custom.as_ref())
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

/// Checks that a selection rule is defined for every item that it may meet.
fn check_rule(
    bank: &ItemBank,
    content: &ContentPlan,
    field: &'static str,
    rule: SelectionRule,
) -> Result<(), DesignError> {
    if !rule.is_dichotomous_only() {
        return Ok(());
    }
    let mut items = bank.items().filter(|item| !content.barred.contains(item.index));
    match items.find(|item| item.four_pl().is_none()) {
        Some(item) => Err(DesignError::new(field, item.id, DesignCause::NotDichotomous)),
        None => Ok(()),
    }
}

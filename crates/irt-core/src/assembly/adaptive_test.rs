//! The test that sessions share: its parts, and what it says of them.

use std::sync::Arc;

use super::bank_tables::BankTables;
use super::design_cost::DesignCost;
use super::fingerprint::Fingerprint;
use super::parts::Parts;
use super::scorer::Scorer;
use super::start_plan::StartPlan;
use crate::bank::ItemBank;
use crate::content::ContentPlan;
use crate::design::{CatDesign, DesignError, ExamineeStart};
use crate::estimation::{Estimate, Estimator, PatternError};
use crate::exposure::{ExposurePlan, ExposureRates, RateError};
use crate::identity::ItemIndex;
use crate::response::Response;
use crate::selection::{InformationIndex, PreparedRule, SelectionSettings};
use crate::stopping::{CustomRule, StopReason, StoppingContext};

/// An adaptive test that can be taken: an [`ItemBank`] under a [`CatDesign`].
///
/// Holds the category probabilities on the quadrature grid, `8 * nodes * categories + 4` bytes an item (916 for a
/// dichotomous one by default), and an index of the most informative items along the scale, at most 2 KB for each
/// 0.125 of theta whatever the bank. Make it once for a bank and design and share it by [`Arc`] among all sessions.
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveTest, CatDesign, FourPl, Item, ItemBank, ItemIndex, Metric, Response};
///
/// let bank = ItemBank::new(Metric::LOGISTIC, vec![Item::new("q1", FourPl::one_pl(0.0)?)?])?;
/// let test = AdaptiveTest::new(Arc::new(bank), CatDesign::default())?;
/// let estimate = test.score(&[ItemIndex(0)], &[Response::RIGHT])?;
/// assert!((estimate.theta - 0.41324).abs() < 1e-5);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct AdaptiveTest {
    parts: Parts,
    custom: Option<CustomRule>,
    examinee: ExamineeStart,
}

impl AdaptiveTest {
    /// Puts a bank and a design together.
    ///
    /// # Errors
    /// [`DesignError`] when the design names an item or a content area that the bank does not have, its rules are not
    /// defined for the bank's items, an estimator is robust and an item polytomous, or its `stopping.min_items` are more
    /// than a test can have.
    pub fn new(bank: Arc<ItemBank>, design: CatDesign) -> Result<Self, DesignError> {
        Self::with_tables(Arc::new(BankTables::new(bank, &design)), design)
    }

    /// As [`new`](Self::new), with the bank of these tables, which other tests may share. A test whose design has another grid
    /// has tables of its own.
    ///
    /// # Errors
    /// As for [`new`](Self::new).
    pub fn with_tables(tables: Arc<BankTables>, design: CatDesign) -> Result<Self, DesignError> {
        let is_same_grid = tables.quadrature() == design.quadrature();
        let own = || Arc::new(BankTables::new(Arc::clone(tables.bank()), &design));
        let tables = if is_same_grid { tables } else { own() };
        Ok(Self { parts: Parts::new(tables, design)?, custom: None, examinee: ExamineeStart::default() })
    }

    /// The same test with a stopping rule of the embedding program, which joins the design's criteria as
    /// [`StopReason::Custom`].
    ///
    /// The rule has to answer from the [`StoppingContext`] alone, or sessions cannot be replayed.
    ///
    /// ```
    /// use std::sync::Arc;
    /// use irt_core::{AdaptiveEngine, AdaptiveTest, CatDesign, FourPl, Item, ItemBank, Metric, Response, StopReason};
    ///
    /// let items = (0..5).map(|number| Item::new(&format!("q{number}"), FourPl::one_pl(f64::from(number)).unwrap()));
    /// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, items.collect::<Result<_, _>>()?)?);
    /// let test = AdaptiveTest::new(bank, CatDesign::default())?.with_stopping(|context| context.theta > 0.5);
    /// let mut engine = AdaptiveEngine::start(Arc::new(test), 1);
    /// while let Some(item) = engine.pending() { engine.record(item, Response::RIGHT)?; }
    /// assert_eq!(engine.stop_reason(), Some(StopReason::Custom));
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    #[must_use]
    pub fn with_stopping(self, rule: impl Fn(&StoppingContext<'_>) -> bool + Send + Sync + 'static) -> Self {
        Self { custom: Some(CustomRule::new(rule)), ..self }
    }

    /// The same test for an examinee of whom something is known. The tables of the bank are shared.
    ///
    /// # Errors
    /// As for [`CatDesign::for_examinee`].
    ///
    /// ```
    /// use irt_core::{AdaptiveTest, CatDesign, ExamineeStart, FourPl, Item, ItemBank, Metric, NormalPrior};
    ///
    /// let bank = ItemBank::new(Metric::LOGISTIC, vec![Item::new("q1", FourPl::one_pl(0.0)?)?])?;
    /// let test = AdaptiveTest::new(bank.into(), CatDesign::default())?;
    /// let known = ExamineeStart { prior: Some(NormalPrior { mean: 1.0, sd: 0.5 }), ..ExamineeStart::default() };
    /// assert!((test.for_examinee(&known)?.score(&[], &[])?.theta - 1.0).abs() < 1e-9);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn for_examinee(&self, start: &ExamineeStart) -> Result<Self, DesignError> {
        Ok(Self { parts: self.parts.for_examinee(start)?, custom: self.custom.clone(), examinee: *start })
    }

    /// As [`for_examinee`](Self::for_examinee) for a test that is shared: this test itself if it is the examinee's already,
    /// as one for all is where nothing is known.
    ///
    /// # Errors
    /// As for [`CatDesign::for_examinee`].
    pub fn shared_for(self: Arc<Self>, start: &ExamineeStart) -> Result<Arc<Self>, DesignError> {
        if self.examinee == *start { Ok(self) } else { self.for_examinee(start).map(Arc::new) }
    }

    /// What is known of the examinee whom the test is for; empty where it is for all.
    #[must_use]
    pub const fn examinee(&self) -> &ExamineeStart {
        &self.examinee
    }

    /// The item bank.
    #[must_use]
    pub const fn bank(&self) -> &Arc<ItemBank> {
        self.parts.scorer.bank()
    }

    /// The tables of the bank on the grid of the design.
    #[must_use]
    pub const fn tables(&self) -> &Arc<BankTables> {
        &self.parts.tables
    }

    /// The bytes of the test besides its bank and its tables, which other tests may share.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        size_of::<Self>() + self.parts.index.memory_bytes() + self.parts.content.memory_bytes(self.bank().len())
    }

    /// What the test costs, estimated.
    #[must_use]
    pub const fn cost(&self) -> &DesignCost {
        &self.parts.cost
    }

    /// The test design.
    #[must_use]
    pub const fn design(&self) -> &CatDesign {
        self.parts.scorer.design()
    }

    /// The greatest number of items a session can have: the design's, or the bank's eligible ones if that is less.
    #[must_use]
    pub const fn max_items(&self) -> u32 {
        self.parts.settings.max_items
    }

    /// Scores a fixed response pattern with the design's final estimator.
    ///
    /// The pattern can be longer than the design's tests. Without responses the estimate is the prior's. Pretest items
    /// do not count.
    ///
    /// # Errors
    /// [`PatternError`] when items and responses do not match each other or the bank.
    pub fn score(&self, items: &[ItemIndex], responses: &[Response]) -> Result<Estimate, PatternError> {
        self.estimate(self.design().final_estimator(), items, responses)
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
        let scorer = &self.parts.scorer;
        scorer.check(items, responses)?;
        let method = &scorer.method(estimator).ok_or(PatternError::EstimatorUnavailable { estimator })?;
        Ok(self.of_scored(items, responses, |items, responses| scorer.estimate(method, items, responses)))
    }

    /// The interim estimate of a checked pattern. Pretest items do not count.
    pub(super) fn interim_estimate(&self, items: &[ItemIndex], responses: &[Response]) -> Estimate {
        let scorer = &self.parts.scorer;
        self.of_scored(items, responses, |items, responses| {
            scorer.interim(items, responses, &scorer.posterior(items, responses))
        })
    }

    /// What comes of the items of a pattern that are scored, and their answers.
    pub(super) fn of_scored<T>(
        &self,
        items: &[ItemIndex],
        responses: &[Response],
        of: impl FnOnce(&[ItemIndex], &[Response]) -> T,
    ) -> T {
        if self.parts.content.pretest.is_none() {
            return of(items, responses);
        }
        let scored = items.iter().zip(responses).filter(|(item, _)| !self.parts.content.is_unscored(**item));
        let (items, responses): (Vec<_>, Vec<_>) = scored.map(|(item, response)| (*item, *response)).unzip();
        of(&items, &responses)
    }

    /// The items to be withheld in a session that starts with these exposure rates: those at or above the design's
    /// maximum rate; none where the design has none.
    ///
    /// # Errors
    /// [`RateError`] unless there is one rate for each item of the bank.
    pub fn withheld(&self, rates: &ExposureRates) -> Result<Vec<ItemIndex>, RateError> {
        let (rates, bank_len) = (rates.as_slice(), self.bank().len());
        if rates.len() != bank_len {
            return Err(RateError { rates: rates.len(), bank_len });
        }
        let Some(most) = self.parts.exposure.maximum_rate else { return Ok(Vec::new()) };
        let items = (0..).map(ItemIndex).zip(rates);
        Ok(items.filter(|(_, rate)| **rate >= most).map(|(item, _)| item).collect())
    }

    /// What a state of a session says of its test.
    pub(crate) const fn fingerprint(&self) -> Fingerprint {
        self.parts.fingerprint
    }

    pub(crate) const fn scorer(&self) -> &Scorer {
        &self.parts.scorer
    }

    pub(crate) fn content(&self) -> &ContentPlan {
        &self.parts.content
    }

    pub(crate) fn exposure(&self) -> &ExposurePlan {
        &self.parts.exposure
    }

    pub(crate) const fn start_plan(&self) -> &StartPlan {
        &self.parts.start
    }

    pub(crate) fn index(&self) -> &InformationIndex {
        &self.parts.index
    }

    pub(crate) const fn selection_settings(&self) -> &SelectionSettings {
        &self.parts.settings
    }

    /// The rule by which the items after the start are chosen.
    pub(crate) fn rule(&self) -> &PreparedRule {
        &self.parts.rule
    }

    /// The reason to stop by the design's rule and the embedding program's.
    pub(crate) fn stop_reason(&self, context: &StoppingContext<'_>) -> Option<StopReason> {
        self.design().stopping_rule().reason(context, self.custom.as_ref())
    }
}

//! The estimate of a response pattern, on the tables of one bank and design.

use std::sync::Arc;

use super::bank_tables::BankTables;
use super::probability_table::ProbabilityTable;
use crate::bank::ItemBank;
use crate::design::{CatDesign, DesignCause, DesignError};
use crate::estimation::{
    ConstantMethod, ConstantPattern, Estimate, Estimator, Grid, InterimMethod, Maximum, Method, Objective, Pattern,
    PatternError, Posterior, estimate_maximum,
};
use crate::identity::ItemIndex;
use crate::item_set::ItemSet;
use crate::models::usable_theta;
use crate::response::Response;

/// Estimates abilities from responses to the items of a bank, as a design says.
#[derive(Debug)]
pub(crate) struct Scorer {
    bank: Arc<ItemBank>,
    design: CatDesign,
    interim: InterimMethod,
    final_method: Method,
    /// The maximum of the likelihood, which stopping rules ask for whatever the estimators.
    likelihood: Maximum,
    grid: Grid,
    table: Arc<ProbabilityTable>,
}

impl Scorer {
    pub(super) fn new(tables: &BankTables, design: CatDesign) -> Result<Self, DesignError> {
        Self::with_table(Arc::clone(tables.bank()), design, tables.scoring())
    }

    /// The scorer of a design that has the same grid.
    pub(super) fn for_design(&self, design: CatDesign) -> Result<Self, DesignError> {
        Self::with_table(Arc::clone(&self.bank), design, Arc::clone(&self.table))
    }

    fn with_table(bank: Arc<ItemBank>, design: CatDesign, table: Arc<ProbabilityTable>) -> Result<Self, DesignError> {
        let usual = method(&bank, &design, "estimator.interim", design.interim_estimator())?;
        let constant = design.constant_pattern().map(|pattern| constant_method(&design, pattern)).transpose()?;
        let interim = InterimMethod { usual, constant };
        let final_method = method(&bank, &design, "estimator.final", design.final_estimator())?;
        let likelihood = Maximum::new(Objective::Likelihood, design.estimation());
        let grid = Grid::new(design.quadrature(), design.prior());
        Ok(Self { bank, design, interim, final_method, likelihood, grid, table })
    }

    pub(crate) const fn bank(&self) -> &Arc<ItemBank> {
        &self.bank
    }

    pub(crate) const fn design(&self) -> &CatDesign {
        &self.design
    }

    pub(crate) const fn grid(&self) -> &Grid {
        &self.grid
    }

    /// How an estimator works on this bank and design; `None` when it cannot be used with them.
    pub(super) fn method(&self, estimator: Estimator) -> Option<Method> {
        method(&self.bank, &self.design, "estimator", estimator).ok()
    }

    /// How the design's final estimator works.
    pub(crate) const fn final_method(&self) -> &Method {
        &self.final_method
    }

    /// Checks that every response belongs to an item of the bank and no item occurs twice.
    pub(crate) fn check(&self, items: &[ItemIndex], responses: &[Response]) -> Result<(), PatternError> {
        self.check_each(items, responses, |response, categories| response.0 < categories)
    }

    /// The same for the items of a session, which may have been left out.
    pub(crate) fn check_session(&self, items: &[ItemIndex], responses: &[Response]) -> Result<(), PatternError> {
        self.check_each(items, responses, |response, categories| {
            response == Response::MISSING || response.0 < categories
        })
    }

    fn check_each(
        &self,
        items: &[ItemIndex],
        responses: &[Response],
        belongs: impl Fn(Response, u8) -> bool,
    ) -> Result<(), PatternError> {
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
            if !belongs(response, categories) {
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

    /// The estimate of a checked pattern of scored items.
    pub(crate) fn estimate(&self, method: &Method, items: &[ItemIndex], responses: &[Response]) -> Estimate {
        self.estimate_from(method, items, responses, &self.posterior(items, responses))
    }

    /// The same, given the posterior of the pattern.
    #[inline]
    pub(crate) fn estimate_from(
        &self,
        method: &Method,
        items: &[ItemIndex],
        responses: &[Response],
        posterior: &Posterior,
    ) -> Estimate {
        method.estimate(Pattern::new(&self.bank, items, responses), &self.grid, posterior)
    }

    /// The interim estimate of a checked pattern of scored items, given its posterior.
    #[inline]
    pub(crate) fn interim(&self, items: &[ItemIndex], responses: &[Response], posterior: &Posterior) -> Estimate {
        self.interim.estimate(Pattern::new(&self.bank, items, responses), &self.grid, posterior)
    }

    /// The interim estimate that a checked pattern would have, for criteria that estimate anew for every item of the
    /// bank.
    pub(crate) fn interim_on_grid(&self, items: &[ItemIndex], responses: &[Response]) -> Estimate {
        let (pattern, posterior) = (Pattern::new(&self.bank, items, responses), self.posterior(items, responses));
        self.interim.estimate_on_grid(pattern, &self.grid, &posterior)
    }

    /// The estimate of a test that has no answers and no prior: the design's start.
    pub(crate) const fn before_answers(&self) -> Estimate {
        self.likelihood.without_responses
    }

    /// The ability at which a checked pattern of scored items is most likely.
    pub(crate) fn most_likely_theta(&self, items: &[ItemIndex], responses: &[Response]) -> f64 {
        let pattern = Pattern::new(&self.bank, items, responses);
        estimate_maximum(&self.likelihood, pattern, (&self.grid, &self.posterior(items, responses))).theta
    }

    /// The log-likelihood of a checked pattern of scored items.
    pub(crate) fn log_likelihood(&self, items: &[ItemIndex], responses: &[Response], theta: f64) -> f64 {
        Pattern::new(&self.bank, items, responses).log_likelihood(usable_theta(theta))
    }
}

/// How an estimator, which a field of the design names, works on a bank.
fn method(
    bank: &ItemBank,
    design: &CatDesign,
    field: &'static str,
    estimator: Estimator,
) -> Result<Method, DesignError> {
    if estimator.is_dichotomous_only() && !bank.is_dichotomous() {
        return Err(DesignError::new(field, estimator, DesignCause::RobustOnPolytomous));
    }
    let method = estimator.method(design.estimation());
    method.ok_or_else(|| DesignError::new(field, estimator, DesignCause::MapUnderCustomPrior))
}

/// What stands for the interim estimate of a constant pattern.
fn constant_method(design: &CatDesign, pattern: ConstantPattern) -> Result<ConstantMethod, DesignError> {
    let method = pattern.method(design.estimation());
    method.ok_or_else(|| DesignError::new("estimator.constant_pattern", pattern, DesignCause::MapUnderCustomPrior))
}

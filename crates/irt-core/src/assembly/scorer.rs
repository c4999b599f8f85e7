//! The estimate of a response pattern, on the tables of one bank and design.

use std::sync::Arc;

use super::probability_table::ProbabilityTable;
use crate::bank::ItemBank;
use crate::design::CatDesign;
use crate::estimation::{
    Estimate, Estimator, Grid, Pattern, PatternError, Posterior, Prior, estimate_maximum, posterior_estimate,
    without_responses,
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
    grid: Grid,
    table: ProbabilityTable,
}

impl Scorer {
    pub(super) fn new(bank: Arc<ItemBank>, design: CatDesign) -> Self {
        let grid = Grid::new(design.quadrature(), design.prior());
        let table = ProbabilityTable::new(&bank, &grid.nodes);
        Self { bank, design, grid, table }
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

    /// Whether the estimator can be used with this bank and design.
    pub(super) fn offers(&self, estimator: Estimator) -> bool {
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

    /// The estimate of a checked pattern of scored items.
    pub(crate) fn estimate(&self, estimator: Estimator, items: &[ItemIndex], responses: &[Response]) -> Estimate {
        self.estimate_from(estimator, items, responses, &self.posterior(items, responses))
    }

    /// The same, given the posterior of the pattern.
    #[inline]
    pub(crate) fn estimate_from(
        &self,
        estimator: Estimator,
        items: &[ItemIndex],
        responses: &[Response],
        posterior: &Posterior,
    ) -> Estimate {
        if estimator == Estimator::Eap {
            let pattern = Pattern::new(&self.bank, items, responses);
            posterior_estimate(&self.grid, posterior, pattern.curves())
        } else if items.is_empty() {
            without_responses(estimator, &self.design)
        } else {
            let pattern = Pattern::new(&self.bank, items, responses);
            estimate_maximum(estimator, pattern, &self.design, (&self.grid, posterior))
        }
    }

    /// As [`estimate`](Self::estimate), but EAP stays with the grid however narrow the posterior: for criteria, which
    /// estimate anew for every item of the bank.
    pub(crate) fn estimate_on_grid(
        &self,
        estimator: Estimator,
        items: &[ItemIndex],
        responses: &[Response],
    ) -> Estimate {
        match estimator {
            Estimator::Eap => self.posterior(items, responses).estimate(&self.grid),
            _ => self.estimate(estimator, items, responses),
        }
    }

    /// The log-likelihood of a checked pattern of scored items.
    pub(crate) fn log_likelihood(&self, items: &[ItemIndex], responses: &[Response], theta: f64) -> f64 {
        Pattern::new(&self.bank, items, responses).log_likelihood(usable_theta(theta))
    }
}

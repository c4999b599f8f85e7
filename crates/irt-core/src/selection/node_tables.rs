//! The tables of a bank, each made once for all the criteria that read it.

use std::cell::OnceCell;
use std::sync::Arc;

use super::node_table::{Informations, LogProbabilities, Probabilities};
use super::variance_bounds::VarianceBounds;
use crate::bank::ItemBank;

/// The tables of a bank on the quadrature nodes, each made when the first criterion asks for it.
///
/// Probabilities and their logarithms take `8 * nodes * categories` bytes an item each (528 for a dichotomous item on
/// 33 nodes), informations `8 * nodes` (264), bounds of the posterior variance `4 * nodes` (132).
pub(crate) struct NodeTables<'a> {
    bank: &'a ItemBank,
    nodes: &'a [f64],
    log_probabilities: OnceCell<Arc<LogProbabilities>>,
    probabilities: OnceCell<Arc<Probabilities>>,
    informations: OnceCell<Arc<Informations>>,
    variance_bounds: OnceCell<Arc<VarianceBounds>>,
}

impl<'a> NodeTables<'a> {
    pub(crate) const fn new(bank: &'a ItemBank, nodes: &'a [f64]) -> Self {
        Self {
            bank,
            nodes,
            log_probabilities: OnceCell::new(),
            probabilities: OnceCell::new(),
            informations: OnceCell::new(),
            variance_bounds: OnceCell::new(),
        }
    }

    pub(super) fn log_probabilities(&self) -> Arc<LogProbabilities> {
        let make = || Arc::new(LogProbabilities::new(self.bank, self.nodes));
        Arc::clone(self.log_probabilities.get_or_init(make))
    }

    pub(super) fn probabilities(&self) -> Arc<Probabilities> {
        let make = || Arc::new(Probabilities::new(&self.log_probabilities()));
        Arc::clone(self.probabilities.get_or_init(make))
    }

    pub(super) fn informations(&self) -> Arc<Informations> {
        let make = || Arc::new(Informations::new(self.bank, self.nodes));
        Arc::clone(self.informations.get_or_init(make))
    }

    pub(super) fn variance_bounds(&self) -> Arc<VarianceBounds> {
        let make = || Arc::new(VarianceBounds::new(self.bank, self.nodes, &self.probabilities()));
        Arc::clone(self.variance_bounds.get_or_init(make))
    }
}

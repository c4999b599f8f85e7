//! The tables of a bank, each made once for all the criteria that read it.

use std::sync::{Arc, OnceLock};

use super::node_table::{Informations, LogProbabilities, Probabilities};
use super::variance_bounds::VarianceBounds;
use crate::bank::ItemBank;

/// The tables of a bank on the quadrature nodes, each made when the first criterion asks for it.
///
/// [`DesignCost`](crate::DesignCost) says how many bytes they take.
#[derive(Debug)]
pub(crate) struct NodeTables {
    bank: Arc<ItemBank>,
    nodes: Box<[f64]>,
    log_probabilities: OnceLock<Arc<LogProbabilities>>,
    probabilities: OnceLock<Arc<Probabilities>>,
    informations: OnceLock<Arc<Informations>>,
    variance_bounds: OnceLock<Arc<VarianceBounds>>,
}

impl NodeTables {
    pub(crate) fn new(bank: Arc<ItemBank>, nodes: Box<[f64]>) -> Self {
        Self {
            bank,
            nodes,
            log_probabilities: OnceLock::new(),
            probabilities: OnceLock::new(),
            informations: OnceLock::new(),
            variance_bounds: OnceLock::new(),
        }
    }

    pub(super) fn log_probabilities(&self) -> Arc<LogProbabilities> {
        let make = || Arc::new(LogProbabilities::new(&self.bank, &self.nodes));
        Arc::clone(self.log_probabilities.get_or_init(make))
    }

    pub(super) fn probabilities(&self) -> Arc<Probabilities> {
        let make = || Arc::new(Probabilities::new(&self.log_probabilities()));
        Arc::clone(self.probabilities.get_or_init(make))
    }

    pub(super) fn informations(&self) -> Arc<Informations> {
        let make = || Arc::new(Informations::new(&self.bank, &self.nodes));
        Arc::clone(self.informations.get_or_init(make))
    }

    pub(super) fn variance_bounds(&self) -> Arc<VarianceBounds> {
        let make = || Arc::new(VarianceBounds::new(&self.bank, &self.nodes, &self.probabilities()));
        Arc::clone(self.variance_bounds.get_or_init(make))
    }

    /// The bytes of the tables that have been made.
    pub(crate) fn memory_bytes(&self) -> usize {
        let made = [
            self.log_probabilities.get().map(|table| table.memory_bytes()),
            self.probabilities.get().map(|table| table.memory_bytes()),
            self.informations.get().map(|table| table.memory_bytes()),
            self.variance_bounds.get().map(|table| table.memory_bytes()),
        ];
        made.into_iter().flatten().sum()
    }
}

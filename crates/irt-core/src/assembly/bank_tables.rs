//! The tables that tests of one bank on one grid share.

use std::sync::{Arc, OnceLock};

use super::probability_table::ProbabilityTable;
use crate::bank::ItemBank;
use crate::design::CatDesign;
use crate::estimation::Quadrature;
use crate::selection::NodeTables;

/// The tables of a bank on the nodes of a quadrature, which are all that is large in an [`AdaptiveTest`](crate::AdaptiveTest).
///
/// Tests of the same bank whose designs have the same grid can share them, whatever else the designs say. Each table is
/// made when the first test needs it, and stays as long as these tables.
///
/// ```
/// use std::sync::Arc;
/// use irt_core::{AdaptiveTest, BankTables, CatDesign, FourPl, Item, ItemBank, Metric};
///
/// let bank = Arc::new(ItemBank::new(Metric::LOGISTIC, vec![Item::new("q1", FourPl::one_pl(0.0)?)?])?);
/// let first = AdaptiveTest::new(Arc::clone(&bank), CatDesign::default())?;
/// let second = AdaptiveTest::with_tables(Arc::clone(first.tables()), CatDesign::default())?;
/// assert!(Arc::ptr_eq(first.tables(), second.tables()));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct BankTables {
    bank: Arc<ItemBank>,
    quadrature: Quadrature,
    scoring: OnceLock<Arc<ProbabilityTable>>,
    selection: NodeTables,
}

impl BankTables {
    /// The tables of a bank on the grid of a design. Nothing is computed yet.
    #[must_use]
    pub fn new(bank: Arc<ItemBank>, design: &CatDesign) -> Self {
        let quadrature = design.quadrature();
        let selection = NodeTables::new(Arc::clone(&bank), quadrature.nodes().collect());
        Self { bank, quadrature, scoring: OnceLock::new(), selection }
    }

    /// The item bank.
    #[must_use]
    pub const fn bank(&self) -> &Arc<ItemBank> {
        &self.bank
    }

    /// The grid.
    #[must_use]
    pub const fn quadrature(&self) -> Quadrature {
        self.quadrature
    }

    /// The bytes of the tables that have been made.
    #[must_use]
    pub fn memory_bytes(&self) -> usize {
        let scoring = self.scoring.get().map_or(0, |table| table.memory_bytes());
        scoring + self.selection.memory_bytes()
    }

    pub(super) fn scoring(&self) -> Arc<ProbabilityTable> {
        let make = || {
            let nodes: Vec<f64> = self.quadrature.nodes().collect();
            Arc::new(ProbabilityTable::new(&self.bank, &nodes))
        };
        Arc::clone(self.scoring.get_or_init(make))
    }

    pub(super) const fn selection(&self) -> &NodeTables {
        &self.selection
    }
}

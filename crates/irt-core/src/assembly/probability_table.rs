//! What is computed once for a bank on a quadrature grid.

use crate::bank::ItemBank;
use crate::identity::ItemIndex;
use crate::response::Response;

/// The category probabilities at the quadrature nodes: a contiguous column for each item and category, the columns of
/// an item beside each other.
///
/// Takes `8 * nodes * categories` bytes an item and 4 for its place: 532 for a dichotomous item on 33 nodes.
#[derive(Debug)]
pub(crate) struct ProbabilityTable {
    nodes: usize,
    values: Box<[f64]>,
    /// The first column of each item, in columns.
    first_columns: Box<[u32]>,
}

impl ProbabilityTable {
    pub(crate) fn new(bank: &ItemBank, nodes: &[f64]) -> Self {
        let columns: usize = bank.curves().map(|curve| curve.categories()).sum();
        let mut values = Vec::with_capacity(columns * nodes.len());
        let mut first_columns = Vec::with_capacity(bank.len());
        let mut columns = 0;
        for curve in bank.curves() {
            first_columns.push(columns);
            let first = values.len();
            values.resize(first + curve.categories() * nodes.len(), 0.0);
            curve.fill_probabilities(nodes, &mut values[first..]);
            columns += curve.categories() as u32;
        }
        Self { nodes: nodes.len(), values: values.into(), first_columns: first_columns.into() }
    }

    pub(super) fn memory_bytes(&self) -> usize {
        size_of_val(&*self.values) + size_of_val(&*self.first_columns)
    }

    /// The column of a response to an item, both known to exist.
    pub(crate) fn column(&self, item: ItemIndex, response: Response) -> &[f64] {
        let column = self.first_columns[item.as_usize()] as usize + usize::from(response.0);
        &self.values[column * self.nodes..][..self.nodes]
    }
}

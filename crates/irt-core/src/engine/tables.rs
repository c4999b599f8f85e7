//! What is computed once for a bank on a quadrature grid.

use crate::{ItemBank, ItemIndex, Response};

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
        let mut values = vec![0.0; 2 * nodes.len() * bank.len()];
        let mut first_columns = Vec::with_capacity(bank.len());
        for (place, (curve, columns)) in bank.curves().zip(values.chunks_exact_mut(2 * nodes.len())).enumerate() {
            first_columns.push(2 * place as u32);
            let (wrong, right) = columns.split_at_mut(nodes.len());
            curve.fill_probabilities(nodes, [wrong, right]);
        }
        Self { nodes: nodes.len(), values: values.into(), first_columns: first_columns.into() }
    }

    /// The column of a response to an item, both known to exist.
    pub(crate) fn column(&self, item: ItemIndex, response: Response) -> &[f64] {
        let column = self.first_columns[item.as_usize()] as usize + usize::from(response.0);
        &self.values[column * self.nodes..][..self.nodes]
    }
}

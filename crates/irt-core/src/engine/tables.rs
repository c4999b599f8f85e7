//! What is computed once for a bank on a quadrature grid.

use crate::{ItemBank, ItemIndex, Response};

/// The logarithms of the category probabilities at the quadrature nodes: a contiguous column for each item and
/// category, the columns of an item beside each other.
///
/// Takes `8 * nodes * categories` bytes an item: 528 for a dichotomous item on 33 nodes.
#[derive(Debug)]
pub(crate) struct LogProbabilityTable {
    nodes: usize,
    values: Box<[f64]>,
    /// The first column of each item, in columns.
    first_columns: Box<[u32]>,
}

impl LogProbabilityTable {
    pub(crate) fn new(bank: &ItemBank, nodes: &[f64]) -> Self {
        let mut values = Vec::with_capacity(2 * nodes.len() * bank.len());
        let mut first_columns = Vec::with_capacity(bank.len());
        for curve in bank.curves() {
            first_columns.push((values.len() / nodes.len()) as u32);
            for category in 0..2 {
                values.extend(nodes.iter().map(|theta| curve.log_probabilities(*theta)[category]));
            }
        }
        Self { nodes: nodes.len(), values: values.into(), first_columns: first_columns.into() }
    }

    /// The column of a response to an item, both known to exist.
    pub(crate) fn column(&self, item: ItemIndex, response: Response) -> &[f64] {
        let column = self.first_columns[item.as_usize()] as usize + usize::from(response.0);
        &self.values[column * self.nodes..][..self.nodes]
    }
}

//! What is computed once for a bank on a quadrature grid.

use crate::{ItemBank, ItemIndex, MAX_CATEGORIES, Response};

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
        let mut columns = 0;
        let mut room = [0.0; MAX_CATEGORIES as usize];
        for curve in bank.curves() {
            first_columns.push(columns);
            let categories = curve.categories();
            let first = values.len();
            values.resize(first + categories * nodes.len(), 0.0);
            for (node, theta) in nodes.iter().enumerate() {
                curve.log_probabilities(*theta, &mut room);
                for (category, value) in room[..categories].iter().enumerate() {
                    values[first + category * nodes.len() + node] = *value;
                }
            }
            columns += categories as u32;
        }
        Self { nodes: nodes.len(), values: values.into(), first_columns: first_columns.into() }
    }

    /// The column of a response to an item, both known to exist.
    pub(crate) fn column(&self, item: ItemIndex, response: Response) -> &[f64] {
        let column = self.first_columns[item.as_usize()] as usize + usize::from(response.0);
        &self.values[column * self.nodes..][..self.nodes]
    }
}

//! Probabilities and informations of all items at the nodes of the quadrature.

use crate::bank::ItemBank;
use crate::identity::ItemIndex;
use crate::response::Response;

/// The logarithm of the probability of each response to each item at the nodes.
#[derive(Debug)]
pub(crate) struct LogProbabilities(NodeTable);

/// The probability of each response to each item at the nodes.
#[derive(Debug)]
pub(crate) struct Probabilities(NodeTable);

/// The Fisher information of each item at the nodes.
#[derive(Debug)]
pub(crate) struct Informations(NodeTable);

/// Contiguous columns of as many numbers as nodes, those of an item beside each other.
#[derive(Debug)]
struct NodeTable {
    nodes: usize,
    values: Box<[f64]>,
    /// The first column of each item, in columns, and one past the last item's.
    first_columns: Box<[u32]>,
}

impl LogProbabilities {
    pub(super) fn memory_bytes(&self) -> usize {
        self.0.memory_bytes()
    }

    pub(super) fn new(bank: &ItemBank, nodes: &[f64]) -> Self {
        Self(NodeTable::filled(bank, nodes.len(), |item, values| {
            let curve = bank.curve(item);
            for response in (0..bank.categories(item).unwrap_or(0)).map(Response) {
                values.extend(nodes.iter().map(|theta| curve.log_likelihood(response, *theta)));
            }
        }))
    }

    /// The column of a response to an item.
    pub(super) fn response_values(&self, item: ItemIndex, response: Response) -> &[f64] {
        let (nodes, place) = (self.0.nodes, usize::from(response.0));
        &self.0.columns(item)[place * nodes..(place + 1) * nodes]
    }
}

impl Probabilities {
    pub(super) fn memory_bytes(&self) -> usize {
        self.0.memory_bytes()
    }

    pub(super) fn new(logarithms: &LogProbabilities) -> Self {
        Self(logarithms.0.exponentials())
    }

    /// The columns of the responses to an item, the lowest category first.
    pub(super) fn item_values(&self, item: ItemIndex) -> std::slice::ChunksExact<'_, f64> {
        self.0.columns(item).chunks_exact(self.0.nodes)
    }

    /// The column of the highest category of an item.
    pub(super) fn of_highest_category(&self, item: ItemIndex) -> &[f64] {
        let columns = self.0.columns(item);
        &columns[columns.len() - self.0.nodes..]
    }
}

impl Informations {
    pub(super) fn memory_bytes(&self) -> usize {
        self.0.memory_bytes()
    }

    pub(super) fn new(bank: &ItemBank, nodes: &[f64]) -> Self {
        Self(NodeTable::filled(bank, nodes.len(), |item, values| {
            let curve = bank.curve(item);
            values.extend(nodes.iter().map(|theta| curve.information(*theta)));
        }))
    }

    /// The informations of an item.
    pub(super) fn item_values(&self, item: ItemIndex) -> &[f64] {
        self.0.columns(item)
    }
}

impl NodeTable {
    fn memory_bytes(&self) -> usize {
        size_of_val(&*self.values) + size_of_val(&*self.first_columns)
    }

    fn exponentials(&self) -> Self {
        let values = self.values.iter().map(|logarithm| logarithm.exp()).collect();
        Self { nodes: self.nodes, values, first_columns: self.first_columns.clone() }
    }

    fn filled(bank: &ItemBank, nodes: usize, mut fill: impl FnMut(ItemIndex, &mut Vec<f64>)) -> Self {
        let (mut values, mut first_columns) =
            (Vec::with_capacity(nodes * bank.len()), Vec::with_capacity(bank.len() + 1));
        first_columns.push(0);
        for item in (0..bank.len() as u32).map(ItemIndex) {
            fill(item, &mut values);
            first_columns.push((values.len() / nodes) as u32);
        }
        Self { nodes, values: values.into(), first_columns: first_columns.into() }
    }

    fn columns(&self, item: ItemIndex) -> &[f64] {
        let place = item.as_usize();
        &self.values
            [self.first_columns[place] as usize * self.nodes..self.first_columns[place + 1] as usize * self.nodes]
    }
}

//! What the quadrature criteria read: probabilities and informations of all items at the nodes.

use crate::engine::tables::LogProbabilityTable;
use crate::{ItemBank, ItemIndex, Response, SelectionRule};

/// Tables on the quadrature nodes, made for the rules that read them.
///
/// Probabilities take `8 * nodes * categories` bytes an item (528 for a dichotomous item on 33 nodes), informations
/// `8 * nodes` (264).
#[derive(Debug, Default)]
pub(crate) struct NodeTables {
    probabilities: Option<NodeTable>,
    information: Option<NodeTable>,
}

/// Contiguous columns of as many numbers as nodes, those of an item beside each other.
#[derive(Debug)]
struct NodeTable {
    nodes: usize,
    values: Box<[f64]>,
    /// The first column of each item, in columns, and one past the last item's.
    first_columns: Box<[u32]>,
}

impl NodeTables {
    pub(crate) fn new(
        bank: &ItemBank,
        nodes: &[f64],
        logarithms: &LogProbabilityTable,
        rules: &[SelectionRule],
    ) -> Self {
        let is_used = |wanted: &[SelectionRule]| rules.iter().any(|rule| wanted.contains(rule));
        let probabilities = is_used(&[SelectionRule::Mepv, SelectionRule::Gdi, SelectionRule::Gdip]);
        let information = is_used(&[SelectionRule::Mlwi, SelectionRule::Mpwi]);
        Self {
            probabilities: probabilities.then(|| NodeTable::probabilities(bank, nodes.len(), logarithms)),
            information: information.then(|| NodeTable::information(bank, nodes)),
        }
    }

    /// The probabilities of the categories of an item: one column for each; empty where the table was not asked for.
    pub(crate) fn probabilities(&self, item: ItemIndex) -> std::slice::ChunksExact<'_, f64> {
        let table = self.probabilities.as_ref();
        table.map_or_else(|| [].chunks_exact(1), |table| table.columns(item).chunks_exact(table.nodes))
    }

    /// The informations of an item; empty where the table was not asked for.
    pub(crate) fn information(&self, item: ItemIndex) -> &[f64] {
        self.information.as_ref().map_or(&[], |table| table.columns(item))
    }
}

impl NodeTable {
    fn probabilities(bank: &ItemBank, nodes: usize, logarithms: &LogProbabilityTable) -> Self {
        Self::filled(bank, nodes, |item, values| {
            for category in 0..bank.categories(item).unwrap_or(0) {
                let column = logarithms.column(item, Response(category));
                values.extend(column.iter().map(|logarithm| logarithm.exp()));
            }
        })
    }

    fn information(bank: &ItemBank, nodes: &[f64]) -> Self {
        Self::filled(bank, nodes.len(), |item, values| {
            let curve = bank.curve(item);
            values.extend(nodes.iter().map(|theta| curve.information(*theta)));
        })
    }

    fn filled(bank: &ItemBank, nodes: usize, mut fill: impl FnMut(ItemIndex, &mut Vec<f64>)) -> Self {
        let (mut values, mut first_columns) = (Vec::with_capacity(nodes * bank.len()), vec![0]);
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
